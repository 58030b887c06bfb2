import { fromBase64url } from '../../core/base64url.ts';
import {
  normalizeIdentifiers,
  ownRenewal,
  sameIdentifiers,
  type Identifier,
} from '../../core/certificate.ts';
import { findCa, isInternalCa } from '../../core/certificate-authorities.ts';
import { folderName } from '../../core/delivery.ts';
import { RegctlError } from '../../core/errors.ts';
import { formatPem } from '../../core/pem.ts';
import { makeId } from '../../core/ids.ts';
import type { ExternalAccountBinding } from '../../ports/certificate-authority.ts';
import type { Certificate, CertificateWish } from '../../ports/certificate-store.ts';
import { findAccount } from '../accounts/open.ts';
import { deliverPending, type DeliveryReport } from './deliver.ts';
import { certificateLock, DEFAULT_TIMEOUT_MS, type CertCall, type CertDeps } from './deps.ts';
import { findRoot } from './internal.ts';
import { isByWishedCa, isGood, keepCertificate } from './keep.ts';
import { obtain } from './obtain.ts';
import { checkWishedCas } from './wished-cas.ts';

export interface IssueInput {
  readonly identifiers: readonly Identifier[];
  /** The first name without its asterisk when omitted. */
  readonly name?: string;
  /** What differs from the wish of the certificate that is there, or from the usual. */
  readonly wish?: Partial<Omit<CertificateWish, 'identifiers'>>;
  /** Whether to issue anew what is there and not due. */
  readonly force?: boolean;
  /** Whether names of the certificate that is in use may be left out of the new one. */
  readonly dropsNames?: boolean;
  readonly agreesToTerms?: boolean;
  /** For the ACME account, where one must be opened. */
  readonly contact?: readonly string[];
  readonly binding?: ExternalAccountBinding;
}

export interface IssueResult {
  readonly certificate: Certificate;
  readonly outcome: 'issued' | 'kept';
  /** What became of deliveries that were made now. */
  readonly deliveries?: readonly DeliveryReport[];
}

const USUAL: Omit<CertificateWish, 'identifiers'> = {
  cas: ['letsencrypt'],
  profile: null,
  profileRequired: false,
  keyType: 'ec256',
  reuseKey: false,
  dnsAccount: null,
  preferredChain: null,
  renewBeforeMs: null,
  csr: null,
};

/**
 * Issues a certificate, or keeps the one that is there for the same names and in force. Goes on with an order that an earlier run left.
 *
 * @throws RegctlError `ALREADY_EXISTS` where names of the one in use would be lost, `CA_REFUSED`, `CHALLENGE_FAILED`, `NOT_PROPAGATED`, `CERTIFICATE_PENDING`, `RATE_LIMITED`, `ACME_ACCOUNT_UNUSABLE`,
 * `CONFIRMATION_REQUIRED`, `ZONE_NOT_FOUND`, `LOCKED`
 */
export async function issueCertificate(
  deps: CertDeps,
  input: IssueInput,
  call: CertCall = {},
): Promise<IssueResult> {
  const identifiers = normalizeIdentifiers(input.identifiers);
  const [first] = input.identifiers;
  const name = input.name ?? first?.value.replace(/^\*\./, '');
  if (name === undefined)
    throw new RegctlError('INVALID_INPUT', 'no name was given for the certificate', {
      hint: 'regctl certs issue NAME',
    });
  // Before anything is written down: what cannot be used as it is called, or asked for anywhere, is no certificate.
  folderName(name);
  for (const ca of input.wish?.cas ?? []) if (isInternalCa(findCa(ca).name)) await findRoot(deps);
  if (typeof input.wish?.dnsAccount === 'string') await findAccount(deps.zones, input.wish.dnsAccount);
  await checkRequest(deps, input.wish?.csr ?? null, identifiers);
  const since = deps.clock.now();
  return lockCertificate(deps, name, call, async () => {
    const present = await deps.certificates.find(name);
    const wish = { ...USUAL, ...present?.wish, ...input.wish, identifiers };
    if (present !== undefined && input.dropsNames !== true) checkNames(deps, present, identifiers);
    // One of an earlier wish may be for fewer names.
    await checkRequest(deps, wish.csr, identifiers);
    const isDone = present !== undefined && wasIssued(present, since) && isByWishedCa(present, wish);
    const isForced = input.force === true && !isDone;
    const isKept = present !== undefined && !isForced && isGood(deps, present, wish);
    const isReplaced = present !== undefined && input.force !== true && isInUse(deps, present);
    if (!isKept) checkWishedCas(name, wish, isReplaced ? present : undefined);
    const certificate = present === undefined ? newCertificate(deps, name, wish) : { ...present, wish };
    const issued = isKept
      ? await keepCertificate(deps, present, wish, call)
      : await obtain(deps, certificate, input, call);
    warnOfOwnRenewal(issued, call);
    const { certificate: current, reports } = await deliverPending(deps, issued, { evenEarly: true }, call);
    const result = { certificate: current, outcome: isKept ? 'kept' : 'issued' } as const;
    return reports.length === 0 ? result : { ...result, deliveries: reports };
  });
}

/** Whether another run issued it while this one waited for its turn: what was forced was done then. */
export function wasIssued({ issued }: Certificate, since: Date): boolean {
  return issued !== null && Date.parse(issued.issuedAt) > since.getTime();
}

/** Runs work on one certificate under its lock. */
export function lockCertificate<T>(
  deps: CertDeps,
  name: string,
  call: CertCall,
  work: () => Promise<T>,
): Promise<T> {
  const options = {
    timeoutMs: call.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    onWait: (holder: string) =>
      call.onEvent?.({ kind: 'waiting', message: `certificate ${name} is being worked on by ${holder}` }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
  return deps.lock.withLock(certificateLock(name), options, work);
}

/** A request for other names is refused by the CA, but not before all of them were proven. */
async function checkRequest(
  deps: CertDeps,
  csr: string | null,
  identifiers: readonly Identifier[],
): Promise<void> {
  const der = csr === null ? undefined : fromBase64url(csr);
  if (csr === null) return;
  const request = await deps.x509.readCsr(formatPem('CERTIFICATE REQUEST', der ?? new Uint8Array()));
  const named = normalizeIdentifiers(
    request.identifiers.map((one) => ({ ...one, value: one.value.toLowerCase() }) as Identifier),
  );
  // One with a common name alone is left to the CA.
  if (named.length === 0 || sameIdentifiers(named, identifiers)) return;
  const names = named.map((one) => one.value).join(' ');
  throw new RegctlError('INVALID_INPUT', 'the certificate signing request is for other names', {
    reason: `it is for ${names}, and what is wished for ${identifiers.map((one) => one.value).join(' ')}`,
    hint: 'give a request for these names with `--csr`, or have a key made here with `--key-type`',
    details: { class: 'request' },
  });
}

function isInUse({ clock }: CertDeps, { issued }: Certificate): boolean {
  return issued !== null && issued.revokedAt === null && Date.parse(issued.notAfter) > clock.now().getTime();
}

/** What uses a certificate would be without the names that another of the same name leaves out. */
function checkNames(deps: CertDeps, certificate: Certificate, identifiers: readonly Identifier[]): void {
  const { name, wish } = certificate;
  const kept = new Set(identifiers.map((one) => one.value));
  const gone = wish.identifiers.map((one) => one.value).filter((one) => !kept.has(one));
  if (!isInUse(deps, certificate) || gone.length === 0) return;
  throw new RegctlError('ALREADY_EXISTS', `the certificate ${name} is in use for other names`, {
    reason: `what uses it would be without ${gone.join(', ')}`,
    hint: 'give these names too, call the new one otherwise with `--name`, or add `--drop-names`',
  });
}

function warnOfOwnRenewal({ name, wish, issued }: Certificate, call: CertCall): void {
  if (issued === null || wish.renewBeforeMs === null) return;
  if (ownRenewal(issued, wish.renewBeforeMs) !== undefined) return;
  call.onEvent?.({
    kind: 'warning',
    message: `${name} does not live as long as it should be renewed before its end, so that its CA says when`,
  });
}

function newCertificate(deps: CertDeps, name: string, wish: CertificateWish): Certificate {
  const now = deps.clock.now();
  return {
    id: makeId('cert', now, deps.random.bytes(7)),
    name,
    wish,
    issued: null,
    window: null,
    windowCheckAt: null,
    nextCheckAt: null,
    failure: null,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
}
