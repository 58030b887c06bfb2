import { describe, expect, it } from 'vitest';
import { makeRRset, type RRset } from '../rrset.ts';
import { checkCapabilities, checkUniformTtl, type WriteLimits } from './capabilities.ts';
import type { Change } from './plan.ts';

const LIMITS: WriteLimits = { types: ['A', 'MX', 'NATIVE'], minTtl: 120, maxTtl: 3600, writesApexNs: false };
const A = makeRRset('www', 'A', 300, ['192.0.2.1']);

const create = (after: RRset): Change => ({
  action: 'create',
  name: after.name,
  type: after.type,
  before: null,
  after,
});
const check = (change: Change, more: Partial<WriteLimits> = {}): void =>
  checkCapabilities([change], { ...LIMITS, ...more }, 'p');

describe('what a provider cannot carry out is refused before the first write', () => {
  it.each<[what: string, change: Change, more: Partial<WriteLimits>, says: RegExp]>([
    ['a type', create(makeRRset('x', 'TXT', 300, ['"x"'])), {}, /p takes no TXT records/],
    [
      "another provider's records, though it takes any type",
      create(makeRRset('x', 'NATIVE', 0, ['{}'])),
      { types: 'any' },
      /takes no NATIVE/,
    ],
    ['apex NS', create(makeRRset('@', 'NS', 300, ['ns1.example.net.'])), { types: 'any' }, /apex NS/],
    ['a TTL too low', create({ ...A, ttl: 60 }), {}, /a TTL of 60 s; p takes 120 to 3600 s/],
    ['a TTL too high', create({ ...A, ttl: 86_400 }), {}, /86400/],
    [
      'mail below the apex',
      create(makeRRset('sub', 'MX', 300, ['10 mail.example.net.'])),
      { apexOnly: ['MX'] },
      /at the apex only/,
    ],
    ['an extra', create({ ...A, extras: { proxied: true } }), {}, /keeps no proxied beside records/],
  ])('%s', (_, change, more, says) => {
    expect(() => check(change, more)).toThrow(says);
  });

  it.each<[what: string, change: Change, more: Partial<WriteLimits>]>([
    ['what it can', create(A), {}],
    ['NATIVE records without a TTL', create(makeRRset('x', 'NATIVE', 0, ['{}'])), {}],
    ['an extra that it knows', create({ ...A, extras: { proxied: true } }), { extras: ['proxied'] }],
    [
      'an extra that is there already',
      {
        action: 'update',
        name: 'www',
        type: 'A',
        before: { ...A, extras: { note: 'x' } },
        after: { ...A, extras: { note: 'x' } },
      },
      {},
    ],
    ['an RRset of a snapshot that another product kept', create({ ...A, extras: { managedBy: 'x' } }), {}],
    [
      'a deletion whatever the TTL',
      { action: 'delete', name: 'www', type: 'A', before: { ...A, ttl: 1 }, after: null },
      {},
    ],
  ])('but not %s', (_, change, more) => {
    expect(() => check(change, more)).not.toThrow();
  });
});

describe('one TTL for a whole zone', () => {
  const uniform = { ...LIMITS, uniformTtl: true };
  const other = makeRRset('mail', 'A', 600, ['192.0.2.2']);

  it('is refused to differ, with the one that the zone has', () => {
    expect(() => checkUniformTtl([A, other], [create(A)], uniform, 'p')).toThrow(
      /a TTL of 300 s beside 600 s/,
    );
  });

  it('may change for all at once', () => {
    expect(() => checkUniformTtl([A, { ...other, ttl: 300 }], [create(A)], uniform, 'p')).not.toThrow();
  });

  it('does not count what has no TTL, nor for other providers', () => {
    expect(() =>
      checkUniformTtl([A, makeRRset('@', 'NATIVE', 0, ['{}'])], [create(A)], uniform, 'p'),
    ).not.toThrow();
    expect(() => checkUniformTtl([A, other], [create(A)], LIMITS, 'p')).not.toThrow();
  });
});
