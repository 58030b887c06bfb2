import fc from 'fast-check';
import type { ServerZone } from './server-zone.ts';
import { plainRRsets, type Wish } from './wishes.ts';

/** What somebody else does: elsewhere in the zone, or (`beside`, `over`) at what an edit of ours names. */
export const foreignKinds = ['new', 'changed', 'removed', 'beside', 'over'] as const;
export type ForeignKind = (typeof foreignKinds)[number];

/** An edit by somebody else. */
export interface ForeignEdit {
  /** What it touches. */
  readonly key: string;
  /** False where it can no longer be made: what it would change is gone. */
  make(): boolean;
}

export const foreignDraws: fc.Arbitrary<ForeignKind> = fc.constantFrom(...foreignKinds);

const RDATA = { A: '203.0.113.9', TXT: '"somebody was here"' } as const;

/** Makes an edit for a wish; where the wish names no addresses, one elsewhere. */
export function foreignEdit(zone: ServerZone, wish: Wish, kind: ForeignKind): ForeignEdit {
  const addresses = [...plainRRsets(zone).keys()].filter((key) => key.endsWith(' A'));
  const other = addresses.find((key) => !wish.named.has(key)) ?? '';
  const named = addresses.find((key) => wish.named.has(key));
  const add = (name: string, type: 'A' | 'TXT'): void =>
    zone.add({ name, type, rdata: RDATA[type], ttl: zone.ttls[0] ?? 3600 });
  const change = (key: string, work: () => void): ForeignEdit => ({
    key,
    make: () => {
      const isThere = zone.records().some((one) => one.key === key);
      if (isThere) work();
      return isThere;
    },
  });
  if (kind === 'changed') return change(other, () => zone.rewrite(other, RDATA.A));
  if (kind === 'removed') return change(other, () => zone.remove(other));
  if (kind === 'beside' && named !== undefined)
    return change(named, () => add(named.split(' ')[0] ?? '', 'A'));
  if (kind === 'over' && named !== undefined) return change(named, () => zone.rewrite(named, RDATA.A));
  return {
    key: 'outside TXT',
    make: () => {
      add('outside', 'TXT');
      return true;
    },
  };
}

/** Whether the record that an edit brought is there still. */
export function isThere(zone: ServerZone, { key }: ForeignEdit): boolean {
  const brought: readonly string[] = Object.values(RDATA);
  return zone
    .records()
    .some((one) => one.key === key && one.rdata?.some((rdata) => brought.includes(rdata)) === true);
}
