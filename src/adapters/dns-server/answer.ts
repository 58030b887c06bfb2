import { RCODES } from '../../core/wire/message.ts';
import { isAtOrBelow, labelStarts, replaceTail, type NameKey } from './name-key.ts';
import type { Query } from './query.ts';
import { SECTION, type ReplyWriter } from './reply-writer.ts';
import { aliasTo, rrsetOf, TYPE, type ServedRRset, type ServedZone, type ZoneNode } from './served-zone.ts';

/** Aliases followed inside one zone, as many as BIND follows; a chain that is longer is a loop or might as well be. */
const MAX_ALIASES = 11;

/** Where a zone leads when it is asked for a name (RFC 1034 §4.3.2 step 3). */
type Found =
  | { readonly kind: 'node'; readonly node: ZoneNode }
  | { readonly kind: 'delegation'; readonly owner: NameKey; readonly ns: ServedRRset }
  | { readonly kind: 'dname'; readonly owner: NameKey; readonly dname: ServedRRset }
  | { readonly kind: 'nothing' };

/** Answers a question about a name inside the zone: RFC 1034 §4.3.2, wildcards by RFC 4592, DNAME by RFC 6672, ANY by RFC 8482. */
export function answerQuestion(zone: ServedZone, query: Query, reply: ReplyWriter): void {
  reply.authoritative = true;
  const seen = new Set<NameKey>();
  let name = query.name;
  for (;;) {
    const found = locate(zone, name, query.type);
    if (found.kind === 'delegation') {
      refer(zone, found, reply, seen.size > 0);
      return;
    }
    if (found.kind === 'nothing') {
      reply.rcode = RCODES.NXDOMAIN;
      addOrTruncate(reply, SECTION.authority, zone.apex, zone.negativeSoa);
      return;
    }
    const next =
      found.kind === 'dname'
        ? redirect(found, name, reply)
        : answerAt(zone, found.node, name, query.type, reply);
    // Who asks for the alias itself has it.
    if (next === undefined || query.type === TYPE.CNAME || !isAtOrBelow(next, zone.apex)) return;
    seen.add(name);
    if (seen.has(next) || seen.size > MAX_ALIASES) {
      reply.rcode = RCODES.SERVFAIL;
      return;
    }
    name = next;
  }
}

/** Adds the RRset asked for. @returns where an alias leads; undefined when this is the end of it */
function answerAt(
  zone: ServedZone,
  node: ZoneNode,
  name: NameKey,
  type: number,
  reply: ReplyWriter,
): NameKey | undefined {
  // RFC 8482 §4.1: one RRset is answer enough to ANY.
  const rrset = type === TYPE.ANY ? node.rrsets[0] : rrsetOf(node, type);
  if (rrset !== undefined) {
    if (addOrTruncate(reply, SECTION.answer, name, rrset)) addAddresses(zone, name, rrset, reply);
    return undefined;
  }
  const alias = rrsetOf(node, TYPE.CNAME);
  if (alias !== undefined)
    return addOrTruncate(reply, SECTION.answer, name, alias) ? alias.targets[0] : undefined;
  addOrTruncate(reply, SECTION.authority, zone.apex, zone.negativeSoa);
  return undefined;
}

/** Adds a DNAME and the CNAME made of it (RFC 6672 §3.1). @returns the name that takes the place of `name` */
function redirect(
  { owner, dname }: { readonly owner: NameKey; readonly dname: ServedRRset },
  name: NameKey,
  reply: ReplyWriter,
): NameKey | undefined {
  if (!addOrTruncate(reply, SECTION.answer, owner, dname)) return undefined;
  const target = replaceTail(name, owner, dname.targets[0] ?? '');
  if (target === undefined) {
    reply.rcode = RCODES.YXDOMAIN;
    return undefined;
  }
  return addOrTruncate(reply, SECTION.answer, name, aliasTo(target, dname.ttl)) ? target : undefined;
}

/** Names the servers of the zone below, with the addresses this zone knows of them. */
function refer(
  zone: ServedZone,
  { owner, ns }: { readonly owner: NameKey; readonly ns: ServedRRset },
  reply: ReplyWriter,
  afterAlias: boolean,
): void {
  reply.authoritative = afterAlias;
  if (!addOrTruncate(reply, SECTION.authority, owner, ns)) return;
  const below = ns.targets.filter((host) => isAtOrBelow(host, owner));
  for (const host of below) {
    // Nobody else can tell these addresses: without them the answer is not whole (RFC 9471 §3).
    if (!addAddressesOf(zone, host, reply)) {
      reply.markTruncated();
      return;
    }
  }
  for (const host of ns.targets) if (!below.includes(host) && !addAddressesOf(zone, host, reply)) return;
}

/** Types whose RDATA name hosts that are asked for next (RFC 1035 §3.3, RFC 2782, RFC 9460 §4.1). */
const NAMES_HOSTS: ReadonlySet<number> = new Set([TYPE.NS, TYPE.MX, TYPE.SRV, TYPE.SVCB, TYPE.HTTPS]);

/** Adds the addresses in the zone of the hosts that an answer names, as far as there is room. */
function addAddresses(zone: ServedZone, owner: NameKey, rrset: ServedRRset, reply: ReplyWriter): void {
  if (!NAMES_HOSTS.has(rrset.type)) return;
  const isService = rrset.type === TYPE.SVCB || rrset.type === TYPE.HTTPS;
  // RFC 9460 §2.5.2: a service without a target is at its owner.
  const hosts = isService && rrset.targets.length === 0 ? [owner] : new Set(rrset.targets);
  for (const host of hosts) if (!addAddressesOf(zone, host, reply)) return;
}

function addAddressesOf(zone: ServedZone, host: NameKey, reply: ReplyWriter): boolean {
  const node = zone.nodes.get(host) ?? wildcardFor(zone, host);
  if (node === undefined) return true;
  for (const type of [TYPE.A, TYPE.AAAA]) {
    const addresses = rrsetOf(node, type);
    if (addresses !== undefined && !reply.add(SECTION.additional, host, addresses)) return false;
  }
  return true;
}

/** What a wildcard has for a host that has nothing of its own. */
function wildcardFor(zone: ServedZone, host: NameKey): ZoneNode | undefined {
  if (!isAtOrBelow(host, zone.apex)) return undefined;
  const found = locate(zone, host, TYPE.A);
  return found.kind === 'node' ? found.node : undefined;
}

function addOrTruncate(
  reply: ReplyWriter,
  section: typeof SECTION.answer | typeof SECTION.authority,
  owner: NameKey,
  rrset: ServedRRset,
): boolean {
  if (reply.add(section, owner, rrset)) return true;
  reply.truncate();
  return false;
}

function locate(zone: ServedZone, name: NameKey, type: number): Found {
  const exact = zone.nodes.get(name);
  if (exact === undefined || exact.hidden) return descend(zone, name, type);
  // The DS of a delegation is this zone's own to answer (RFC 4035 §3.1.4.1).
  if (exact.cut !== undefined && type !== TYPE.DS) return { kind: 'delegation', owner: name, ns: exact.cut };
  return { kind: 'node', node: exact };
}

/** Goes down from the apex as far as names exist, and tells what ends the way. */
function descend(zone: ServedZone, name: NameKey, type: number): Found {
  const starts = labelStarts(name.slice(0, name.length - zone.apex.length));
  let owner = zone.apex;
  let node = zone.nodes.get(owner);
  while (node !== undefined) {
    if (owner !== name && node.dname !== undefined) return { kind: 'dname', owner, dname: node.dname };
    if (node.cut !== undefined && (owner !== name || type !== TYPE.DS))
      return { kind: 'delegation', owner, ns: node.cut };
    const start = starts.pop();
    if (start === undefined) return { kind: 'node', node };
    const below = zone.nodes.get(name.slice(start));
    if (below === undefined) {
      // RFC 4592 §3.3.1: the wildcard right below the closest name that exists, and no other.
      const wildcard = zone.nodes.get(`\x01*${owner}`);
      return wildcard === undefined ? { kind: 'nothing' } : { kind: 'node', node: wildcard };
    }
    owner = name.slice(start);
    node = below;
  }
  return { kind: 'nothing' };
}
