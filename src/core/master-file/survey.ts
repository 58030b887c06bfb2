import { splitLabels, type OwnerName } from '../names.ts';
import type { RRset, RRTypeName } from '../rrset.ts';

/** What a zone has at some of its names: enough to say whether a target leads anywhere. */
export interface Survey {
  /** The types at each name that was asked for. */
  readonly types: ReadonlyMap<OwnerName, readonly RRTypeName[]>;
  /** Of the names asked for and those above them the ones that exist, also with nothing at them but names below (RFC 4592 §2.2.2). */
  readonly existing: ReadonlySet<OwnerName>;
  /** Owners of NS below the apex: there another zone begins. */
  readonly cuts: ReadonlySet<OwnerName>;
  readonly dnames: ReadonlySet<OwnerName>;
}

/** Looks at a zone with an eye on the names given and on the wildcards that could stand for them; it keeps nothing of all the others. */
export function survey(rrsets: readonly RRset[], wanted: Iterable<OwnerName>): Survey {
  const watched = new Set<OwnerName>();
  for (const name of wanted) {
    watched.add(name);
    for (const above of namesAbove(name)) watched.add(above).add(wildcardOf(above));
  }
  const types = new Map<OwnerName, RRTypeName[]>();
  const existing = new Set<OwnerName>(['@']);
  const cuts = new Set<OwnerName>();
  const dnames = new Set<OwnerName>();
  let lastName: OwnerName | undefined;
  for (const { name, type } of rrsets) {
    if (type === 'NS' && name !== '@') cuts.add(name);
    else if (type === 'DNAME') dnames.add(name);
    if (watched.size === 0) continue;
    if (watched.has(name)) {
      const known = types.get(name);
      if (known === undefined) types.set(name, [type]);
      else known.push(type);
      existing.add(name);
    }
    if (name === lastName) continue;
    lastName = name;
    for (const above of namesAbove(name)) if (watched.has(above)) existing.add(above);
  }
  return { types, existing, cuts, dnames };
}

/** The types that an answer for this name comes from: its own, or those of the wildcard below its closest encloser (RFC 4592 §3.3.1). */
export function typesFor(zone: Survey, name: OwnerName): readonly RRTypeName[] {
  if (zone.existing.has(name)) return zone.types.get(name) ?? [];
  const encloser = namesAbove(name).find((above) => zone.existing.has(above)) ?? '@';
  return zone.types.get(wildcardOf(encloser)) ?? [];
}

/** Tells whether the zone answers an address for this name, by a wildcard too. */
export function hasAddress(zone: Survey, name: OwnerName): boolean {
  return typesFor(zone, name).some((type) => type === 'A' || type === 'AAAA');
}

/** Tells whether a name lies at or below a zone cut, where this zone has only glue. */
export function isDelegated(zone: Survey, name: OwnerName): boolean {
  return zone.cuts.size > 0 && [name, ...namesAbove(name)].some((at) => zone.cuts.has(at));
}

/** The DNAME above a name, if there is one: it answers instead of whatever stands below it (RFC 6672 §2.4). */
export function dnameAbove(zone: Survey, name: OwnerName): OwnerName | undefined {
  return zone.dnames.size === 0 ? undefined : namesAbove(name).find((above) => zone.dnames.has(above));
}

/** The names above an owner name up to the apex, the nearest first. */
export function namesAbove(name: OwnerName): OwnerName[] {
  if (name === '@') return [];
  if (!name.includes('.')) return ['@'];
  const labels = splitLabels(name);
  const above = labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
  above.push('@');
  return above;
}

function wildcardOf(name: OwnerName): OwnerName {
  return name === '@' ? '*' : `*.${name}`;
}
