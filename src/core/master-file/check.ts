import { absoluteName, isWithin, relativeName, type DomainName, type OwnerName } from '../names.ts';
import { splitRdata } from '../records/tokens.ts';
import type { RRset, RRTypeName } from '../rrset.ts';
import { dnameAbove, hasAddress, isDelegated, survey, typesFor, type Survey } from './survey.ts';

/** Something about a zone that is wrong (`error`: no name server would load it) or probably not meant (`warning`). */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Stable name of the check. */
  readonly check: string;
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly message: string;
}

/** Types of which a name holds at most one record (RFC 1034 §3.6.2, RFC 6672 §2.4). */
const SINGLETONS: ReadonlySet<RRTypeName> = new Set(['CNAME', 'DNAME', 'SOA']);

/** What may stand beside a CNAME: DNSSEC's own records (RFC 4035 §2.5). */
const BESIDE_CNAME: ReadonlySet<RRTypeName> = new Set(['CNAME', 'RRSIG', 'NSEC', 'KEY']);

/**
 * Finds what makes BIND refuse a zone. Anything found here is an error; what is merely unwise is `lintZone`'s part.
 *
 * @param rrsets - the whole zone, SOA and apex NS included
 */
export function checkZone(zone: DomainName, rrsets: readonly RRset[]): Finding[] {
  const apex = new Map<RRTypeName, RRset>();
  const cnames = new Set<OwnerName>();
  const findings: Finding[] = [];
  for (const rrset of rrsets) {
    if (rrset.name === '@') apex.set(rrset.type, rrset);
    if (rrset.type === 'CNAME') cnames.add(rrset.name);
    checkRRset(zone, rrset, findings);
  }
  return [...checkApex(zone, rrsets, apex), ...checkKeys(apex), ...findings, ...checkCnames(rrsets, cnames)];
}

function checkApex(
  zone: DomainName,
  rrsets: readonly RRset[],
  apex: ReadonlyMap<RRTypeName, RRset>,
): Finding[] {
  const findings: Finding[] = [];
  if (!apex.has('SOA')) findings.push(error('no-soa', '@', 'SOA', 'the zone has no SOA record'));
  const ns = apex.get('NS');
  if (ns === undefined)
    return [...findings, error('no-ns', '@', 'NS', 'the zone has no NS records at its apex')];
  const hosts = ns.rdata
    .map((rdata) => rdata.slice(0, -1))
    .filter((host) => isWithin(host, zone))
    .map((host) => relativeName(host, zone));
  const seen = survey(rrsets, hosts);
  return [...findings, ...hosts.flatMap((host) => checkNameserver(zone, seen, host))];
}

function checkNameserver(zone: DomainName, seen: Survey, host: OwnerName): Finding[] {
  const name = absoluteName(host, zone);
  const dname = dnameAbove(seen, host);
  if (dname !== undefined)
    return [
      error(
        'ns-below-dname',
        '@',
        'NS',
        `the name server ${name}. lies below the DNAME ${absoluteName(dname, zone)}.`,
      ),
    ];
  if (isDelegated(seen, host)) return []; // its addresses are the other zone's part
  if (typesFor(seen, host).includes('CNAME'))
    return [error('ns-is-cname', '@', 'NS', `the name server ${name}. is a CNAME`)];
  if (hasAddress(seen, host)) return [];
  return [
    error('ns-without-address', '@', 'NS', `the name server ${name}. has no A or AAAA record in the zone`),
  ];
}

/**
 * The keys that the parent is asked to trust (RFC 7344 §4.1): each must be of an algorithm that the zone has a key of, and a wish for deletion stands alone
 * (RFC 8078 §4).
 */
function checkKeys(apex: ReadonlyMap<RRTypeName, RRset>): Finding[] {
  const algorithms = new Set(algorithmsOf(apex.get('DNSKEY'), 2));
  return (['CDS', 'CDNSKEY'] as const).flatMap((type) => {
    const wanted = algorithmsOf(apex.get(type), type === 'CDS' ? 1 : 2);
    if (wanted.includes('0'))
      return wanted.length === 1
        ? []
        : [error('delete-beside-keys', '@', type, `a ${type} record for deletion stands beside others`)];
    const unknown = wanted.find((algorithm) => !algorithms.has(algorithm));
    return unknown === undefined
      ? []
      : [
          error(
            'key-missing',
            '@',
            type,
            `a ${type} record has algorithm ${unknown}, of which there is no DNSKEY`,
          ),
        ];
  });
}

function algorithmsOf(rrset: RRset | undefined, field: number): string[] {
  return (rrset?.rdata ?? []).map((rdata) => splitRdata(rdata)[field] ?? '');
}

function checkRRset(zone: DomainName, rrset: RRset, findings: Finding[]): void {
  const { name, type } = rrset;
  if (rrset.rdata.length > 1 && SINGLETONS.has(type)) {
    findings.push(
      error(
        'singleton',
        name,
        type,
        `${absoluteName(name, zone)} has ${rrset.rdata.length} ${type} records and can have one`,
      ),
    );
  }
  if (type === 'SOA' && name !== '@')
    findings.push(error('soa-below-apex', name, type, 'a SOA record can only stand at the apex'));
  if (type === 'DS' && name === '@')
    findings.push(error('ds-at-apex', name, type, 'DS records of the zone belong into its parent'));
  if (type === 'NS' && (name === '*' || name.startsWith('*.'))) {
    findings.push(error('wildcard-ns', name, type, 'a wildcard cannot be delegated'));
  }
}

function checkCnames(rrsets: readonly RRset[], cnames: ReadonlySet<OwnerName>): Finding[] {
  if (cnames.size === 0) return [];
  const besides = new Map<OwnerName, RRTypeName[]>();
  for (const { name, type } of rrsets) {
    if (BESIDE_CNAME.has(type) || !cnames.has(name)) continue;
    const types = besides.get(name);
    if (types === undefined) besides.set(name, [type]);
    else types.push(type);
  }
  return [...besides].map(([name, types]) =>
    error(
      'cname-and-other-data',
      name,
      'CNAME',
      `a CNAME at ${name} cannot stand beside ${types.join(', ')}`,
    ),
  );
}

function error(check: string, name: OwnerName, type: RRTypeName, message: string): Finding {
  return { severity: 'error', check, name, type, message };
}
