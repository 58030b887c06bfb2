import { checkChain } from '../../core/certificate.ts';
import {
  countDeliveryFailure,
  describeTarget,
  livePaths,
  pendingDeliveries,
  type Delivery,
} from '../../core/delivery.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DeliveryMaterial, DeliveryPlaces } from '../../ports/certificate-delivery.ts';
import type { Certificate } from '../../ports/certificate-store.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { nextCheck } from './next-check.ts';
import { readKey } from './stored.ts';

/** What became of one delivery. */
export interface DeliveryReport {
  readonly id: string;
  readonly kind: Delivery['target']['kind'];
  readonly where: string;
  /** `waiting`: a program that runs when the PEM files are there, whose paths it is told. */
  readonly outcome: 'delivered' | 'waiting' | 'failed';
  readonly detail: string;
  readonly error: RegctlError | null;
}

/** A certificate after its deliveries, and what became of them. */
export interface Delivered {
  readonly certificate: Certificate;
  readonly reports: readonly DeliveryReport[];
}

/** Which deliveries are made. */
export interface DeliverOptions {
  /** Whether those that failed are made though their time has not come. */
  readonly evenEarly?: boolean;
  /** Whether those that are made are made again. */
  readonly again?: boolean;
}

/**
 * Makes the deliveries that a certificate lacks, under its lock, which the caller holds: files first, programs last. Each is written down once it is made, so that
 * a run that dies goes on with the rest; a program can be run again then. What fails does not stop the others, programs neither, and is tried again by a later run;
 * once it is there, programs run again.
 */
export async function deliverPending(
  deps: CertDeps,
  certificate: Certificate,
  options: DeliverOptions,
  call: CertCall,
): Promise<Delivered> {
  const { deliveryPlaces } = deps;
  const { issued } = certificate;
  if (deliveryPlaces === undefined || issued === null || issued.revokedAt !== null)
    return { certificate, reports: [] };
  const deliveries = certificate.deliveries ?? [];
  const wanted = options.again === true ? deliveries.map((one) => ({ ...one, delivered: null })) : deliveries;
  const pending = pendingDeliveries(wanted, issued.fingerprint);
  const now = deps.clock.now().getTime();
  // A pause after failures is for the same certificate: a new one is tried at once.
  const isDue = ({ failure }: Delivery): boolean =>
    failure === null ||
    options.evenEarly === true ||
    Date.parse(failure.lastAt) < Date.parse(issued.issuedAt) ||
    Date.parse(failure.nextTryAt) <= now;
  const hooks = pending.filter(isHook);
  const outputs = pending.filter((one) => !isHook(one));
  if (!outputs.some(isDue) && (hasNoFiles(outputs) || !hooks.some(isDue)))
    return { certificate, reports: [] };
  const material = await materialOf(deps, certificate);
  const reports: DeliveryReport[] = [];
  let current = certificate;
  let isLate = false;
  const deliver = async (one: Delivery): Promise<Delivery> => {
    const { delivery, report } = await make(deps, deliveryPlaces, one, material, call);
    isLate ||= !isHook(one) && one.failure !== null && delivery.failure === null;
    current = await keep(deps, current, delivery, isLate);
    reports.push(report);
    return delivery;
  };
  const missing: Delivery[] = [];
  for (const one of outputs) {
    const after = isDue(one) ? await deliver(one) : one;
    if (after.failure !== null) missing.push(after);
  }
  // What came late may be what a program that ran already had to do without.
  for (const one of isLate ? deliveries.filter(isHook) : hooks)
    if (hasNoFiles(missing)) reports.push(reportOf(one, 'waiting', 'the files are not there yet'));
    else if (isLate || isDue(one)) await deliver(one);
  return { certificate: current, reports };
}

const isHook = ({ target }: Delivery): boolean => target.kind === 'hook';

/** Whether the PEM files, whose paths programs are told, are among those that are missing. */
const hasNoFiles = (missing: readonly Delivery[]): boolean =>
  missing.some(({ target }) => target.kind === 'files');

async function make(
  deps: CertDeps,
  places: DeliveryPlaces,
  delivery: Delivery,
  material: DeliveryMaterial,
  call: CertCall,
): Promise<{ readonly delivery: Delivery; readonly report: DeliveryReport }> {
  try {
    const detail = await places.deliver(
      delivery.target,
      material,
      call.signal === undefined ? {} : { signal: call.signal },
    );
    const deliveredAt = deps.clock.now().toISOString();
    return {
      delivery: { ...delivery, delivered: material.fingerprint, deliveredAt, failure: null },
      report: reportOf(delivery, 'delivered', detail),
    };
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const failure = countDeliveryFailure(delivery.failure, error, deps.clock.now());
    const why = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
    call.onEvent?.({ kind: 'warning', message: `${material.name}: ${why}` });
    return { delivery: { ...delivery, failure }, report: reportOf(delivery, 'failed', why, error) };
  }
}

/** Writes one delivery down, and in the same step that programs have to run again, where they have. */
async function keep(
  deps: CertDeps,
  certificate: Certificate,
  delivery: Delivery,
  runsAgain: boolean,
): Promise<Certificate> {
  const deliveries = (certificate.deliveries ?? []).map((one) => {
    if (one.id === delivery.id) return delivery;
    return runsAgain && isHook(one) && !isHook(delivery) ? { ...one, delivered: null } : one;
  });
  const changed = { ...certificate, deliveries, updatedAt: deps.clock.now().toISOString() };
  const kept = { ...changed, nextCheckAt: nextCheck(deps, changed) };
  await deps.certificates.save(kept);
  return kept;
}

function reportOf(
  { id, target }: Delivery,
  outcome: DeliveryReport['outcome'],
  detail: string,
  error: RegctlError | null = null,
): DeliveryReport {
  return { id, kind: target.kind, where: describeTarget(target), outcome, detail, error };
}

/** Chain and key, looked at once more: what does not fit together takes the place of nothing. */
async function materialOf(deps: CertDeps, certificate: Certificate): Promise<DeliveryMaterial> {
  const { issued, name, wish } = certificate;
  if (issued === null)
    throw new RegctlError('INTERNAL', 'defect: nothing was issued that could be delivered');
  const keyPem = await readKey(deps, name, issued);
  const publicKeyHash = keyPem === null ? null : await deps.x509.publicKeyHash(keyPem);
  const chain = await deps.x509.readCertificates(issued.chainPem);
  const fault = checkChain(chain, { identifiers: [], publicKeyHash }, deps.clock.now());
  if (fault !== undefined)
    throw new RegctlError('CERTIFICATE_UNUSABLE', `${name} cannot be delivered`, {
      reason: fault,
      hint: `issue it anew with \`regctl certs renew ${name} --force\``,
    });
  const files = (certificate.deliveries ?? []).find((one) => one.target.kind === 'files')?.target;
  return {
    name,
    names: wish.identifiers.map((one) => one.value),
    chainPem: issued.chainPem,
    keyPem,
    serial: issued.serial,
    fingerprint: issued.fingerprint,
    notAfter: issued.notAfter,
    issuedAt: issued.issuedAt,
    live: files?.kind === 'files' ? livePaths(files.folder, name) : null,
  };
}
