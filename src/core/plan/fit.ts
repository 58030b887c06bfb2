import type { Json } from '../errors.ts';
import type { RRset } from '../rrset.ts';
import { takesType, type WriteLimits } from './capabilities.ts';

/** What another host takes of a zone, and what it does not or takes otherwise, in words. */
export interface Fit {
  readonly kept: readonly RRset[];
  /** `@ ALIAS` and the like, with the reason. */
  readonly lost: readonly { readonly what: string; readonly reason: string }[];
  /** `www A: the TTL becomes 600 instead of 300`, `www A: proxied is not carried over`. */
  readonly changed: readonly string[];
}

/**
 * Fits the records of a zone to what another provider takes: types, TTL range, one TTL for all where it has but one. SOA and apex NS are each host's own and
 * left out.
 *
 * @param sameProvider - whether both are accounts of one provider: only then NATIVE records and extras mean something to the other
 */
export function fitRRsets(rrsets: readonly RRset[], limits: WriteLimits, sameProvider: boolean): Fit {
  const lost: { what: string; reason: string }[] = [];
  const changed: string[] = [];
  const carried = rrsets.filter(
    (rrset) => rrset.type !== 'SOA' && !(rrset.type === 'NS' && rrset.name === '@'),
  );
  const shared = limits.uniformTtl === true ? commonTtl(carried, limits) : undefined;
  const kept = carried.flatMap((rrset): RRset[] => {
    const what = `${rrset.name} ${rrset.type}`;
    if ((rrset.type === 'NATIVE' && !sameProvider) || !takesType(limits, rrset.type)) {
      lost.push({ what, reason: 'the other provider takes no such records' });
      return [];
    }
    if (limits.apexOnly?.includes(rrset.type) === true && rrset.name !== '@') {
      lost.push({ what, reason: 'the other provider takes them at the apex only' });
      return [];
    }
    if (rrset.type === 'NATIVE') return [rrset];
    const ttl = shared ?? Math.min(Math.max(rrset.ttl, limits.minTtl), limits.maxTtl);
    if (ttl !== rrset.ttl)
      changed.push(`${what}: the TTL becomes ${String(ttl)} instead of ${String(rrset.ttl)}`);
    const { name, type, rdata, extras } = rrset;
    if (!sameProvider) {
      const dropped = Object.entries(extras ?? {}).filter(([, value]) => saysSomething(value));
      changed.push(...dropped.map(([key]) => `${what}: ${key} is not carried over`));
    }
    return [{ name, type, ttl, rdata, ...(sameProvider && extras !== undefined ? { extras } : {}) }];
  });
  return { kept, lost, changed };
}

/** Tells whether a value of extras is more than off, none or empty, for one record at least. */
function saysSomething(value: Json): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(saysSomething);
  return value !== false && value !== null && value !== '';
}

/** The shortest TTL in use: answers may then be fresher than they were, and never staler. */
function commonTtl(rrsets: readonly RRset[], limits: WriteLimits): number | undefined {
  const shortest = rrsets.reduce(
    (least, rrset) => (rrset.ttl > 0 ? Math.min(least, rrset.ttl) : least),
    Infinity,
  );
  return shortest === Infinity ? undefined : Math.min(Math.max(shortest, limits.minTtl), limits.maxTtl);
}
