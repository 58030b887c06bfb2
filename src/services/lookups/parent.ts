import { dsMatches } from '../../core/dnssec.ts';
import { parentName, type DomainName } from '../../core/names.ts';
import type { Rdata, RRTypeName } from '../../core/rrset.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { DnsResolver } from '../../ports/dns-resolver.ts';
import { askAll, type LookupCall, type Observation, type Target } from './ask.ts';

/** The most name servers that a zone of the root has; com has 13. */
const MAX_PARENT_SERVERS = 16;

/**
 * Asks each server of the parent zone what it delegates, NS and DS, and the zone's own servers for what must fit it: NS and DNSKEY. Marked are servers of the parent that name other
 * servers than the zone itself does, or give a DS that fits none of its keys.
 */
export async function askParent(
  resolver: DnsResolver,
  zone: DomainName,
  own: readonly Target[],
  call: LookupCall,
): Promise<Observation[]> {
  const parents = await serversAbove(resolver, zone, call);
  if (parents.length === 0)
    call.onEvent?.({
      kind: 'warning',
      message: `no parent of ${zone} could be asked: nothing above it is delegated`,
    });
  const of = (
    servers: readonly Pick<Target, 'server' | 'label'>[],
    role: Target['role'],
    type: RRTypeName,
  ): Target[] =>
    servers.map(({ server, label }) => ({
      server,
      label,
      role,
      transport: 'udp',
      asks: { name: zone, type },
    }));
  const above = parents.map((server) => ({ server, label: server.name }));
  const within = own.filter(({ role, transport }) => role === 'authoritative' && transport === 'udp');
  const [ns, ds, ownNs, ownKeys] = await Promise.all([
    askAll(resolver, of(above, 'parent', 'NS'), call),
    askAll(resolver, of(above, 'parent', 'DS'), call),
    askAll(resolver, of(within, 'authoritative', 'NS'), call),
    askAll(resolver, of(within, 'authoritative', 'DNSKEY'), call),
  ]);
  const told = firstTold(ownNs);
  const keys = firstTold(ownKeys);
  return [
    ...ns.map((one) => ({
      ...one,
      agrees: one.error === null && told !== undefined && isSame(one.rdata, told),
    })),
    ...ds.map((one) => ({ ...one, agrees: one.error === null && fits(zone, one.rdata, keys) })),
    ...ownNs.map((one) => ({
      ...one,
      agrees: one.error === null && told !== undefined && isSame(one.rdata, told),
    })),
  ];
}

/** The servers of the deepest delegated zone above one. */
async function serversAbove(
  resolver: DnsResolver,
  zone: DomainName,
  { signal }: LookupCall,
): Promise<readonly NameserverAddress[]> {
  for (let name = parentName(zone); name !== undefined && name !== ''; name = parentName(name)) {
    const delegation = await resolver.delegation(name, signal);
    if (delegation !== undefined) return delegation.nameservers.slice(0, MAX_PARENT_SERVERS);
  }
  return [];
}

function firstTold(observations: readonly Observation[]): readonly Rdata[] | undefined {
  return observations.find(({ error, rcode }) => error === null && rcode === 'NOERROR')?.rdata;
}

function isSame(some: readonly Rdata[], others: readonly Rdata[]): boolean {
  return some.length === others.length && some.every((rdata, i) => rdata === others[i]);
}

/** A zone without DS is unsigned for the world, whatever keys it has; with DS one of them must fit (RFC 4035 §5.2). */
function fits(zone: DomainName, ds: readonly Rdata[], keys: readonly Rdata[] | undefined): boolean {
  return ds.length === 0 || (keys !== undefined && ds.some((one) => dsMatches(zone, one, keys)));
}
