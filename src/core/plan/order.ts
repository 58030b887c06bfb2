import type { OwnerName } from '../names.ts';
import type { Change } from './plan.ts';

/**
 * When each kind of change is due, so that no name is broken between two writes: addresses before the names that point to them, NS before
 * DS (a DS without its signed servers makes the zone bogus), and everything taken away in the opposite order.
 */
const CREATE_RANK: { readonly [type: string]: number } = {
  A: 0,
  AAAA: 0,
  TXT: 1,
  NS: 3,
  DNSKEY: 3,
  CDNSKEY: 3,
  CDS: 3,
  DS: 4,
};
const DEFAULT_CREATE_RANK = 2;
const DELETE_RANK: { readonly [type: string]: number } = {
  DS: 5,
  CDS: 5,
  CDNSKEY: 5,
  NS: 7,
  DNSKEY: 7,
  A: 8,
  AAAA: 8,
};
const DEFAULT_DELETE_RANK = 6;

/** Types that stand alone at their name (RFC 1034 §3.6.2), or may: of what only a provider knows, only the provider can tell. */
const EXCLUSIVE: ReadonlySet<string> = new Set(['CNAME', 'NATIVE']);

/**
 * Puts changes into an order in which they can be made one write after the other. A CNAME and what replaces it (or what it replaces)
 * come as one run, the deletions first, which `batchChanges` keeps in one write.
 */
export function orderChanges(changes: readonly Change[]): Change[] {
  const replacements = replacementNames(changes);
  const groups = new Map<string, { rank: number; index: number; changes: Change[] }>();
  changes.forEach((change, index) => {
    const key = replacements.has(change.name) ? `replace ${change.name}` : `${index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rank: rank(change), index, changes: [change] });
    else {
      group.rank = Math.min(group.rank, rank(change));
      group.changes.push(change);
    }
  });
  return [...groups.values()]
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .flatMap((group) => group.changes.toSorted((a, b) => deletionFirst(a) - deletionFirst(b)));
}

/**
 * Cuts ordered changes into writes of at most `size` changes.
 * Changes of one name that cannot stand beside each other are never parted, even where that makes a write larger.
 *
 * @param share - the part of one write that a change takes; a write is full at 1
 */
export function batchChanges(
  ordered: readonly Change[],
  size: number,
  share: (change: Change) => number = () => 0,
): Change[][] {
  const replacements = replacementNames(ordered);
  const batches: Change[][] = [];
  let batch: Change[] = [];
  let taken = 0;
  for (const [index, change] of ordered.entries()) {
    const previous = ordered[index - 1];
    const joined = previous !== undefined && previous.name === change.name && replacements.has(change.name);
    const part = share(change);
    if (batch.length > 0 && (batch.length >= size || taken + part > 1) && !joined) {
      batches.push(batch);
      batch = [];
      taken = 0;
    }
    batch.push(change);
    taken += part;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Names at which an exclusive type comes or goes together with other types. */
function replacementNames(changes: readonly Change[]): ReadonlySet<OwnerName> {
  const exclusive = new Set<OwnerName>();
  const seen = new Map<OwnerName, number>();
  for (const change of changes) {
    seen.set(change.name, (seen.get(change.name) ?? 0) + 1);
    if (EXCLUSIVE.has(change.type) && change.action !== 'update') exclusive.add(change.name);
  }
  return new Set([...exclusive].filter((name) => (seen.get(name) ?? 0) > 1));
}

function rank(change: Change): number {
  return change.action === 'delete'
    ? (DELETE_RANK[change.type] ?? DEFAULT_DELETE_RANK)
    : (CREATE_RANK[change.type] ?? DEFAULT_CREATE_RANK);
}

function deletionFirst(change: Change): number {
  return change.action === 'delete' ? 0 : 1;
}
