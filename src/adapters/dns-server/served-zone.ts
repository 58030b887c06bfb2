import type { DomainName } from '../../core/names.ts';
import { PROVIDER_TYPES, rdataToWire, rrType } from '../../core/records/index.ts';
import type { Rdata, RRset } from '../../core/rrset.ts';
import { CLASSES, typeCode } from '../../core/wire/message.ts';
import { nameKey, parentKey, type NameKey } from './name-key.ts';

/** Numbers of the types that decide how a question is answered. */
export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  DS: 43,
  SVCB: 64,
  HTTPS: 65,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
} as const;

/** An RRset as it is sent. */
export interface ServedRRset {
  readonly type: number;
  readonly ttl: number;
  /** Each record from its type on: all but the owner name. */
  readonly records: readonly Uint8Array[];
  /** The names that the RDATA lead to. */
  readonly targets: readonly NameKey[];
}

/** An RRset of a zone; its wire form is made when it is first asked for, as most of a large zone never is. */
class ZoneRRset implements ServedRRset {
  readonly type: number;
  readonly ttl: number;
  readonly #typeName: string;
  readonly #rdata: readonly Rdata[];
  #records: readonly Uint8Array[] | undefined;
  #targets: readonly NameKey[] | undefined;

  constructor(typeName: string, ttl: number, rdata: readonly Rdata[]) {
    this.type = typeCode(typeName);
    this.ttl = ttl;
    this.#typeName = typeName;
    this.#rdata = rdata;
  }

  get records(): readonly Uint8Array[] {
    this.#records ??= this.#rdata.map((rdata) =>
      recordTail(this.type, this.ttl, rdataToWire(this.#typeName, rdata)),
    );
    return this.#records;
  }

  get targets(): readonly NameKey[] {
    const { targets } = rrType(this.#typeName);
    this.#targets ??= this.#rdata.flatMap((rdata) => (targets?.(rdata) ?? []).map(nameKey));
    return this.#targets;
  }
}

/** Makes the CNAME that a DNAME stands for (RFC 6672 §3.1). */
export function aliasTo(target: NameKey, ttl: number): ServedRRset {
  const rdata = Buffer.from(`${target}\0`, 'latin1');
  return { type: TYPE.CNAME, ttl, records: [recordTail(TYPE.CNAME, ttl, rdata)], targets: [target] };
}

/** What a zone has at one name. Without RRsets it is a name that only has others below it (an empty non-terminal, RFC 8499 §7). */
export interface ZoneNode {
  readonly rrsets: readonly ServedRRset[];
  /** The delegation that begins here. */
  readonly cut: ServedRRset | undefined;
  readonly dname: ServedRRset | undefined;
  /** Whether a delegation or a DNAME above hides the name. */
  readonly hidden: boolean;
}

/** A zone made ready for questions. It never changes; a new state of the zone is a new one. */
export interface ServedZone {
  readonly apex: NameKey;
  readonly nodes: ReadonlyMap<NameKey, ZoneNode>;
  readonly soa: ServedRRset;
  /** The SOA as negative answers carry it, with the lesser of its TTL and its minimum (RFC 2308 §5). */
  readonly negativeSoa: ServedRRset;
}

interface NodeInMaking {
  rrsets: ServedRRset[];
  cut: ServedRRset | undefined;
  dname: ServedRRset | undefined;
  hidden: boolean;
}

/**
 * Makes a zone ready for questions.
 *
 * @param rrsets - each name and type once; a provider's types such as ALIAS are left out, their names stay
 * @returns undefined for a zone without SOA, which nobody can answer for
 */
export function createServedZone(name: DomainName, rrsets: Iterable<RRset>): ServedZone | undefined {
  const apex = nameKey(name);
  const nodes = new Map<NameKey, NodeInMaking>();
  let hides = false;
  let soa: RRset | undefined;
  for (const rrset of rrsets) {
    const node = nodeAt(nodes, rrset.name === '@' ? apex : nameKey(rrset.name) + apex, apex);
    if (PROVIDER_TYPES.has(rrset.type)) continue;
    const served = new ZoneRRset(rrset.type, rrset.ttl, rrset.rdata);
    node.rrsets.push(served);
    if (served.type === TYPE.NS && rrset.name !== '@') node.cut = served;
    if (served.type === TYPE.DNAME) node.dname = served;
    if (node.cut !== undefined || node.dname !== undefined) hides = true;
    if (served.type === TYPE.SOA && rrset.name === '@') soa = rrset;
  }
  if (soa === undefined) return undefined;
  if (hides) hideBelowCuts(nodes, apex);
  const minimum = Number(soa.rdata[0]?.split(' ')[6]);
  return {
    apex,
    nodes,
    soa: new ZoneRRset('SOA', soa.ttl, soa.rdata),
    negativeSoa: new ZoneRRset('SOA', Math.min(soa.ttl, minimum), soa.rdata),
  };
}

/** Gives the RRset of a type at a node. */
export function rrsetOf(node: ZoneNode, type: number): ServedRRset | undefined {
  for (const rrset of node.rrsets) if (rrset.type === type) return rrset;
  return undefined;
}

function nodeAt(nodes: Map<NameKey, NodeInMaking>, key: NameKey, apex: NameKey): NodeInMaking {
  const known = nodes.get(key);
  if (known !== undefined) return known;
  const node: NodeInMaking = { rrsets: [], cut: undefined, dname: undefined, hidden: false };
  nodes.set(key, node);
  // Every name between here and the apex exists too (RFC 4592 §2.2.2).
  if (key.length > apex.length) nodeAt(nodes, parentKey(key), apex);
  return node;
}

function hideBelowCuts(nodes: ReadonlyMap<NameKey, NodeInMaking>, apex: NameKey): void {
  for (const [key, node] of nodes) {
    for (let above = key; above.length > apex.length;) {
      above = parentKey(above);
      const { cut, dname } = nodes.get(above) as NodeInMaking;
      if (cut === undefined && dname === undefined) continue;
      node.hidden = true;
      break;
    }
  }
}

function recordTail(type: number, ttl: number, rdata: Uint8Array): Uint8Array {
  const octets = Buffer.allocUnsafe(10 + rdata.length);
  octets.writeUInt16BE(type, 0);
  octets.writeUInt16BE(CLASSES.IN, 2);
  octets.writeUInt32BE(ttl, 4);
  octets.writeUInt16BE(rdata.length, 8);
  octets.set(rdata, 10);
  return octets;
}
