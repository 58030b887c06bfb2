import type { Json } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { soaSerial } from '../../core/plan/soa.ts';
import type { RRset } from '../../core/rrset.ts';
import { countRecords, hashZone, sortRRsets } from '../../core/zone.ts';
import type { DnssecState, NameserverAddress, ProviderZoneState } from '../../ports/dns-provider.ts';
import type { ZoneCall, ZoneDeps } from './deps.ts';
import { findZoneToRead } from './find-zone.ts';
import type { ListedZone } from './list.ts';

export interface ZoneFacts extends ListedZone {
  readonly nameservers: readonly NameserverAddress[];
  readonly records: number;
  readonly rrsets: number;
  readonly hash: string;
  readonly dnssecState: DnssecState | null;
  readonly metadata: { readonly [key: string]: Json };
}

export interface ZoneState {
  readonly account: string;
  readonly provider: string;
  readonly zone: DomainName;
  readonly hash: string;
  readonly rrsets: readonly RRset[];
}

type Deps = Pick<ZoneDeps, 'accounts' | 'dnsOf'>;
type Ref = { readonly zone: DomainName; readonly account?: string };

/** Reads a zone's content, in canonical order. @throws RegctlError `ZONE_NOT_FOUND` and what `findZoneToRead` throws */
export async function readZone(deps: Deps, ref: Ref, call: ZoneCall = {}): Promise<ZoneState> {
  const { account, dns, zone } = await findZoneToRead(deps, ref, call);
  const state = await dns.readZone(zone, call.signal);
  tellWarnings(state, call);
  return {
    account: account.name,
    provider: account.provider,
    zone,
    hash: hashZone(state),
    rrsets: sortRRsets(state.rrsets),
  };
}

/** Gathers what is known about a zone besides its records. */
export async function getZone(deps: Deps, ref: Ref, call: ZoneCall = {}): Promise<ZoneFacts> {
  const { account, dns, zone } = await findZoneToRead(deps, ref, call);
  const { signal } = call;
  const [state, nameservers, dnssecState, metadata] = await Promise.all([
    dns.readZone(zone, signal),
    dns.nameservers(zone, signal),
    dns.dnssec?.(zone, signal) ?? null,
    dns.metadata?.(zone, signal) ?? {},
  ]);
  tellWarnings(state, call);
  const soa = state.rrsets.find((rrset) => rrset.type === 'SOA');
  return {
    name: zone,
    account: account.name,
    provider: account.provider,
    ...(soa === undefined ? {} : { serial: soaSerial(soa) }),
    dnssec: dnssecState === null ? 'unknown' : dnssecState.signed ? 'signed' : 'unsigned',
    nameservers,
    records: countRecords(state.rrsets),
    rrsets: state.rrsets.length,
    hash: hashZone(state),
    dnssecState,
    metadata,
  };
}

function tellWarnings({ warnings = [] }: ProviderZoneState, call: ZoneCall): void {
  for (const message of warnings) call.onEvent?.({ kind: 'warning', message });
}
