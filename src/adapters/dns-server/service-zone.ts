import type { DomainName } from '../../core/names.ts';
import type { RRset } from '../../core/rrset.ts';
import type { NameKey } from './name-key.ts';
import { createServedZone, TYPE, type ServedRRset, type ServedZone, type ZoneNode } from './served-zone.ts';
import type { ZoneSource } from './zone-source.ts';

/** A host that answers for the zone. */
interface ServiceNameserver {
  readonly name: DomainName;
  readonly addresses: readonly string[];
}

/** The zone whose names are the targets of challenges. */
interface ServiceZone {
  readonly name: DomainName;
  readonly nameservers: readonly ServiceNameserver[];
  /** Mailbox of whoever runs it, as the SOA has it; `hostmaster` of the zone when omitted. */
  readonly mailbox?: DomainName;
}

/** Tells what a target answers with now. */
export interface ChallengeSource {
  /** TXT values of a target; empty where it has none now, undefined where there is no such target. Must be cheap: it is asked for each question. */
  valuesOf(label: string): readonly string[] | undefined;
}

/** Seconds. Of values: a resolver that keeps one longer hands an old one to a CA. Of what is not there: a check may come before its record. */
const VALUE_TTL = 1;
const NEGATIVE_TTL = 1;
const ZONE_TTL = 3_600;
/** Nothing is transferred and nothing is signed, so no state of the zone has a number. */
const SERIAL = 1;

/** Makes the zone of a service: SOA, NS and their addresses, a CAA that forbids certificates for the targets themselves, and the targets. */
export function createServiceZone(zone: ServiceZone, challenges: ChallengeSource): ZoneSource {
  const served = createServedZone(zone.name, fixedRRsets(zone));
  if (served === undefined) throw new Error('defect: a service zone without SOA');
  const withTargets: ServedZone = {
    ...served,
    nodes: new TargetNodes(served.nodes, served.apex, challenges),
  };
  return { find: (name) => (name === served.apex ? withTargets : undefined) };
}

function fixedRRsets({ name, nameservers, mailbox }: ServiceZone): RRset[] {
  const [primary] = nameservers;
  const soa = `${primary?.name ?? name}. ${mailbox ?? `hostmaster.${name}`}. ${SERIAL} 7200 3600 1209600 ${NEGATIVE_TTL}`;
  const inZone = nameservers.filter((host) => host.name.endsWith(`.${name}`));
  return [
    { name: '@', type: 'SOA', ttl: ZONE_TTL, rdata: [soa] },
    { name: '@', type: 'NS', ttl: ZONE_TTL, rdata: nameservers.map((host) => `${host.name}.`) },
    { name: '@', type: 'CAA', ttl: ZONE_TTL, rdata: ['0 issue ";"'] },
    ...inZone.flatMap((host) => {
      const owner = host.name.slice(0, -name.length - 1);
      const rrset = (type: string, rdata: readonly string[]): RRset[] =>
        rdata.length === 0 ? [] : [{ name: owner, type, ttl: ZONE_TTL, rdata }];
      return [
        ...rrset(
          'A',
          host.addresses.filter((address) => !address.includes(':')),
        ),
        ...rrset(
          'AAAA',
          host.addresses.filter((address) => address.includes(':')),
        ),
      ];
    }),
  ];
}

/** The names of the zone: those that are fixed, and targets as they stand at the moment of the question. */
class TargetNodes extends Map<NameKey, ZoneNode> {
  readonly #apex: NameKey;
  readonly #challenges: ChallengeSource;

  constructor(fixed: ReadonlyMap<NameKey, ZoneNode>, apex: NameKey, challenges: ChallengeSource) {
    super(fixed);
    this.#apex = apex;
    this.#challenges = challenges;
  }

  override get(key: NameKey): ZoneNode | undefined {
    const fixed = super.get(key);
    if (fixed !== undefined) return fixed;
    const octets = key.charCodeAt(0);
    // Targets lie right below the apex; a wildcard is none.
    if (key.length !== octets + 1 + this.#apex.length || !key.endsWith(this.#apex)) return undefined;
    const values = this.#challenges.valuesOf(key.slice(1, octets + 1));
    if (values === undefined) return undefined;
    return {
      rrsets: values.length === 0 ? [] : [textOf(values)],
      cut: undefined,
      dname: undefined,
      hidden: false,
    };
  }
}

/** A TXT RRset on the wire: type, class IN, TTL, length, one string each. */
function textOf(values: readonly string[]): ServedRRset {
  const records = values.map((value) => {
    const octets = Buffer.allocUnsafe(11 + value.length);
    octets.writeUInt16BE(TYPE.TXT, 0);
    octets.writeUInt16BE(1, 2);
    octets.writeUInt32BE(VALUE_TTL, 4);
    octets.writeUInt16BE(value.length + 1, 8);
    octets[10] = value.length;
    octets.write(value, 11, 'latin1');
    return octets;
  });
  return { type: TYPE.TXT, ttl: VALUE_TTL, records, targets: [] };
}
