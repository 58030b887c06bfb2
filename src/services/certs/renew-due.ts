import { renewalDue, selectRenewal, type RenewalReason } from '../../core/certificate.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Certificate } from '../../ports/certificate-store.ts';
import { deliverPending, type DeliveryReport } from './deliver.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { describeFailure } from './failure.ts';
import { lockCertificate, wasIssued } from './issue.ts';
import { giveUpLeftOrders, lookAtLeftOrders } from './left-orders.ts';
import { nextCheck } from './next-check.ts';
import { obtain } from './obtain.ts';
import { certificateNotFound, issueCall } from './stored.ts';

export interface RenewInput {
  /** One certificate; all that are due when omitted. */
  readonly name?: string;
  /** Whether to renew what is not due. */
  readonly force?: boolean;
}

export interface RenewResult {
  readonly certificate: Certificate;
  readonly outcome: 'renewed' | 'not-due' | 'failed';
  readonly reason: RenewalReason | 'forced' | null;
  readonly error: RegctlError | null;
  /** What became of deliveries that were made now. */
  readonly deliveries?: readonly DeliveryReport[];
}

/** Certificates read at once. */
const PAGE = 100;
/** Certificates under way at once. Most of the time each waits for name servers and its CA, and those that wait together are written to their zone together. */
const CONCURRENCY = 16;
/** Milliseconds; a run is expected at least this often, so that what comes due before the next is done now. */
const WAKE_MS = 3_600_000;
/** Milliseconds between questions about a window: what the CA says, within these (RFC 9773 §4.3.2). */
const WINDOW_CHECK_MIN_MS = 3_600_000;
const WINDOW_CHECK_MAX_MS = 24 * 3_600_000;

/**
 * Renews what is due, and asks the CAs when the rest will be. Safe to run every minute: what is not due costs nothing. A failure is written down with the
 * certificate, which stays in use, and does not stop the others.
 */
export async function renewDue(
  deps: CertDeps,
  input: RenewInput,
  call: CertCall = {},
): Promise<readonly RenewResult[]> {
  if (input.name !== undefined) return [await renewOne(deps, input.name, input.force === true, call)];
  const results: RenewResult[] = [];
  const seen = new Set<string>();
  for (;;) {
    const page = await nextPage(deps, input, seen);
    if (page.length === 0) return results;
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let one = page[next++]; one !== undefined; one = page[next++])
        try {
          results.push(await attempt(deps, one, input.force === true, call));
        } catch (error) {
          next = page.length;
          throw error;
        }
    };
    // Who is stopped takes its challenge records away first: the caller closes the store once this has ended.
    const ends = await Promise.allSettled(Array.from({ length: CONCURRENCY }, worker));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}

/** Those not seen yet in this run: one that stays due because it failed is not tried twice. */
async function nextPage(
  deps: CertDeps,
  input: RenewInput,
  seen: Set<string>,
): Promise<readonly Certificate[]> {
  const after = [...seen].at(-1);
  const page =
    input.force === true
      ? await deps.certificates.list({ limit: PAGE, ...(after === undefined ? {} : { after }) })
      : await deps.certificates.due(deps.clock.now(), { limit: PAGE });
  const fresh = page.filter((one) => !seen.has(one.name));
  for (const one of fresh) seen.add(one.name);
  return fresh;
}

/** One of many: what keeps it from being renewed, another run that holds it too, is told and does not stop the rest. */
async function attempt(
  deps: CertDeps,
  certificate: Certificate,
  force: boolean,
  call: CertCall,
): Promise<RenewResult> {
  try {
    return await renewOne(deps, certificate.name, force, call);
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    return { certificate, outcome: 'failed', reason: null, error };
  }
}

async function renewOne(deps: CertDeps, name: string, force: boolean, call: CertCall): Promise<RenewResult> {
  const since = deps.clock.now();
  return lockCertificate(deps, name, call, async () => {
    // Read again under the lock: another run may have renewed it meanwhile.
    const stored = await deps.certificates.find(name);
    if (stored === undefined) throw certificateNotFound(name);
    const certificate = await askWindow(deps, stored, call);
    const reason = reasonToRenew(deps, certificate, force && !wasIssued(stored, since));
    if (reason === undefined) return leave(deps, certificate, call);
    try {
      const renewed = await obtain(deps, certificate, {}, call);
      return await delivered(deps, renewed, { outcome: 'renewed', reason }, call);
    } catch (error) {
      if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
      return {
        certificate: (await deps.certificates.find(name)) ?? certificate,
        outcome: 'failed',
        reason,
        error: error.code === 'AMBIGUOUS' ? accountMissing(certificate, error) : error,
      };
    }
  });
}

/** An account that was added since serves the zone too. A renewal takes none, and goes by the one that an issue named. */
function accountMissing(certificate: Certificate, error: RegctlError): RegctlError {
  return new RegctlError(error.code, error.message, {
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    hint: `name it for all renewals: \`${issueCall(certificate)} --account ACCOUNT --force\``,
    cause: error,
  });
}

/** What is not due is looked at later, and put where an earlier run did not bring it; what one left of an order goes. */
async function leave(deps: CertDeps, certificate: Certificate, call: CertCall): Promise<RenewResult> {
  const isLeft = await giveUpLeftOrders(deps, certificate, call);
  const next = nextCheck(deps, certificate) ?? (isLeft ? lookAtLeftOrders(deps) : null);
  const asked = { ...certificate, nextCheckAt: next };
  await deps.certificates.save(asked);
  return delivered(deps, asked, { outcome: 'not-due', reason: null }, call);
}

async function delivered(
  deps: CertDeps,
  certificate: Certificate,
  done: Pick<RenewResult, 'outcome' | 'reason'>,
  call: CertCall,
): Promise<RenewResult> {
  const { certificate: current, reports } = await deliverPending(deps, certificate, {}, call);
  const result = { certificate: current, ...done, error: null };
  return reports.length === 0 ? result : { ...result, deliveries: reports };
}

function reasonToRenew(
  deps: CertDeps,
  certificate: Certificate,
  force: boolean,
): RenewResult['reason'] | undefined {
  if (force) return 'forced';
  const { issued, window, wish } = certificate;
  if (issued === null || issued.revokedAt !== null) return undefined;
  return renewalDue(issued, window, deps.clock.now(), {
    wakeMs: WAKE_MS,
    ...(wish.renewBeforeMs === null ? {} : { renewBeforeMs: wish.renewBeforeMs }),
  });
}

/** Asks the CA for its window where it is time to. A CA that does not answer changes nothing. */
async function askWindow(deps: CertDeps, certificate: Certificate, call: CertCall): Promise<Certificate> {
  const { issued, windowCheckAt } = certificate;
  const now = deps.clock.now();
  if (issued === null || issued.ariId === null || issued.revokedAt !== null) return certificate;
  if (windowCheckAt !== null && Date.parse(windowCheckAt) > now.getTime()) return certificate;
  try {
    const authority = await deps.authorityOf(issued.directoryUrl);
    const info = await authority.renewalInfo(issued.ariId, call.signal);
    if (info === undefined)
      return { ...certificate, window: null, windowCheckAt: later(now, WINDOW_CHECK_MAX_MS) };
    const { start, end, explanationUrl } = info;
    const isSame = certificate.window?.start === start && certificate.window.end === end;
    const selectedAt = isSame
      ? (certificate.window?.selectedAt ?? start)
      : selectRenewal(start, end, chance(deps)).toISOString();
    if (!isSame && explanationUrl !== null)
      call.onEvent?.({
        kind: 'warning',
        message: `${certificate.name}: the CA explains its renewal window at ${explanationUrl}`,
      });
    const pause = Math.min(
      Math.max((info.retryAfterSeconds ?? 0) * 1000, WINDOW_CHECK_MIN_MS),
      WINDOW_CHECK_MAX_MS,
    );
    return {
      ...certificate,
      window: { start, end, selectedAt, explanationUrl },
      windowCheckAt: later(now, pause),
    };
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    call.onEvent?.({
      kind: 'warning',
      message: `${certificate.name}: no renewal window: ${describeFailure(error)}`,
    });
    return { ...certificate, windowCheckAt: later(now, WINDOW_CHECK_MIN_MS) };
  }
}

function chance(deps: CertDeps): number {
  const [a = 0, b = 0, c = 0] = deps.random.bytes(3);
  return (a * 65_536 + b * 256 + c) / 16_777_216;
}

function later(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}
