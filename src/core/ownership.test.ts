import { expect, it } from 'vitest';
import { findOwners } from './ownership.ts';
import type { RRset } from './rrset.ts';

const set = (name: string, type: string, ...rdata: string[]): RRset => ({ name, type, ttl: 300, rdata });
const heritage = '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=ingress/default/web"';

it('finds records behind the typed marker of external-dns, and the marker', () => {
  const owners = findOwners([
    set('a-web', 'TXT', heritage),
    set('web', 'A', '192.0.2.1'),
    set('web', 'AAAA', '2001:db8::1'),
    set('www', 'A', '192.0.2.2'),
  ]);
  expect([...owners.keys()].toSorted()).toEqual(['a-web TXT', 'web A']);
  expect(owners.get('web A')).toMatchObject({ owner: 'external-dns:prod', sign: 'external-dns' });
});

it('finds records beside the older marker of external-dns', () => {
  const owners = findOwners([set('web', 'TXT', heritage), set('web', 'A', '192.0.2.1')]);
  expect([...owners.keys()].toSorted()).toEqual(['web A', 'web TXT']);
});

it("finds records behind octoDNS's ownership records, wildcard and apex too", () => {
  const owners = findOwners([
    set('_owner.a', 'TXT', '"*octodns*"'),
    set('@', 'A', '192.0.2.1'),
    set('_owner.cname._wildcard.dev', 'TXT', '"*octodns*"'),
    set('*.dev', 'CNAME', 'web.example.org.'),
    set('@', 'MX', '10 mail.example.org.'),
  ]);
  expect([...owners.keys()].toSorted()).toEqual([
    '*.dev CNAME',
    '@ A',
    '_owner.a TXT',
    '_owner.cname._wildcard.dev TXT',
  ]);
});

it('finds what a rule sets aside', () => {
  const owners = findOwners(
    [set('_acme-challenge', 'TXT', '"x"'), set('www', 'A', '192.0.2.1')],
    [{ id: 'r1', name: '_acme-challenge*', type: 'TXT' }],
  );
  expect([...owners]).toEqual([
    ['_acme-challenge TXT', { name: '_acme-challenge', type: 'TXT', owner: 'rule:r1', sign: 'rule' }],
  ]);
});

it('finds no owner in an ordinary zone', () => {
  expect(findOwners([set('@', 'TXT', '"v=spf1 -all"'), set('www', 'A', '192.0.2.1')]).size).toBe(0);
});
