import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { parseDomainName, relativeName, type DomainName } from '../../core/names.ts';
import { aliasAt, contentOf, isDelegated, servedZone, type Atlas } from './atlas.ts';
import type { ChallengePlace } from './challenge-place.ts';
import { delegatedPlace, isTarget, placeAtTarget } from './delegated.ts';
import { passOn } from './deps.ts';

export type { ChallengePlace } from './challenge-place.ts';

/** Aliases followed from one name; a chain that is longer is a loop or might as well be. */
const MAX_ALIASES = 8;

/**
 * Finds where the records for challenges are to be written: the zone of each name is found by walking up over the zones of the accounts, and an alias is
 * followed where an account serves what it leads to.
 *
 * @throws RegctlError `ZONE_NOT_FOUND`, `AMBIGUOUS`, and the error of an account that could not be asked: it may serve the zone
 */
export async function findPlaces(
  atlas: Atlas,
  names: readonly DomainName[],
): Promise<readonly ChallengePlace[]> {
  return Promise.all([...new Set(names)].map((name) => findPlace(atlas, name, name, 0)));
}

async function findPlace(
  atlas: Atlas,
  asked: DomainName,
  name: DomainName,
  aliases: number,
): Promise<ChallengePlace> {
  if (isTarget(atlas.deps, name)) return placeAtTarget(atlas.deps, asked, name);
  if (aliases > MAX_ALIASES)
    throw new RegctlError('INVALID_ZONE', `${asked} leads through more than ${MAX_ALIASES} aliases`, {
      reason: `the last of them is ${name}`,
      hint: 'mend the CNAME records: they may lead round in circles',
    });
  const served = servedZone(atlas, name);
  const rrsets = served === undefined ? [] : await contentOf(atlas, served);
  if (served === undefined || isDelegated(rrsets, name, served.zone)) {
    const target = await publicAlias(atlas, name);
    if (target !== undefined) return findPlace(atlas, asked, target, aliases + 1);
    const delegated = name === asked ? await delegatedPlace(atlas.deps, asked) : undefined;
    if (delegated !== undefined) return delegated;
    throw notServed(atlas, asked, name);
  }
  const owner = relativeName(name, served.zone);
  const alias = aliasAt(rrsets, owner);
  if (alias !== undefined) {
    const isOurs = servedZone(atlas, alias.target) !== undefined;
    // A wildcard alias answers for the challenge too, and leads nowhere it could be met; a record of its own comes before it.
    if (isOurs || alias.exact) return findPlace(atlas, asked, alias.target, aliases + 1);
  }
  const present = rrsets.find((rrset) => rrset.name === owner && rrset.type === 'TXT');
  return { asked, account: served.account, zone: served.zone, owner, presentTtl: present?.ttl };
}

/** Where a name that no account serves leads, as its own name servers say. */
async function publicAlias(atlas: Atlas, name: DomainName): Promise<DomainName | undefined> {
  try {
    const report = await atlas.deps.lookups.query({ name, type: 'CNAME' }, passOn(atlas.call));
    const [rdata] = report.observations.flatMap((one) => (one.agrees ? one.rdata : []));
    return rdata === undefined ? undefined : parseDomainName(rdata);
  } catch (error) {
    // No delegation or no answer: then no alias can be known, and that no account serves the name is the news.
    if (isRegctlError(error, 'ZONE_NOT_FOUND', 'NETWORK')) return undefined;
    throw error;
  }
}

function notServed(atlas: Atlas, asked: DomainName, name: DomainName): unknown {
  const [silent] = atlas.silent;
  if (silent !== undefined) return silent.error;
  const whose = atlas.account === undefined ? 'no account serves' : `account ${atlas.account} does not serve`;
  return new RegctlError('ZONE_NOT_FOUND', `the challenge record ${asked} cannot be written`, {
    reason:
      name === asked
        ? `${whose} a zone above it`
        : `it is an alias of ${name}, and ${whose} a zone above that`,
    hint: 'add the account that does with `regctl accounts add`, or see `regctl zones list`',
  });
}
