import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rrsets } from '../../../test/support/arbitrary-rrsets.ts';
import { makeRRset, normalizeRRset, type RRset } from '../rrset.ts';
import { hashZone } from '../zone.ts';
import { applyChanges, diffRRsets, lostRecords, removedRecords, reverseChange } from './diff.ts';

const zone = rrsets.map((list) => list.map(normalizeRRset));
const hash = (list: readonly RRset[]): string => hashZone({ name: 'example.org', rrsets: list });
const a = (name: string, ttl: number, ...rdata: string[]): RRset => ({ name, type: 'A', ttl, rdata });

describe('diffRRsets', () => {
  it('gives changes that lead from any zone to any other', () => {
    fc.assert(
      fc.property(zone, zone, (before, after) => {
        expect(hash(applyChanges(before, diffRRsets(before, after)))).toBe(hash(after));
      }),
    );
  });

  it('finds nothing between a zone and itself in another order', () => {
    fc.assert(
      fc.property(zone, (before) => {
        expect(diffRRsets(before, before.toReversed())).toEqual([]);
      }),
    );
  });

  it('gives changes that their reverses take back', () => {
    fc.assert(
      fc.property(zone, zone, (before, after) => {
        const changes = diffRRsets(before, after);
        expect(hash(applyChanges(after, changes.map(reverseChange)))).toBe(hash(before));
      }),
    );
  });

  it('touches no RRset that is equal on both sides', () => {
    fc.assert(
      fc.property(zone, zone, (before, after) => {
        const changed = diffRRsets(before, after).filter(
          (change) => JSON.stringify(change.before) === JSON.stringify(change.after),
        );
        expect(changed).toEqual([]);
      }),
    );
  });

  it('sees a TTL alone as a change', () => {
    const [change] = diffRRsets([a('www', 300, '192.0.2.1')], [a('www', 600, '192.0.2.1')]);
    expect(change).toMatchObject({ action: 'update', before: { ttl: 300 }, after: { ttl: 600 } });
  });

  it('sees what a provider keeps beside the data', () => {
    const before = { ...a('www', 300, '192.0.2.1'), extras: { proxied: false } };
    expect(diffRRsets([before], [{ ...before, extras: { proxied: true } }])).toHaveLength(1);
    expect(
      diffRRsets([{ ...before, extras: { a: 1, b: 2 } }], [{ ...before, extras: { b: 2, a: 1 } }]),
    ).toEqual([]);
  });
});

describe('counting what goes', () => {
  const replaced = diffRRsets(
    [a('www', 300, '192.0.2.1', '192.0.2.2')],
    [a('www', 300, '192.0.2.2', '192.0.2.3')],
  );
  const fewer = diffRRsets([a('www', 300, '192.0.2.1', '192.0.2.2')], [a('www', 300, '192.0.2.2')]);

  it('counts a replaced record as removed and not as lost', () => {
    expect(replaced.map(removedRecords)).toEqual([1]);
    expect(replaced.map(lostRecords)).toEqual([0]);
  });

  it('counts a record without successor as both', () => {
    expect(fewer.map(removedRecords)).toEqual([1]);
    expect(fewer.map(lostRecords)).toEqual([1]);
  });
});

describe('extras', () => {
  const proxied = { ...makeRRset('www', 'A', 300, ['192.0.2.1']), extras: { proxied: true, comment: null } };

  it('stay as they are where the desired RRset says nothing of them', () => {
    expect(diffRRsets([proxied], [makeRRset('www', 'A', 300, ['192.0.2.1'])])).toEqual([]);
    const [change] = diffRRsets([proxied], [makeRRset('www', 'A', 300, ['192.0.2.2'])]);
    expect(change?.after?.extras).toEqual({ proxied: true, comment: null });
  });

  it('change one by one', () => {
    const wanted = { ...makeRRset('www', 'A', 300, ['192.0.2.1']), extras: { comment: 'web' } };
    expect(diffRRsets([proxied], [wanted])[0]?.after?.extras).toEqual({ proxied: true, comment: 'web' });
  });

  it.each([
    [['192.0.2.1', '192.0.2.2', '192.0.2.3'], { '192.0.2.1': 'a' }],
    [['192.0.2.1'], 'a'],
    [['192.0.2.2'], {}],
    [['192.0.2.3'], {}],
  ])('of single records go with them: %j', (rdata, comment) => {
    const before = {
      ...makeRRset('www', 'A', 300, ['192.0.2.1', '192.0.2.2']),
      extras: { comment: { '192.0.2.1': 'a' }, settings: { flat: true } },
    };
    const [change] = diffRRsets([before], [makeRRset('www', 'A', 300, rdata)]);
    expect(change?.after?.extras).toEqual({ comment, settings: { flat: true } });
  });
});
