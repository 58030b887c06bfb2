import {
  absoluteName,
  isWithin,
  relativeName,
  splitLabels,
  type DomainName,
  type OwnerName,
} from '../../core/names.ts';
import { rrType } from '../../core/records/index.ts';
import type { RRset } from '../../core/rrset.ts';
import { CLASSES, RCODES, type MessageRecord } from '../../core/wire/message.ts';

/** A zone made ready for questions: RRsets by owner, and which names exist only because something lies below them. */
export interface ServedZone {
  readonly name: DomainName;
  readonly owners: ReadonlyMap<OwnerName, readonly RRset[]>;
  /** Names without records of their own above names that have some (empty non-terminals, RFC 8499 §7). */
  readonly emptyOwners: ReadonlySet<OwnerName>;
  /** What stands in the authority section of negative answers, TTL as RFC 2308 §5 has it; undefined without SOA. */
  readonly negativeSoa: MessageRecord | undefined;
}

/** What there is to say to one question. */
export interface Reply {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly answers: readonly MessageRecord[];
  readonly authority: readonly MessageRecord[];
  readonly additional: readonly MessageRecord[];
}

/** CNAMEs followed inside one zone. */
const MAX_CHAIN = 8;

/** Indexes a zone for {@link answerQuestion}. */
export function serveZone(name: DomainName, rrsets: readonly RRset[]): ServedZone {
  const owners = new Map<OwnerName, RRset[]>();
  const emptyOwners = new Set<OwnerName>();
  for (const rrset of rrsets) {
    const known = owners.get(rrset.name);
    if (known !== undefined) known.push(rrset);
    else {
      owners.set(rrset.name, [rrset]);
      const labels = rrset.name === '@' ? [] : splitLabels(rrset.name);
      for (let i = 1; i < labels.length; i++) emptyOwners.add(labels.slice(i).join('.'));
    }
  }
  for (const owner of owners.keys()) emptyOwners.delete(owner);
  return { name, owners, emptyOwners, negativeSoa: negativeSoa(name, rrsets) };
}

/** Answers a question about a name inside the zone (RFC 1034 §4.3.2, wildcards by RFC 4592, DNAME by RFC 6672). */
export function answerQuestion(zone: ServedZone, name: DomainName, type: string): Reply {
  const answers: MessageRecord[] = [];
  let at = name;
  for (let step = 0; step <= MAX_CHAIN; step++) {
    if (!isWithin(at, zone.name)) break;
    const owner = relativeName(at, zone.name);
    const cut = zoneCut(zone, owner, type);
    if (cut !== undefined) return referral(zone, cut, answers);
    const dname = dnameAbove(zone, owner);
    if (dname !== undefined) {
      answers.push(...records(zone, dname));
      const target = (dname.rdata[0] ?? '.').slice(0, -1);
      const prefix = at.slice(0, -(absoluteName(dname.name, zone.name).length + 1));
      const synthesized = target === '' ? prefix : `${prefix}.${target}`;
      answers.push({ name: at, type: 'CNAME', class: CLASSES.IN, ttl: dname.ttl, rdata: `${synthesized}.` });
      // Who asks for the CNAME itself has it.
      if (type === 'CNAME') break;
      at = synthesized;
      continue;
    }
    const found = zone.owners.get(owner) ?? wildcardFor(zone, owner);
    if (found === undefined) {
      const exists = zone.emptyOwners.has(owner);
      return negative(zone, answers, exists ? RCODES.NOERROR : RCODES.NXDOMAIN);
    }
    const matches = found.filter((rrset) => rrset.type === type || type === 'ANY');
    if (matches.length > 0) {
      // RFC 8482 §4.1: one RRset is answer enough to ANY.
      const chosen = type === 'ANY' ? matches.slice(0, 1) : matches;
      for (const rrset of chosen) answers.push(...records(zone, rrset, at));
      return {
        rcode: RCODES.NOERROR,
        authoritative: true,
        answers,
        authority: [],
        additional: chosen.flatMap((rrset) => additionalFor(zone, rrset)),
      };
    }
    const cname = found.find((rrset) => rrset.type === 'CNAME');
    if (cname === undefined) return negative(zone, answers, RCODES.NOERROR);
    answers.push(...records(zone, cname, at));
    at = (cname.rdata[0] ?? '.').slice(0, -1);
  }
  return { rcode: RCODES.NOERROR, authoritative: true, answers, authority: [], additional: [] };
}

function negative(zone: ServedZone, answers: readonly MessageRecord[], rcode: number): Reply {
  const authority = zone.negativeSoa === undefined ? [] : [zone.negativeSoa];
  return { rcode, authoritative: true, answers, authority, additional: [] };
}

/** The delegation at or above a name, the apex left out; the DS of a delegation is this zone's own to answer (RFC 4035 §3.1.4.1). */
function zoneCut(zone: ServedZone, owner: OwnerName, type: string): RRset | undefined {
  if (owner === '@') return undefined;
  const labels = splitLabels(owner);
  for (let i = labels.length - 1; i >= 0; i--) {
    const name = labels.slice(i).join('.');
    if (i === 0 && type === 'DS') return undefined;
    const ns = zone.owners.get(name)?.find((rrset) => rrset.type === 'NS');
    if (ns !== undefined) return ns;
  }
  return undefined;
}

function referral(zone: ServedZone, ns: RRset, answers: readonly MessageRecord[]): Reply {
  return {
    rcode: RCODES.NOERROR,
    authoritative: answers.length > 0,
    answers,
    authority: records(zone, ns),
    additional: additionalFor(zone, ns),
  };
}

function dnameAbove(zone: ServedZone, owner: OwnerName): RRset | undefined {
  if (owner === '@') return undefined;
  const labels = splitLabels(owner);
  for (let i = labels.length; i >= 1; i--) {
    const name = i === labels.length ? '@' : labels.slice(i).join('.');
    const dname = zone.owners.get(name)?.find((rrset) => rrset.type === 'DNAME');
    if (dname !== undefined) return dname;
  }
  return undefined;
}

/** The wildcard below the closest name that exists (RFC 4592 §3.3.1). */
function wildcardFor(zone: ServedZone, owner: OwnerName): readonly RRset[] | undefined {
  if (owner === '@' || zone.emptyOwners.has(owner)) return undefined;
  const labels = splitLabels(owner);
  for (let i = 1; i <= labels.length; i++) {
    const encloser = labels.slice(i).join('.');
    const wildcard = zone.owners.get(encloser === '' ? '*' : `*.${encloser}`);
    if (wildcard !== undefined) return wildcard;
    if (encloser === '' || zone.owners.has(encloser) || zone.emptyOwners.has(encloser)) return undefined;
  }
  return undefined;
}

/** Addresses inside the zone of the hosts that RDATA name. */
function additionalFor(zone: ServedZone, rrset: RRset): MessageRecord[] {
  if (rrset.type !== 'NS' && rrset.type !== 'MX' && rrset.type !== 'SRV') return [];
  const { targets } = rrType(rrset.type);
  return rrset.rdata
    .flatMap((rdata) => targets?.(rdata) ?? [])
    .filter((host) => isWithin(host, zone.name))
    .flatMap((host) => zone.owners.get(relativeName(host, zone.name)) ?? [])
    .filter((address) => address.type === 'A' || address.type === 'AAAA')
    .flatMap((address) => records(zone, address));
}

function records(
  zone: ServedZone,
  rrset: RRset,
  name: DomainName = absoluteName(rrset.name, zone.name),
): MessageRecord[] {
  return rrset.rdata.map((rdata) => ({ name, type: rrset.type, class: CLASSES.IN, ttl: rrset.ttl, rdata }));
}

function negativeSoa(zone: DomainName, rrsets: readonly RRset[]): MessageRecord | undefined {
  const soa = rrsets.find((rrset) => rrset.type === 'SOA' && rrset.name === '@');
  const rdata = soa?.rdata[0];
  if (soa === undefined || rdata === undefined) return undefined;
  const minimum = Number(rdata.split(' ')[6]);
  return { name: zone, type: 'SOA', class: CLASSES.IN, ttl: Math.min(soa.ttl, minimum), rdata };
}
