import { isRegctlError, RegctlError } from '../../core/errors.ts';
import {
  absoluteName,
  isWithin,
  parentName,
  parseDomainName,
  type DomainName,
  type OwnerName,
} from '../../core/names.ts';
import type { RRset } from '../../core/rrset.ts';
import type { ProvenZone } from '../../ports/certificate-store.ts';
import { findAccount } from '../accounts/open.ts';
import { readZone } from '../zones/get.ts';
import { listZones } from '../zones/list.ts';
import { passOn, type CertCall, type CertDeps } from './deps.ts';

/** A zone, and the account that serves it. */
export type Served = ProvenZone;

/** The zones of all accounts, and what was read of them, for the length of one order. */
export interface Atlas {
  readonly deps: CertDeps;
  readonly call: CertCall;
  readonly account: string | undefined;
  /** What was proven before: of accounts that serve the same zone the one that was taken then is taken again. */
  readonly known: readonly Served[];
  readonly served: readonly Served[];
  readonly silent: readonly { readonly account: string; readonly error: unknown }[];
  readonly contents: Map<string, Promise<readonly RRset[]>>;
}

/** Lists the zones of the accounts, or of the one named. */
export async function openAtlas(
  deps: CertDeps,
  { account, known }: Pick<Atlas, 'account' | 'known'>,
  names: readonly DomainName[],
  call: CertCall,
): Promise<Atlas> {
  const { listed, silent } = await deps.looks.share(`zones ${account ?? ''}`, () =>
    listServed(deps, account, call),
  );
  const served = [...listed];
  const [only] =
    account === undefined ? await deps.zones.accounts.list() : [await findAccount(deps.zones, account)];
  if (served.length === 0 && only !== undefined)
    served.push(...(await probeZones(deps, only.name, names, call)));
  return { deps, call, account, known, served, silent, contents: new Map() };
}

async function listServed(
  deps: CertDeps,
  account: string | undefined,
  call: CertCall,
): Promise<{ readonly listed: readonly Served[]; readonly silent: Atlas['silent'] }> {
  const silent: { account: string; error: unknown }[] = [];
  const listed = await listZones(deps.zones, account === undefined ? {} : { account }, {
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    onFailure: (failed, error) => silent.push({ account: failed, error }),
  }).catch((error: unknown) => {
    // Where challenge names lead to this server, nobody needs an account.
    if (deps.delegation !== undefined && isRegctlError(error, 'NO_ACCOUNT')) return [];
    throw error;
  });
  return { listed: listed.map(({ account: of, name }) => ({ account: of, zone: name })), silent };
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

/** The deepest zone above a name. @throws RegctlError `AMBIGUOUS` where two accounts serve it, and neither is known */
export function servedZone(atlas: Atlas, name: DomainName): Served | undefined {
  const above = atlas.served.filter(({ zone }) => isWithin(name, zone) && zone !== '');
  const depth = Math.max(...above.map(({ zone }) => zone.length));
  const deepest = above.filter(({ zone }) => zone.length === depth);
  const [first, second] = deepest;
  if (first === undefined || second === undefined) return first;
  const before = deepest.find((one) => atlas.known.some((known) => isSame(one, known)));
  if (before !== undefined) return before;
  throw new RegctlError('AMBIGUOUS', `zone ${first.zone}: which account is meant?`, {
    reason: `${first.account}, ${second.account} serve it`,
    hint: `add \`--account ${first.account}\``,
  });
}

function isSame(one: Served, other: Served): boolean {
  return one.account === other.account && one.zone === other.zone;
}

/** The content of a zone, read once. */
export function contentOf(atlas: Atlas, { zone, account }: Served): Promise<readonly RRset[]> {
  const key = `${account} ${zone}`;
  const known =
    atlas.contents.get(key) ??
    atlas.deps.looks.share(`content ${key}`, async () => {
      const { rrsets } = await readZone(atlas.deps.zones, { zone, account }, passOn(atlas.call));
      return rrsets;
    });
  atlas.contents.set(key, known);
  return known;
}

/** Whether the zone leaves a name to other servers. */
export function isDelegated(rrsets: readonly RRset[], name: DomainName, zone: DomainName): boolean {
  return rrsets.some(
    (rrset) => rrset.type === 'NS' && rrset.name !== '@' && isWithin(name, absoluteName(rrset.name, zone)),
  );
}

/** Where an alias at a name, or a wildcard that answers for it, leads. */
export function aliasAt(
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
