import { makeTargetLabel, parseChallengeValue, targetLabel } from '../../core/challenge.ts';
import { parseIdentifier } from '../../core/certificate.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { DomainName } from '../../core/names.ts';
import type { DelegatedWish, Delegation, DelegationState } from '../../ports/delegation-store.ts';
import { ensureAcmeAccount, type AcmeAccountInput } from '../certs/accounts.ts';
import type { DelegationDeps } from './deps.ts';
import type { DelegationCall, DelegationPart, SightDeps } from './part.ts';
import { delegationBroken, sight } from './sight.ts';

export interface DelegateInput extends Omit<AcmeAccountInput, 'ca'> {
  readonly domain: DomainName;
  /** What certificate is kept for it; null where another program gets one. */
  readonly wish: DelegatedWish | null;
}

/** Milliseconds from the delegation to the first look at it, and an hour, within which the value of another program is of use. */
const FIRST_CHECK_MS = 60_000;
const VALUE_MS = 3_600_000;

/**
 * Gives a target to a domain, or the one it has: the user sets one CNAME to it, for ever. The account at the CA is opened now, while there is somebody to agree
 * to its terms.
 *
 * @throws RegctlError `CONFIRMATION_REQUIRED`, `ACME_ACCOUNT_UNUSABLE`
 */
export async function delegate(
  deps: DelegationDeps,
  input: DelegateInput,
  call: DelegationCall = {},
): Promise<Delegation> {
  const { domain, wish, ...account } = input;
  refuseUnprovable(domain);
  for (const ca of wish?.cas ?? []) await ensureAcmeAccount(deps, { ca, ...account }, call);
  const { store, writer } = deps.delegation;
  const present = await store.find(domain);
  if (present !== undefined) return keepWish(deps, present, wish);
  const now = deps.clock.now();
  const delegation: Delegation = {
    id: makeId('dlg', now, deps.random.bytes(7)),
    domain,
    target: `${makeTargetLabel(deps.random.bytes(32))}.${writer.zone}`,
    state: 'pending_cname',
    reason: 'nobody has looked yet',
    sighting: null,
    mendable: 0,
    passing: 0,
    wish,
    certificate: null,
    nextCheckAt: new Date(now.getTime() + FIRST_CHECK_MS).toISOString(),
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
  try {
    await store.create(delegation);
    return delegation;
  } catch (error) {
    // Somebody did the same at the same moment: there is one target for a domain.
    const other = isRegctlError(error, 'ALREADY_EXISTS') ? await store.find(domain) : undefined;
    if (other === undefined) throw error;
    return keepWish(deps, other, wish);
  }
}

/** Looks whether the challenge name leads to the target, and notes what was seen. */
export async function verifyDelegation(
  deps: SightDeps,
  domain: DomainName,
  call: DelegationCall = {},
): Promise<Delegation> {
  const delegation = await requireDelegation(deps.delegation, domain);
  const sighting = await sight(deps, delegation, call);
  const at = sighting.at;
  const after: Delegation = sighting.ok
    ? { ...delegation, sighting, ...standing(delegation), updatedAt: at }
    : {
        ...delegation,
        sighting,
        state: delegation.state === 'pending_cname' ? 'pending_cname' : 'error',
        reason: delegationBroken(delegation, sighting).reason ?? null,
        updatedAt: at,
      };
  // Deleted meanwhile: what was seen is the answer all the same.
  await deps.delegation.store.save(after);
  return after;
}

/** How a delegation stands that leads to its target. */
function standing({ wish, certificate }: Delegation): { state: DelegationState; reason: string | null } {
  if (wish === null || certificate !== null) return { state: 'active', reason: null };
  return { state: 'issuing', reason: 'the certificate is not issued yet' };
}

/** @throws RegctlError `NOT_FOUND` */
export async function requireDelegation(
  { store }: Pick<DelegationPart, 'store'>,
  domain: DomainName,
): Promise<Delegation> {
  const found = await store.find(domain);
  if (found !== undefined) return found;
  throw new RegctlError('NOT_FOUND', `${domain} is not delegated`, {
    reason: 'no target was given out for it',
    hint: `regctl certs delegate ${domain}`,
  });
}

/** Ends a delegation. The target is answered no more and never given out again; the certificate stays. */
export async function endDelegation(
  part: Pick<DelegationPart, 'store'>,
  domain: DomainName,
): Promise<Delegation> {
  const delegation = await requireDelegation(part, domain);
  await part.store.delete(delegation);
  return delegation;
}

/** Lets a target answer with a value, or no more, for another ACME client. @throws RegctlError `NOT_FOUND`, `INVALID_RDATA`, `CONFLICT` */
export async function setChallenge(
  deps: Pick<DelegationDeps, 'delegation' | 'clock'>,
  target: DomainName,
  value: string,
  set: boolean,
): Promise<readonly string[]> {
  const { store, writer } = deps.delegation;
  const text = parseChallengeValue(value);
  if ((await store.findTarget(target)) === undefined) throw targetNotFound(target);
  const label = targetLabel(target);
  if (set) await writer.set(label, text, new Date(deps.clock.now().getTime() + VALUE_MS));
  else await writer.unset(label, text);
  return writer.values(label);
}

async function keepWish(
  { delegation: { store }, clock }: DelegationDeps,
  present: Delegation,
  wish: DelegatedWish | null,
): Promise<Delegation> {
  if (JSON.stringify(present.wish) === JSON.stringify(wish)) return present;
  const now = clock.now().toISOString();
  const kept: Delegation = { ...present, wish, certificate: null, nextCheckAt: now, updatedAt: now };
  await store.save(kept);
  return kept;
}

function refuseUnprovable(domain: DomainName): void {
  if (parseIdentifier(domain).type === 'ip')
    throw new RegctlError('INVALID_NAME', `${domain} is not delegated`, {
      reason: 'no CNAME can be set for an address',
      hint: 'delegate the name that clients call',
    });
  if (!domain.startsWith('*.')) return;
  throw new RegctlError('INVALID_NAME', `${domain} is not delegated by itself`, {
    reason: 'a wildcard is proven at the challenge name of the name below its asterisk',
    hint: `regctl certs delegate ${domain.slice(2)} --wildcard`,
  });
}

function targetNotFound(target: DomainName): RegctlError {
  return new RegctlError('NOT_FOUND', `there is no target ${target}`, {
    reason: 'none of your delegations has it',
    hint: 'regctl certs delegation list',
  });
}
