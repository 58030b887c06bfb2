import { RegctlError } from '../../core/errors.ts';
import type { Delegation } from '../../ports/delegation-store.ts';
import type { DomainName } from '../../core/names.ts';
import { describeFailure, failureClass } from '../certs/failure.ts';
import { issueCertificate } from '../certs/issue.ts';
import type { DelegationDeps } from './deps.ts';
import { requireDelegation, verifyDelegation } from './manage.ts';
import type { DelegationCall } from './part.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Minutes until the next try after one, two, three failures; then once a day, for as long as it takes. */
const PAUSES_MINUTES = [1, 10, 100];
/** Failures of the kind that a person mends after which nothing is tried any more by itself. */
export const MAX_MENDABLE = 3;

/** What came of one look at a delegation. */
export interface DelegationStep {
  readonly delegation: Delegation;
  /** What failed; null where nothing did. */
  readonly error: RegctlError | null;
  /** When to go on; null where there is nothing more to do by itself. */
  readonly again: Date | null;
}

/**
 * Looks after a delegation once: whether its challenge name leads to the target, and how long until the next look. One that a person had to mend goes on by
 * itself as soon as it leads there.
 */
export async function checkDelegation(
  deps: DelegationDeps,
  domain: DomainName,
  call: DelegationCall = {},
): Promise<Delegation> {
  const before = await requireDelegation(deps.delegation, domain);
  const seen = await verifyDelegation(deps, domain, call);
  // What failed for another reason than its CNAME waits for a person, who says so with `certs verify`.
  const stays = before.state === 'error' && before.sighting?.ok === true && seen.sighting?.ok === true;
  const after: Delegation = {
    ...seen,
    ...(stays ? { state: before.state, reason: before.reason } : {}),
    nextCheckAt: nextLook(deps, seen).toISOString(),
  };
  await deps.delegation.store.save(after);
  return after;
}

/**
 * Issues the certificate of a delegation, or finds it issued: what is called twice orders once. What a CA or a resolver did wrong is tried again later each
 * time, without end; what a person must mend, three times.
 */
export async function issueDelegated(
  deps: DelegationDeps,
  domain: DomainName,
  call: DelegationCall = {},
): Promise<DelegationStep> {
  const delegation = await requireDelegation(deps.delegation, domain);
  const { wish } = delegation;
  if (wish === null) return { delegation, error: null, again: null };
  const names = wish.wildcard ? [domain, `*.${domain}`] : [domain];
  try {
    const { certificate } = await issueCertificate(
      deps,
      {
        identifiers: names.map((value) => ({ type: 'dns', value })),
        name: domain,
        // What is delegated is said whole each time.
        dropsNames: true,
        wish: {
          cas: wish.cas,
          profile: wish.profile,
          profileRequired: wish.profile !== null,
          keyType: wish.keyType,
          csr: wish.csr,
        },
      },
      call,
    );
    return {
      delegation: await save(deps, delegation, {
        state: 'active',
        reason: null,
        certificate: certificate.name,
        mendable: 0,
        passing: 0,
        nextCheckAt: later(deps, DAY_MS),
      }),
      error: null,
      again: null,
    };
  } catch (error) {
    if (!(error instanceof RegctlError) || error.code === 'INTERRUPTED') throw error;
    return noteFailure(deps, delegation, error);
  }
}

/** Looks for a person, who may have mended what failed: what waited for that goes on at once. */
export async function resumeDelegation(
  deps: DelegationDeps,
  domain: DomainName,
  call: DelegationCall = {},
): Promise<Delegation> {
  const seen = await verifyDelegation(deps, domain, call);
  if (seen.state !== 'issuing') return seen;
  await save(deps, seen, { mendable: 0, passing: 0 });
  return (await issueDelegated(deps, domain, call)).delegation;
}

/** Whether a failure is one that a person mends: wrong records, CAA, an account at the CA. */
export function isMendable(error: RegctlError): boolean {
  return ['user', 'operator', 'request'].includes(failureClass(error));
}

async function noteFailure(
  deps: DelegationDeps,
  delegation: Delegation,
  error: RegctlError,
): Promise<DelegationStep> {
  const mends = isMendable(error);
  const mendable = delegation.mendable + (mends ? 1 : 0);
  const passing = mends ? 0 : delegation.passing + 1;
  const isDead = mends && mendable >= MAX_MENDABLE;
  const pause = pauseAfter(mends ? mendable : passing, error);
  const again = isDead ? null : new Date(deps.clock.now().getTime() + pause);
  return {
    delegation: await save(deps, delegation, {
      state: isDead || error.code === 'DELEGATION_BROKEN' ? 'error' : 'issuing',
      reason: describeFailure(error),
      mendable,
      passing,
      // A delegation that was mended is found by the next look.
      nextCheckAt: isDead ? later(deps, HOUR_MS) : (again?.toISOString() ?? null),
    }),
    error,
    again,
  };
}

/** Milliseconds until the next try: as the other side asks, within a day, else by how often it failed. */
function pauseAfter(failures: number, error: RegctlError): number {
  const minutes = PAUSES_MINUTES[failures - 1];
  const own = minutes === undefined ? DAY_MS : minutes * MINUTE_MS;
  const asked = (error.retryAfterSeconds ?? 0) * 1_000;
  return Math.max(own, Math.min(asked, DAY_MS));
}

/** A CNAME that was just asked for comes within minutes; later it is looked for less often, but never given up. */
function nextLook({ clock }: DelegationDeps, { state, createdAt, sighting }: Delegation): Date {
  const now = clock.now().getTime();
  const age = now - Date.parse(createdAt);
  if (state === 'active' && sighting?.ok === true) return new Date(now + DAY_MS);
  if (state === 'issuing') return new Date(now + MINUTE_MS);
  const pause =
    age < 15 * MINUTE_MS
      ? MINUTE_MS
      : age < 6 * HOUR_MS
        ? 10 * MINUTE_MS
        : age < 7 * DAY_MS
          ? HOUR_MS
          : DAY_MS;
  return new Date(now + pause);
}

async function save(
  deps: DelegationDeps,
  before: Delegation,
  changes: Partial<Delegation>,
): Promise<Delegation> {
  const after = { ...before, ...changes, updatedAt: deps.clock.now().toISOString() };
  await deps.delegation.store.save(after);
  return after;
}

function later({ clock }: DelegationDeps, ms: number): string {
  return new Date(clock.now().getTime() + ms).toISOString();
}
