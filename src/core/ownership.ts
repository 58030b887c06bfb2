import { matchesRule } from './glob.ts';
import type { OwnerName } from './names.ts';
import { rrsetKey, type RRset, type RRTypeName } from './rrset.ts';

/** That an RRset belongs to another writer, and by what sign. */
export interface Owner {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  /** `external-dns:default`, `octodns:*octodns*`, `rule:<id>`, or `provider:<product>`. */
  readonly owner: string;
  readonly sign: 'external-dns' | 'octodns' | 'rule' | 'provider';
}

/** A rule of the user that sets names and types aside for another writer. */
interface SetAside {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** Types that external-dns writes beside its marker of the older form, which names no type. */
const EXTERNAL_DNS_TYPES: readonly RRTypeName[] = ['A', 'AAAA', 'CNAME', 'NS', 'MX', 'SRV', 'PTR', 'NAPTR'];

/**
 * Finds the RRsets that other writers own.
 *
 * external-dns keeps a TXT `heritage=external-dns,external-dns/owner=ID,…` at the record's own name or at `<type>-<name>`; octoDNS's
 * ownership processor keeps a TXT at `_owner.<type>.<name>` (`_wildcard` for `*`). The markers themselves are owned too.
 *
 * @param rules - name and type patterns that the user set aside for another writer
 */
export function findOwners(
  rrsets: readonly RRset[],
  rules: readonly SetAside[] = [],
): ReadonlyMap<string, Owner> {
  const marks = rrsets.flatMap((rrset): Owner[] => {
    const marked = rrset.type === 'TXT' ? [...externalDnsMarks(rrset), ...octodnsMarks(rrset)] : [];
    const rule = ruleOwner(rules, rrset);
    // Another product of the provider keeps these (mail routing, URL forwards): the provider says so beside the data.
    const product = rrset.extras?.['managedBy'];
    if (typeof product === 'string')
      marked.push({ name: rrset.name, type: rrset.type, owner: `provider:${product}`, sign: 'provider' });
    if (rule !== undefined) marked.push(rule);
    return marked;
  });
  if (marks.length === 0) return new Map();
  const present = new Set(rrsets.map(rrsetKey));
  return new Map(marks.map((mark) => [rrsetKey(mark), mark] as const).filter(([key]) => present.has(key)));
}

/** Tells which rule sets a name and type aside, whether records are there or not. */
export function ruleOwner(
  rules: readonly SetAside[],
  { name, type }: { readonly name: OwnerName; readonly type: RRTypeName },
): Owner | undefined {
  const rule = rules.find((candidate) => matchesRule(candidate, { name, type }));
  return rule === undefined ? undefined : { name, type, owner: `rule:${rule.id}`, sign: 'rule' };
}

function externalDnsMarks(marker: RRset): Owner[] {
  const text = marker.rdata.find((rdata) => rdata.includes('heritage=external-dns'));
  if (text === undefined) return [];
  const id = /external-dns\/owner=([^,"]*)/.exec(text)?.[1] ?? '';
  const owner = `external-dns:${id}`;
  const marks: Owner[] = [{ name: marker.name, type: 'TXT', owner, sign: 'external-dns' }];
  for (const type of EXTERNAL_DNS_TYPES) marks.push({ name: marker.name, type, owner, sign: 'external-dns' });
  // Newer form: the type stands before the name, in the same label.
  const typed = /^([a-z]+)-(.+)$/.exec(marker.name);
  const type = typed?.[1]?.toUpperCase();
  if (typed?.[2] !== undefined && type !== undefined && EXTERNAL_DNS_TYPES.includes(type)) {
    marks.push({ name: typed[2], type, owner, sign: 'external-dns' });
  }
  return marks;
}

function octodnsMarks(marker: RRset): Owner[] {
  const match = /^_owner\.([a-z0-9]+)(?:\.(.+))?$/.exec(marker.name);
  if (match?.[1] === undefined) return [];
  const owner = `octodns:${(marker.rdata[0] ?? '').replaceAll('"', '')}`;
  const name = (match[2] ?? '@').replace(/^_wildcard(?=\.|$)/, '*');
  return [
    { name: marker.name, type: 'TXT', owner, sign: 'octodns' },
    { name, type: match[1].toUpperCase(), owner, sign: 'octodns' },
  ];
}
