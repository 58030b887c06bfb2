import {
  normalizeIdentifiers,
  nextRenewal,
  renewalDue,
  sameIdentifiers,
  type Identifier,
} from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { ExternalAccountBinding } from '../../ports/certificate-authority.ts';
import type {
  Certificate,
  CertificateOrder,
  CertificateWish,
  IssuedCertificate,
} from '../../ports/certificate-store.ts';
import { ensureAcmeAccount } from './accounts.ts';
import { certificateLock, DEFAULT_TIMEOUT_MS, type CertCall, type CertDeps } from './deps.ts';
import { countFailure, describeFailure, mayFailOver, retryAt } from './failure.ts';
import { abandonOrder, prepareOrder, runOrder } from './order.ts';

export interface IssueInput {
  readonly identifiers: readonly Identifier[];
  /** The first name without its asterisk when omitted. */
  readonly name?: string;
  /** What differs from the wish of the certificate that is there, or from the usual. */
  readonly wish?: Partial<Omit<CertificateWish, 'identifiers'>>;
  /** Whether to issue anew what is there and not due. */
  readonly force?: boolean;
  readonly agreesToTerms?: boolean;
  /** For the ACME account, where one must be opened. */
  readonly contact?: readonly string[];
  readonly binding?: ExternalAccountBinding;
}

export interface IssueResult {
  readonly certificate: Certificate;
  readonly outcome: 'issued' | 'kept';
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
 * @throws RegctlError `CA_REFUSED`, `CHALLENGE_FAILED`, `NOT_PROPAGATED`, `CERTIFICATE_PENDING`, `RATE_LIMITED`, `ACME_ACCOUNT_UNUSABLE`,
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
  return lockCertificate(deps, name, call, async () => {
    const present = await deps.certificates.find(name);
    const wish = { ...USUAL, ...present?.wish, ...input.wish, identifiers };
    if (present !== undefined && input.force !== true && isGood(deps, present, wish))
      return { certificate: await keepWish(deps, present, wish), outcome: 'kept' };
    const certificate = present === undefined ? newCertificate(deps, name, wish) : { ...present, wish };
    return { certificate: await obtain(deps, certificate, input, call), outcome: 'issued' };
  });
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

/**
 * Obtains what a certificate's wish says and puts it in the place of what was issued before; the caller holds the lock. The CAs are tried in their order, as far as
 * another may do what one did not.
 */
export async function obtain(
  deps: CertDeps,
  certificate: Certificate,
  account: Pick<IssueInput, 'agreesToTerms' | 'contact' | 'binding'>,
  call: CertCall,
): Promise<Certificate> {
  await deps.certificates.save(stamp(deps, certificate));
  const failures: unknown[] = [];
  for (const ca of certificate.wish.cas) {
    try {
      return await obtainFrom(deps, certificate, ca, account, call);
    } catch (error) {
      failures.push(error);
      if (!mayFailOver(error)) break;
      call.onEvent?.({ kind: 'warning', message: `${ca} failed: ${describeFailure(error)}` });
    }
  }
  const [first] = failures;
  if (first === undefined)
    throw new RegctlError('INVALID_INPUT', `no CA is named for ${certificate.name}`, {
      hint: 'name one with `--ca`',
    });
  // What the first CA said is the news: the others were only to stand in for it.
  throw await noteFailure(deps, certificate, first);
}

async function obtainFrom(
  deps: CertDeps,
  certificate: Certificate,
  ca: string,
  input: Pick<IssueInput, 'agreesToTerms' | 'contact' | 'binding'>,
  call: CertCall,
): Promise<Certificate> {
  const account = await ensureAcmeAccount(deps, { ca, ...input }, call);
  const open = await openOrders(deps, certificate, account.account.url, call);
  const order = open ?? (await prepareOrder(deps, certificate, account));
  try {
    const issued = await runOrder(deps, certificate, account, order, call);
    return await complete(deps, certificate, order, issued);
  } catch (error) {
    if (isOver(error)) await forget(deps, certificate, order, call);
    throw error;
  }
}

/** The order to go on with: same names, same account. Those that do not fit any more are given up. */
async function openOrders(
  deps: CertDeps,
  certificate: Certificate,
  accountUrl: string,
  call: CertCall,
): Promise<CertificateOrder | undefined> {
  let fitting: CertificateOrder | undefined;
  for (const order of await deps.certificates.orders(certificate.id)) {
    const hasKey = order.keyId === null || (await deps.keys.get(order.keyId)) !== undefined;
    const fits =
      hasKey &&
      order.accountUrl === accountUrl &&
      sameIdentifiers(order.identifiers, certificate.wish.identifiers) &&
      (certificate.wish.csr ?? order.csr) === order.csr;
    if (fits && fitting === undefined) fitting = order;
    else await forget(deps, certificate, order, call);
  }
  return fitting;
}

/** The new certificate takes the old one's place in one write; the old key goes after it, and only when nothing else has it. */
async function complete(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
  issued: IssuedCertificate,
): Promise<Certificate> {
  const done = stamp(deps, {
    ...certificate,
    issued,
    window: null,
    windowCheckAt: null,
    nextCheckAt: nextRenewal(issued, null).toISOString(),
    failure: null,
  });
  const left = await storedOrder(deps, certificate, order);
  // Records that could not be taken away stay noted, in an order that nobody goes on with.
  const leftover = left.records.length === 0 ? null : { ...left, identifiers: [], keyId: null };
  await deps.certificates.complete(done, order.id, leftover);
  const old = certificate.issued?.keyId ?? null;
  if (old !== null && old !== issued.keyId) await deps.keys.delete(old);
  return done;
}

async function noteFailure(deps: CertDeps, certificate: Certificate, error: unknown): Promise<unknown> {
  const now = deps.clock.now();
  const failure = countFailure(certificate.failure, error, now);
  // What was never issued is renewed by nobody: who asked for it has the error.
  const nextCheckAt = certificate.issued === null ? null : retryAt(failure, error, now).toISOString();
  await deps.certificates.save(stamp(deps, { ...certificate, failure, nextCheckAt }));
  return error;
}

async function forget(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
  call: CertCall,
): Promise<void> {
  try {
    await abandonOrder(deps, certificate, await storedOrder(deps, certificate, order), call);
  } catch (error) {
    call.onEvent?.({ kind: 'warning', message: `an order is left behind: ${describeFailure(error)}` });
  }
}

/** The order as the last step of it wrote it down. */
async function storedOrder(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
): Promise<CertificateOrder> {
  return (await deps.certificates.orders(certificate.id)).find((one) => one.id === order.id) ?? order;
}

/** An order is over when the CA says so or cannot be asked by it any more; what is transient leaves it as it is, for the next run. */
function isOver(error: unknown): boolean {
  if (!(error instanceof RegctlError)) return false;
  return ![
    'CERTIFICATE_PENDING',
    'INTERRUPTED',
    'NETWORK',
    'PROVIDER_UNAVAILABLE',
    'STORE_FAILED',
    'FILE_FAILED',
  ].includes(error.code);
}

function isGood(
  deps: CertDeps,
  { issued, window, wish: before }: Certificate,
  wish: CertificateWish,
): boolean {
  if (issued === null || issued.revokedAt !== null) return false;
  return (
    sameIdentifiers(before.identifiers, wish.identifiers) &&
    renewalDue(issued, window, deps.clock.now(), { wakeMs: 0 }) === undefined &&
    before.keyType === wish.keyType &&
    before.profile === wish.profile &&
    before.csr === wish.csr
  );
}

async function keepWish(deps: CertDeps, present: Certificate, wish: CertificateWish): Promise<Certificate> {
  const kept = stamp(deps, { ...present, wish });
  await deps.certificates.save(kept);
  return kept;
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

function stamp(deps: CertDeps, certificate: Certificate): Certificate {
  return { ...certificate, updatedAt: deps.clock.now().toISOString() };
}
