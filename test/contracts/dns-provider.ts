import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RegctlError } from '../../src/core/errors.ts';
import { knownTypes } from '../../src/core/records/index.ts';
import { diffRRsets } from '../../src/core/plan/diff.ts';
import { orderChanges } from '../../src/core/plan/order.ts';
import type { Change } from '../../src/core/plan/plan.ts';
import { makeRRset, rrsetKey, type RRset } from '../../src/core/rrset.ts';
import type { DnsProvider, OpenProvider } from '../../src/ports/dns-provider.ts';

/** One provider under test, with a zone that exists and may be emptied. */
export interface DnsProviderSubject {
  readonly provider: OpenProvider;
  readonly zone: string;
  /** The same provider, at an address where nobody listens; undefined for one without a network. */
  readonly unreachable?: OpenProvider;
  /** The same provider with a secret that is wrong. */
  readonly wrongSecret?: OpenProvider;
  /** What the server refuses by design, by the words of the table below or by type, each with the reason; it must then be refused with nothing written. */
  readonly refused: { readonly [what: string]: string };
  dispose(): Promise<void>;
}

/** Types that are no data of their own: the zone's, the signer's, and those no server takes. */
const NOT_WRITTEN = [
  'SOA',
  'NS',
  'RRSIG',
  'NSEC',
  'NSEC3',
  'NSEC3PARAM',
  'ZONEMD',
  'ANAME',
  'ALIAS',
  'CSYNC',
  'DNSKEY',
  'CDNSKEY',
  'CDS',
  'DS',
  'SPF',
];

/** What every DNS provider promises (src/ports/dns-provider.ts), against a real server. */
export function dnsProviderContract(name: string, make: () => Promise<DnsProviderSubject>): void {
  describe(`DNS provider: ${name}`, () => {
    let subject: DnsProviderSubject;
    let dns: DnsProvider;
    let zone: string;

    beforeAll(async () => {
      subject = await make();
      zone = subject.zone;
      if (subject.provider.dns === undefined) throw new Error('the provider has no DNS part');
      dns = subject.provider.dns;
    });
    afterAll(() => subject.dispose());

    const kept = (rrset: RRset): boolean => rrset.name === '@' || rrset.name === 'ns1';
    const read = async (): Promise<readonly RRset[]> =>
      (await dns.readZone(zone)).rrsets.filter((rrset) => rrset.type !== 'SOA');
    const at = async (name: string, type: string): Promise<RRset | undefined> =>
      (await read()).find((rrset) => rrset.name === name && rrset.type === type);
    const write = async (changes: readonly Change[]): Promise<void> =>
      dns.write(zone, orderChanges(changes), { revision: (await dns.readZone(zone)).revision });
    /** Makes the zone hold these besides what it needs itself, and proves that nothing is left to do. */
    const reach = async (...wanted: readonly RRset[]): Promise<void> => {
      const present = await read();
      const desired = [
        ...present.filter(kept).filter((rrset) => !wanted.some((one) => rrsetKey(one) === rrsetKey(rrset))),
        ...wanted,
      ];
      const changes = diffRRsets(present, desired);
      if (changes.length > 0) await write(changes);
      expect(diffRRsets(await read(), desired)).toEqual([]);
    };

    beforeEach(() => reach());

    it('reads the zone with its apex', async () => {
      const state = await dns.readZone(zone);
      expect(state.rrsets.map((rrset) => `${rrset.name} ${rrset.type}`)).toEqual(
        expect.arrayContaining(['@ SOA', '@ NS']),
      );
    });

    it('says of a zone that is not there that it is not', async () => {
      await expect(codeOf(dns.readZone('no-such-zone.example'))).resolves.toBe('ZONE_NOT_FOUND');
    });

    it('lists the zone', async () => {
      expect((await dns.listZones()).map((found) => found.name)).toContain(zone);
    });

    it('names the name servers', async () => {
      expect((await dns.nameservers(zone)).length).toBeGreaterThan(0);
    });

    it.each(
      knownTypes
        .filter((type) => !NOT_WRITTEN.includes(type.type))
        .map((type) => [type.type, type.example] as const),
    )('writes %s, reads it back equal, changes its 300, and deletes it', async (type, example) => {
      const owner = `x-${type.toLowerCase()}`;
      await reach(makeRRset(owner, type, 300, [example]));
      await reach(makeRRset(owner, type, 600, [example]));
      await reach();
      expect(await at(owner, type)).toBeUndefined();
    });

    it.each<[what: string, rrset: RRset]>([
      ['a wildcard', makeRRset('*.w', 'A', 300, ['192.0.2.1'])],
      ['the apex', makeRRset('@', 'TXT', 300, ['"v=spf1 -all"'])],
      ['mail at the apex', makeRRset('@', 'MX', 300, ['10 mail.example.net.', '20 mail2.example.net.'])],
      ['a dot in a label', makeRRset('a\\.b', 'A', 300, ['192.0.2.1'])],
      ['an A-label', makeRRset('xn--bcher-kva', 'A', 300, ['192.0.2.1'])],
      ['a label of 63 octets', makeRRset('a'.repeat(63), 'A', 300, ['192.0.2.1'])],
      ['a text of 255 octets', makeRRset('t', 'TXT', 300, [`"${'x'.repeat(255)}"`])],
      ['a text of 256 octets', makeRRset('t', 'TXT', 300, [`"${'x'.repeat(255)}" "y"`])],
      [
        'a text of 4,000 octets',
        makeRRset('t', 'TXT', 300, [Array.from({ length: 16 }, () => `"${'x'.repeat(250)}"`).join(' ')]),
      ],
      ['quotes, backslashes and semicolons', makeRRset('t', 'TXT', 300, ['"a\\"b\\\\c;d"'])],
      ['octets beyond ASCII', makeRRset('t', 'TXT', 300, ['"\\195\\188"'])],
      ['several texts', makeRRset('t', 'TXT', 300, ['"one"', '"three"', '"two"'])],
      [
        'a hundred addresses',
        makeRRset(
          'many',
          'A',
          300,
          Array.from({ length: 100 }, (_, i) => `192.0.2.${i}`),
        ),
      ],
      ['a delegation', makeRRset('sub', 'NS', 300, ['ns1.example.net.', 'ns2.example.net.'])],
      ['a TTL of one second', makeRRset('short', 'A', 1, ['192.0.2.1'])],
    ])('keeps %s as it is', async (what, rrset) => {
      if (subject.refused[what] !== undefined) {
        await expect(
          codeOf(
            write([{ action: 'create', name: rrset.name, type: rrset.type, before: null, after: rrset }]),
          ),
        ).resolves.toBe('INVALID_RDATA');
        expect(await at(rrset.name, rrset.type)).toBeUndefined();
        return;
      }
      await reach(rrset);
      expect(await at(rrset.name, rrset.type)).toEqual(rrset);
    });

    it('signs a delegation: NS before DS, and DS gone before NS', async () => {
      const { types } = dns.capabilities;
      if (types !== 'any' && !types.includes('DS')) {
        expect(subject.refused['DS'], 'a provider without DS must say why').toBeDefined();
        return;
      }
      const ns = makeRRset('signed', 'NS', 300, ['ns1.example.net.', 'ns2.example.net.']);
      const ds = makeRRset('signed', 'DS', 300, [exampleOf('DS')]);
      await reach(ns, ds);
      expect(await at('signed', 'DS')).toEqual(ds);
      await reach(ns);
      expect(await at('signed', 'DS')).toBeUndefined();
      await reach(ns, ds);
      await reach();
      expect(await at('signed', 'NS')).toBeUndefined();
    });

    it('keeps DNSKEY, CDS and CDNSKEY at the apex, or says why not', async () => {
      const key = exampleOf('DNSKEY');
      const rrsets = [
        makeRRset('@', 'DNSKEY', 300, [key]),
        // RFC 7344 §4.1: it speaks of a key that the zone holds, here by its algorithm.
        makeRRset('@', 'CDS', 300, [exampleOf('DS').replace(/^\d+ \d+/, '3613 15')]),
        makeRRset('@', 'CDNSKEY', 300, [key]),
      ];
      const writable = rrsets.filter((rrset) => subject.refused[rrset.type] === undefined);
      for (const after of rrsets.filter((rrset) => !writable.includes(rrset))) {
        const change: Change = { action: 'create', name: '@', type: after.type, before: null, after };
        await expect(codeOf(write([change]))).resolves.toMatch(/^(?:INVALID_RDATA|RRTYPE_UNSUPPORTED)$/);
        expect(await at('@', after.type)).toBeUndefined();
      }
      for (const after of writable)
        await write([{ action: 'create', name: '@', type: after.type, before: null, after }]);
      for (const rrset of writable) expect(await at('@', rrset.type)).toEqual(rrset);
      for (const before of writable.toReversed())
        await write([{ action: 'delete', name: '@', type: before.type, before, after: null }]);
      expect(await at('@', 'DNSKEY')).toBeUndefined();
    });

    it('changes one RRset and no other', async () => {
      const others = [
        makeRRset('other', 'TXT', 77, ['"x"', '"y"']),
        makeRRset('other', 'A', 78, ['192.0.2.9']),
        makeRRset('@', 'MX', 79, ['10 mail.example.net.']),
      ];
      await reach(...others, makeRRset('www', 'A', 300, ['192.0.2.1']));
      const before = (await read()).filter((rrset) => rrset.name !== 'www').toSorted(byKey);
      await write([
        {
          action: 'update',
          name: 'www',
          type: 'A',
          before: makeRRset('www', 'A', 300, ['192.0.2.1']),
          after: makeRRset('www', 'A', 300, ['192.0.2.2']),
        },
      ]);
      expect((await read()).filter((rrset) => rrset.name !== 'www').toSorted(byKey)).toEqual(before);
    });

    it('puts a CNAME in the place of addresses, and back, in one write each', async () => {
      const address = makeRRset('swap', 'A', 300, ['192.0.2.1']);
      const alias = makeRRset('swap', 'CNAME', 300, ['www.example.net.']);
      await reach(address);
      await reach(alias);
      expect(await at('swap', 'A')).toBeUndefined();
      await reach(address);
      expect(await at('swap', 'CNAME')).toBeUndefined();
    });

    it('exchanges the apex name servers', async () => {
      const before = (await at('@', 'NS')) as RRset;
      await reach({
        ...before,
        rdata: makeRRset('@', 'NS', before.ttl, [...before.rdata, 'ns9.example.net.']).rdata,
      });
      await reach(before);
      expect(await at('@', 'NS')).toEqual(before);
    });

    it('refuses to overwrite what somebody else changed', async () => {
      const present = makeRRset('www', 'A', 300, ['192.0.2.1']);
      await reach(present);
      const { revision } = await dns.readZone(zone);
      await write([
        {
          action: 'update',
          name: 'www',
          type: 'A',
          before: present,
          after: makeRRset('www', 'A', 300, ['192.0.2.50']),
        },
      ]);
      const stale: Change = {
        action: 'update',
        name: 'www',
        type: 'A',
        before: present,
        after: makeRRset('www', 'A', 300, ['192.0.2.2']),
      };
      await expect(codeOf(dns.write(zone, [stale], { revision }))).resolves.toBe('CONFLICT');
      const blind: Change = {
        action: 'create',
        name: 'www',
        type: 'A',
        before: null,
        after: makeRRset('www', 'A', 300, ['192.0.2.3']),
      };
      await expect(codeOf(write([blind]))).resolves.toBe('CONFLICT');
      expect((await at('www', 'A'))?.rdata).toEqual(['192.0.2.50']);
    });

    it('makes a batch of five hundred changes', async () => {
      const wanted = Array.from({ length: 500 }, (_, i) =>
        makeRRset(`h${i}`, 'A', 300, [`10.0.${i >> 8}.${i & 255}`]),
      );
      const size = Math.min(dns.capabilities.maxChangesPerWrite, 500);
      for (let start = 0; start < wanted.length; start += size) {
        await write(
          wanted
            .slice(start, start + size)
            .map((after) => ({ action: 'create', name: after.name, type: after.type, before: null, after })),
        );
      }
      expect((await read()).filter((rrset) => rrset.type === 'A' && rrset.name.startsWith('h'))).toHaveLength(
        500,
      );
      const present = (await read()).filter((rrset) => !kept(rrset));
      for (let start = 0; start < present.length; start += size) {
        await write(
          present.slice(start, start + size).map((before) => ({
            action: 'delete',
            name: before.name,
            type: before.type,
            before,
            after: null,
          })),
        );
      }
    });

    it('creates and deletes zones, where it can', async () => {
      const createZone = dns.createZone?.bind(dns);
      const deleteZone = dns.deleteZone?.bind(dns);
      if (createZone === undefined || deleteZone === undefined) {
        expect(dns.capabilities).toMatchObject({ createsZones: false, deletesZones: false });
        return;
      }
      await createZone('new.example', { nameservers: ['ns1.example.net'] });
      await expect(codeOf(createZone('new.example', { nameservers: [] }))).resolves.toBe('ALREADY_EXISTS');
      expect((await dns.readZone('new.example')).rrsets.some((rrset) => rrset.type === 'SOA')).toBe(true);
      await deleteZone('new.example');
      await expect(codeOf(dns.readZone('new.example'))).resolves.toBe('ZONE_NOT_FOUND');
    });

    it('works by its own word', async () => {
      expect((await subject.provider.test()).filter((check) => !check.ok)).toEqual([]);
    });

    it('says that its secret is wrong', async () => {
      if (subject.wrongSecret?.dns === undefined) return;
      await expect(codeOf(subject.wrongSecret.dns.readZone(zone))).resolves.toBe('CREDENTIAL_REJECTED');
      expect((await subject.wrongSecret.test()).every((check) => check.ok)).toBe(false);
    });

    it('says that nobody answers', async () => {
      if (subject.unreachable?.dns === undefined) return;
      await expect(codeOf(subject.unreachable.dns.readZone(zone))).resolves.toBe('NETWORK');
    });

    it('stops when it is asked to', async () => {
      if (subject.unreachable === undefined) return;
      await expect(codeOf(dns.readZone(zone, AbortSignal.abort()))).resolves.toBe('INTERRUPTED');
    });
  });
}

function exampleOf(name: string): string {
  const found = knownTypes.find((type) => type.type === name);
  if (found === undefined) throw new Error(`no type ${name}`);
  return found.example;
}

function byKey(a: RRset, b: RRset): number {
  return rrsetKey(a) < rrsetKey(b) ? -1 : 1;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    return `no error but ${JSON.stringify(await work)}`;
  } catch (error) {
    if (error instanceof RegctlError) return error.code;
    throw error;
  }
}
