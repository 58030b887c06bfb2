import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rrsets } from '../../../test/support/arbitrary-rrsets.ts';
import { normalizeRRset, type RRset } from '../rrset.ts';
import { diffRRsets } from './diff.ts';
import { batchChanges, orderChanges } from './order.ts';

const set = (name: string, type: string, ...rdata: string[]): RRset => ({ name, type, ttl: 300, rdata });
const labels = (before: RRset[], after: RRset[]): string[] =>
  orderChanges(diffRRsets(before, after)).map((change) => `${change.action} ${change.name} ${change.type}`);

describe('orderChanges', () => {
  it('delegates before it signs the delegation, with addresses first', () => {
    const after = [
      set('sub', 'DS', '1 13 2 AA'),
      set('sub', 'NS', 'ns1.sub.example.org.'),
      set('ns1.sub', 'A', '192.0.2.1'),
    ];
    expect(labels([], after)).toEqual(['create ns1.sub A', 'create sub NS', 'create sub DS']);
  });

  it('takes the signature away before the delegation, and addresses last', () => {
    const before = [
      set('ns1.sub', 'A', '192.0.2.1'),
      set('sub', 'NS', 'ns1.sub.example.org.'),
      set('sub', 'DS', '1 13 2 AA'),
    ];
    expect(labels(before, [])).toEqual(['delete sub DS', 'delete sub NS', 'delete ns1.sub A']);
  });

  it('points names at addresses that are there already', () => {
    const after = [
      set('www', 'CNAME', 'web.example.org.'),
      set('@', 'MX', '10 mail.example.org.'),
      set('web', 'A', '192.0.2.1'),
      set('mail', 'AAAA', '2001:db8::1'),
    ];
    expect(labels([], after).slice(0, 2)).toEqual(['create web A', 'create mail AAAA']);
  });

  it('removes a CNAME right before what takes its place', () => {
    const order = labels(
      [set('www', 'CNAME', 'web.example.org.'), set('old', 'TXT', '"x"')],
      [set('www', 'A', '192.0.2.1'), set('new', 'TXT', '"y"')],
    );
    expect(order.slice(order.indexOf('delete www CNAME'), order.indexOf('delete www CNAME') + 2)).toEqual([
      'delete www CNAME',
      'create www A',
    ]);
  });

  it('removes what stands in the way right before a CNAME', () => {
    const order = labels(
      [set('www', 'A', '192.0.2.1'), set('www', 'TXT', '"x"')],
      [set('www', 'CNAME', 'web.example.org.')],
    );
    expect(order.at(-1)).toBe('create www CNAME');
    expect(order).toHaveLength(3);
  });
});

describe('batchChanges', () => {
  it('loses and doubles nothing, and keeps the order', () => {
    fc.assert(
      fc.property(rrsets, rrsets, fc.integer({ min: 1, max: 5 }), (before, after, size) => {
        const ordered = orderChanges(diffRRsets(before.map(normalizeRRset), after.map(normalizeRRset)));
        expect(batchChanges(ordered, size).flat()).toEqual(ordered);
      }),
    );
  });

  it('never parts a CNAME from what it replaces', () => {
    const ordered = orderChanges(
      diffRRsets(
        [set('www', 'A', '192.0.2.1'), set('www', 'TXT', '"x"')],
        [set('www', 'CNAME', 'web.example.org.')],
      ),
    );
    expect(batchChanges(ordered, 1)).toHaveLength(1);
  });

  it('fills writes by the part that each change takes, one that is too large alone', () => {
    const ordered = orderChanges(
      diffRRsets(
        [],
        ['a', 'b', 'c', 'd'].map((name) => set(name, 'A', '192.0.2.1')),
      ),
    );
    const parts: { readonly [name: string]: number } = { a: 0.5, b: 0.4, c: 2, d: 0.1 };
    const batches = batchChanges(ordered, 100, (change) => parts[change.name] ?? 0);
    expect(batches.map((batch) => batch.map((change) => change.name))).toEqual([['a', 'b'], ['c'], ['d']]);
  });
});
