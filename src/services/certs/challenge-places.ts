import { isRegctlError, RegctlError } from '../../core/errors.ts';
import {
  absoluteName,
  isWithin,
  parentName,
  parseDomainName,
  relativeName,
  type DomainName,
  type OwnerName,
} from '../../core/names.ts';
import type { RRset } from '../../core/rrset.ts';
import { findAccount } from '../accounts/open.ts';
import { readZone } from '../zones/get.ts';
import { listZones } from '../zones/list.ts';
import { passOn, type CertCall, type CertDeps } from './deps.ts';

/** Where the record for a challenge is written. */
export interface ChallengePlace {
  readonly asked: DomainName;
  readonly account: string;
  readonly zone: DomainName;
  readonly owner: OwnerName;
  /** TTL of TXT records that are there already; undefined where there are none. */
  readonly presentTtl: number | undefined;
}

/** Aliases followed from one name; a chain that is longer is a loop or might as well be. */
const MAX_ALIASES = 8;

interface Served {
  readonly account: string;
  readonly zone: DomainName;
}

/** The zones of all accounts, and what was read of them, for the length of one order. */
interface Atlas {
  readonly deps: CertDeps;
  readonly call: CertCall;
  readonly account: string | undefined;
  readonly served: readonly Served[];
  readonly silent: readonly { readonly account: string; readonly error: unknown }[];
  readonly contents: Map<string, Promise<readonly RRset[]>>;
}

/**
 * Finds where the records for challenges are to be written: the zone of each name is found by walking up over the zones of the accounts, and an alias is
 * followed where an account serves what it leads to.
 *
 * @param account - the only one to look in
 * @throws RegctlError `ZONE_NOT_FOUND`, `AMBIGUOUS`, and the error of an account that could not be asked: it may serve the zone
 */
export async function findPlaces(
  deps: CertDeps,
  names: readonly DomainName[],
  account: string | undefined,
  call: CertCall,
): Promise<readonly ChallengePlace[]> {
  const atlas = await openAtlas(deps, account, names, call);
  return Promise.all([...new Set(names)].map((name) => findPlace(atlas, name, name, 0)));
}

async function findPlace(
  atlas: Atlas,
  asked: DomainName,
  name: DomainName,
  aliases: number,
): Promise<ChallengePlace> {
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

async function openAtlas(
  deps: CertDeps,
  account: string | undefined,
  names: readonly DomainName[],
  call: CertCall,
): Promise<Atlas> {
  const silent: { account: string; error: unknown }[] = [];
  const listed = await listZones(deps.zones, account === undefined ? {} : { account }, {
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    onFailure: (failed, error) => silent.push({ account: failed, error }),
  });
  const served = listed.map(({ account: of, name }) => ({ account: of, zone: name }));
  const [only] =
    account === undefined ? await deps.zones.accounts.list() : [await findAccount(deps.zones, account)];
  if (served.length === 0 && only !== undefined)
    served.push(...(await probeZones(deps, only.name, names, call)));
  return { deps, call, account, served, silent, contents: new Map() };
}

/** Of an account that cannot list its zones: reads each name above the challenge until one is there. */
async function probeZones(
  deps: CertDeps,
  account: string,
  names: readonly DomainName[],
  call: CertCall,
): Promise<readonly Served[]> {
  const found = new Map<DomainName, Served>();
  for (const name of names) {
    for (let zone = parentName(name); zone?.includes('.') === true; zone = parentName(zone)) {
      if (found.has(zone)) break;
      try {
        await readZone(deps.zones, { zone, account }, passOn(call));
        found.set(zone, { account, zone });
        break;
      } catch (error) {
        if (!isRegctlError(error, 'ZONE_NOT_FOUND')) throw error;
      }
    }
  }
  return [...found.values()];
}

/** The deepest zone above a name. @throws RegctlError `AMBIGUOUS` where two accounts serve it */
function servedZone(atlas: Atlas, name: DomainName): Served | undefined {
  const above = atlas.served.filter(({ zone }) => isWithin(name, zone) && zone !== '');
  const depth = Math.max(...above.map(({ zone }) => zone.length));
  const [first, second] = above.filter(({ zone }) => zone.length === depth);
  if (first === undefined || second === undefined) return first;
  throw new RegctlError('AMBIGUOUS', `zone ${first.zone}: which account is meant?`, {
    reason: `${first.account}, ${second.account} serve it`,
    hint: `add \`--account ${first.account}\``,
  });
}

function contentOf(atlas: Atlas, { zone, account }: Served): Promise<readonly RRset[]> {
  const key = `${account} ${zone}`;
  const known =
    atlas.contents.get(key) ??
    readZone(atlas.deps.zones, { zone, account }, passOn(atlas.call)).then((state) => state.rrsets);
  atlas.contents.set(key, known);
  return known;
}

/** Whether the zone leaves a name to other servers. */
function isDelegated(rrsets: readonly RRset[], name: DomainName, zone: DomainName): boolean {
  return rrsets.some(
    (rrset) => rrset.type === 'NS' && rrset.name !== '@' && isWithin(name, absoluteName(rrset.name, zone)),
  );
}

function aliasAt(
  rrsets: readonly RRset[],
  owner: OwnerName,
): { readonly target: DomainName; readonly exact: boolean } | undefined {
  const cname = (name: OwnerName): DomainName | undefined => {
    const rdata = rrsets.find((rrset) => rrset.name === name && rrset.type === 'CNAME')?.rdata[0];
    return rdata === undefined ? undefined : parseDomainName(rdata);
  };
  const own = cname(owner);
  if (own !== undefined) return { target: own, exact: true };
  // RFC 4592 §2.2.1: a name that exists, or has something below it, has no part in the wildcard.
  const exists = (name: OwnerName): boolean =>
    rrsets.some((rrset) => rrset.name === name || rrset.name.endsWith(`.${name}`));
  if (exists(owner)) return undefined;
  let encloser = parentName(owner);
  while (encloser !== undefined && encloser !== '' && !exists(encloser)) encloser = parentName(encloser);
  const target = cname(encloser === undefined || encloser === '' ? '*' : `*.${encloser}`);
  return target === undefined ? undefined : { target, exact: false };
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
