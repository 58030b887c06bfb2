import { RegctlError } from '../errors.ts';
import type { RRset, RRTypeName } from '../rrset.ts';
import type { Change } from './plan.ts';

/** Types that may stand beside a CNAME: DNSSEC's own (RFC 4035 §2.5), which signed zones generate, and what only the provider can judge. */
const BESIDE_CNAME: ReadonlySet<RRTypeName> = new Set(['RRSIG', 'NSEC', 'KEY', 'NATIVE']);

/** Types of which a name holds one record at most (RFC 1034 §3.6.2, RFC 6672 §2.4, RFC 1035 §3.3.13). */
const SINGLE: ReadonlySet<RRTypeName> = new Set(['CNAME', 'DNAME', 'SOA', 'ALIAS']);

/**
 * Refuses a state that no name server would load, looking only at names the changes touch, so that old faults elsewhere do not stop a repair.
 *
 * @param after - the whole zone once the changes are made
 * @throws RegctlError `INVALID_ZONE` listing every fault
 */
export function checkConsistency(after: readonly RRset[], changes: readonly Change[]): void {
  const touched = new Set(changes.filter((change) => change.after !== null).map((change) => change.name));
  if (touched.size === 0) return;
  const byName = new Map<string, RRset[]>();
  for (const rrset of after) {
    if (!touched.has(rrset.name)) continue;
    const rrsets = byName.get(rrset.name);
    if (rrsets === undefined) byName.set(rrset.name, [rrset]);
    else rrsets.push(rrset);
  }
  const faults = [...byName].flatMap(([name, rrsets]) => nameFaults(name, rrsets));
  const [first] = faults;
  if (first === undefined) return;
  throw new RegctlError(
    'INVALID_ZONE',
    faults.length === 1 ? first : `${first}, and ${faults.length - 1} more such faults`,
    {
      reason: 'no name server would load a zone with such records',
      hint: 'remove or change one of the records in the same step',
      details: { faults },
    },
  );
}

function nameFaults(name: string, rrsets: readonly RRset[]): string[] {
  const faults: string[] = [];
  const others = rrsets.filter((rrset) => rrset.type !== 'CNAME' && !BESIDE_CNAME.has(rrset.type));
  if (rrsets.some((rrset) => rrset.type === 'CNAME')) {
    if (name === '@') faults.push('a CNAME cannot stand at the apex, beside SOA and NS');
    else if (others.length > 0) {
      faults.push(`a CNAME at ${name} cannot stand beside ${others.map((rrset) => rrset.type).join(', ')}`);
    }
  }
  for (const rrset of rrsets) {
    if (SINGLE.has(rrset.type) && rrset.rdata.length > 1) {
      faults.push(`${name} can have one ${rrset.type} record and would have ${rrset.rdata.length}`);
    }
    if (rrset.type === 'SOA' && name !== '@')
      faults.push(`a SOA record can only stand at the apex, not at ${name}`);
    if (rrset.type === 'DS' && name === '@')
      faults.push('DS records of the zone belong into its parent, not at its apex');
  }
  return faults;
}
