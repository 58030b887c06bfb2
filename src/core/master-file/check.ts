import { absoluteName, isWithin, relativeName, type DomainName, type OwnerName } from '../names.ts';
import { rrType } from '../records/index.ts';
import { indexRRsets } from '../zone.ts';
import { rrsetKey, type RRset, type RRTypeName } from '../rrset.ts';

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
const SINGLETONS: readonly RRTypeName[] = ['CNAME', 'DNAME', 'SOA'];

/** What may stand beside a CNAME: DNSSEC's own records (RFC 4035 §2.5). */
const BESIDE_CNAME: readonly RRTypeName[] = ['CNAME', 'RRSIG', 'NSEC', 'KEY'];

/**
 * Finds what makes BIND refuse a zone. Anything found here is an error; what is merely unwise is `lintZone`'s part.
 *
 * @param rrsets - the whole zone, SOA and apex NS included
 */
export function checkZone(zone: DomainName, rrsets: readonly RRset[]): Finding[] {
  const index = indexRRsets(rrsets);
  return [
    ...checkApex(zone, index),
    ...rrsets.flatMap((rrset) => checkRRset(zone, rrset)),
    ...checkCnames(rrsets),
  ];
}

function checkApex(zone: DomainName, index: ReadonlyMap<string, RRset>): Finding[] {
  const findings: Finding[] = [];
  if (!index.has(rrsetKey({ name: '@', type: 'SOA' })))
    findings.push(error('no-soa', '@', 'SOA', 'the zone has no SOA record'));
  const ns = index.get(rrsetKey({ name: '@', type: 'NS' }));
  if (ns === undefined)
    return [...findings, error('no-ns', '@', 'NS', 'the zone has no NS records at its apex')];
  for (const rdata of ns.rdata) {
    const host = rdata.slice(0, -1);
    if (!isWithin(host, zone)) continue;
    const owner = relativeName(host, zone);
    if (index.has(rrsetKey({ name: owner, type: 'CNAME' }))) {
      findings.push(error('ns-is-cname', '@', 'NS', `the name server ${rdata} is a CNAME`));
    } else if (!hasAddress(index, owner) && !isDelegated(index, owner)) {
      findings.push(
        error(
          'ns-without-address',
          '@',
          'NS',
          `the name server ${rdata} has no A or AAAA record in the zone`,
        ),
      );
    }
  }
  return findings;
}

function checkRRset(zone: DomainName, rrset: RRset): Finding[] {
  const { name, type } = rrset;
  const findings: Finding[] = [];
  if (SINGLETONS.includes(type) && rrset.rdata.length > 1) {
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
  return findings;
}

function checkCnames(rrsets: readonly RRset[]): Finding[] {
  const names = new Set(rrsets.filter((rrset) => rrset.type === 'CNAME').map((rrset) => rrset.name));
  if (names.size === 0) return [];
  const besides = new Map<OwnerName, RRTypeName[]>();
  for (const { name, type } of rrsets) {
    if (!names.has(name) || BESIDE_CNAME.includes(type)) continue;
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

/** Tells whether the zone has an address at this owner, a wildcard counted. */
export function hasAddress(index: ReadonlyMap<string, RRset>, owner: OwnerName): boolean {
  const at = (name: OwnerName): boolean => ['A', 'AAAA'].some((type) => index.has(rrsetKey({ name, type })));
  return at(owner) || wildcardsOf(owner).some(at);
}

/** Tells whether a name lies at or below a zone cut, where this zone has only glue. */
export function isDelegated(index: ReadonlyMap<string, RRset>, owner: OwnerName): boolean {
  const labels = owner.split('.');
  return labels.some((_, i) => index.has(rrsetKey({ name: labels.slice(i).join('.'), type: 'NS' })));
}

/** Names of the targets inside RDATA, such as the exchange of an MX. */
export function targetsOf(rrset: RRset): DomainName[] {
  const { targets } = rrType(rrset.type);
  return targets === undefined ? [] : rrset.rdata.flatMap((rdata) => targets(rdata));
}

function wildcardsOf(owner: OwnerName): OwnerName[] {
  const labels = owner === '@' ? [] : owner.split('.');
  return labels.map((_, i) => ['*', ...labels.slice(i + 1)].join('.'));
}

function error(check: string, name: OwnerName, type: RRTypeName, message: string): Finding {
  return { severity: 'error', check, name, type, message };
}
