import fc from 'fast-check';
import type { RRset } from '../../src/core/rrset.ts';

const name = fc.constantFrom('@', 'www', 'mail', '*', 'a.b', '_dmarc', 'xn--bcher-kva', 'x\\.y');

const data: { readonly [type: string]: fc.Arbitrary<string> } = {
  A: fc.nat(255).map((octet) => `192.0.2.${octet}`),
  AAAA: fc.integer({ min: 1, max: 0xffff }).map((group) => `2001:db8::${group.toString(16)}`),
  MX: fc
    .tuple(fc.nat(50), fc.constantFrom('mail', 'mx1', 'mx2'))
    .map(([preference, host]) => `${preference} ${host}.example.org.`),
  TXT: fc.stringMatching(/^[a-z0-9 =;.-]{0,40}$/).map((text) => `"${text}"`),
  CAA: fc.constantFrom('0 issue "ca.example.net"', '0 iodef "mailto:a@example.org"', '128 issue ";"'),
};

/** One RRset of an ordinary type, not yet normalised: order and duplicates as they come. */
const rrset: fc.Arbitrary<RRset> = fc.constantFrom(...Object.keys(data)).chain((type) =>
  fc.record({
    name,
    type: fc.constant(type),
    ttl: fc.constantFrom(60, 300, 3600),
    rdata: fc.uniqueArray(data[type] as fc.Arbitrary<string>, { minLength: 1, maxLength: 4 }),
  }),
);

/** The RRsets of a zone: one per name and type. */
export const rrsets: fc.Arbitrary<RRset[]> = fc.uniqueArray(rrset, {
  maxLength: 25,
  selector: (value) => `${value.name} ${value.type}`,
});
