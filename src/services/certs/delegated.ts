import { challengeNameOf, targetLabel } from '../../core/challenge.ts';
import { RegctlError } from '../../core/errors.ts';
import { isWithin, type DomainName } from '../../core/names.ts';
import type { ChallengeRecord } from '../../ports/certificate-store.ts';
import type { Delegation } from '../../ports/delegation-store.ts';
import { delegationBroken, sight } from '../delegations/sight.ts';
import type { ChallengePlace } from './challenge-place.ts';
import { passOn, type CertCall, type CertDeps } from './deps.ts';

/** Stands for the account of places in the zone of the challenges, which is this server's own. No account has that name. */
export const OWN_ZONE = '';
/** Milliseconds after which a value is gone whatever becomes of the order: orders and their authorizations live for days at most. */
const VALUE_MS = 7 * 86_400_000;

/** Tells whether a name is, or could be, a target of this server. */
export function isTarget({ delegation }: CertDeps, name: DomainName): boolean {
  return delegation !== undefined && isWithin(name, delegation.writer.zone);
}

/**
 * The place at a target that a challenge name leads to.
 *
 * @throws RegctlError `DELEGATION_BROKEN` where the target is not that of this very domain and organization: who may write there does not have the domain
 */
export async function placeAtTarget(
  deps: CertDeps,
  asked: DomainName,
  target: DomainName,
): Promise<ChallengePlace> {
  const delegation = await deps.delegation?.store.findTarget(target);
  if (delegation !== undefined && challengeNameOf(delegation.domain) === asked)
    return placeOf(deps, delegation);
  const domain = asked.replace(/^_acme-challenge\./, '');
  throw new RegctlError(
    'DELEGATION_BROKEN',
    `${asked} leads to ${target}, which is not the target of ${domain}`,
    {
      reason: delegation === undefined ? 'it was not given out to you' : `it is that of ${delegation.domain}`,
      hint: `see the target with \`regctl certs delegate ${domain}\`, and set the CNAME to it`,
      details: { class: 'user', target },
    },
  );
}

/** The place for a domain that is delegated, where no alias can be seen: some DNS hosts answer for it themselves. */
export async function delegatedPlace(deps: CertDeps, asked: DomainName): Promise<ChallengePlace | undefined> {
  const delegation = await deps.delegation?.store.find(asked.replace(/^_acme-challenge\./, ''));
  return delegation === undefined ? undefined : placeOf(deps, delegation);
}

function placeOf(deps: CertDeps, { domain, target }: Delegation): ChallengePlace {
  return {
    asked: challengeNameOf(domain),
    account: OWN_ZONE,
    zone: deps.delegation?.writer.zone ?? '',
    owner: targetLabel(target),
    presentTtl: undefined,
  };
}

/** Looks whether the challenge names still lead to their targets: who had a domain once may have given it away. @throws RegctlError `DELEGATION_BROKEN` */
export async function checkTargets(
  deps: CertDeps,
  places: readonly ChallengePlace[],
  call: CertCall,
): Promise<void> {
  const { delegation: part } = deps;
  if (part === undefined) return;
  await Promise.all(
    places
      .filter(({ account }) => account === OWN_ZONE)
      .map(async ({ owner, zone, asked }) => {
        const delegation = await part.store.findTarget(`${owner}.${zone}`);
        if (delegation === undefined) throw gone(asked);
        const sighting = await sight({ ...deps, delegation: part }, delegation, passOn(call));
        if (!sighting.ok) throw delegationBroken(delegation, sighting);
      }),
  );
}

/** Lets targets answer with what proves the names. */
export async function writeTargets(
  { delegation, clock }: CertDeps,
  records: readonly ChallengeRecord[],
  { signal }: CertCall,
): Promise<void> {
  const end = new Date(clock.now().getTime() + VALUE_MS);
  for (const { account, owner, value } of records)
    if (account === OWN_ZONE) await delegation?.writer.set(owner, value, end, signal);
}

export async function removeTargets(
  { delegation }: CertDeps,
  records: readonly ChallengeRecord[],
  { signal }: CertCall,
): Promise<void> {
  for (const { account, owner, value } of records)
    if (account === OWN_ZONE) await delegation?.writer.unset(owner, value, signal);
}

function gone(asked: DomainName): RegctlError {
  const domain = asked.replace(/^_acme-challenge\./, '');
  return new RegctlError('DELEGATION_BROKEN', `${domain} is not delegated any more`, {
    reason: 'the delegation was deleted',
    hint: `regctl certs delegate ${domain}`,
    details: { class: 'user' },
  });
}
