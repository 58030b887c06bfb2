import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RegctlError } from '../../src/core/errors.ts';
import { knownTypes } from '../../src/core/records/index.ts';
import { checkCapabilities, takesType, type WriteLimits } from '../../src/core/plan/capabilities.ts';
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
  /** Two TTLs that the provider takes; 300 and 600 when nothing is said. */
  readonly ttls?: readonly [number, number];
  /** What stands at the apex of every zone, `@ SOA` and `@ NS` when nothing is said. */
  readonly apex?: readonly string[];
  /** A zone that can be created; `new.example` when nothing is said. */
  readonly newZone?: string;
  /** What the server refuses by design, by the words of the table below or by type, each with the reason; it must then be refused with nothing written. */
  readonly refused: { readonly [what: string]: string };
  /** Tests of this suite, by name, that the server cannot pass since it does not do what its reference says, each with the reason. */
  readonly skipped?: { readonly [test: string]: string };
  dispose(): Promise<void>;
}

/** Stands for the subject's TTL where it is not known yet. */
const TTL = 2_000_000_000;

/** Types that are no data of their own: the zone's, the signer's, and those no server takes. */
const NOT_WRITTEN = [
  'SOA',
  'NS',
  'RRSIG',
  'NSEC',
  'NSEC3',
  'NSEC3PARAM',
  'ZONEMD',
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
    let ttl = 300;
    let otherTtl = 600;
    const limits = (): WriteLimits => dns.capabilities;
    const isUniform = (): boolean => dns.capabilities.uniformTtl === true;
    const takes = (type: string): boolean => takesType(dns.capabilities, type);

    beforeAll(async () => {
      subject = await make();
      zone = subject.zone;
      if (subject.provider.dns === undefined) throw new Error('the provider has no DNS part');
      dns = subject.provider.dns;
      [ttl, otherTtl] = subject.ttls ?? [300, 600];
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

    beforeEach(async ({ task, skip }) => {
      const why = subject.skipped?.[task.name];
      if (why !== undefined) skip(why);
      await reach();
    });

    it('reads the zone with its apex', async () => {
      const state = await dns.readZone(zone);
      expect(state.rrsets.map((rrset) => `${rrset.name} ${rrset.type}`)).toEqual(
        expect.arrayContaining([...(subject.apex ?? ['@ SOA', '@ NS'])]),
      );
    });

    it('says of a zone that is not there that it is not', async () => {
      await expect(codeOf(dns.readZone('no-such-zone.example'))).resolves.toBe('ZONE_NOT_FOUND');
    });

    it('lists the zone', async () => {
      expect((await dns.listZones()).map((found) => found.name)).toContain(zone);
    });

    it('tells of one zone whether it serves it, where it can', async () => {
      if (dns.hasZone === undefined) return expect(dns.capabilities.listsZones).toBeDefined();
      await expect(dns.hasZone(zone)).resolves.toBe(true);
      await expect(dns.hasZone('no-such-zone.example')).resolves.toBe(false);
    });

    it('names the name servers', async () => {
      expect((await dns.nameservers(zone)).length).toBeGreaterThan(0);
    });

    it.each(
      knownTypes
        .filter((type) => !NOT_WRITTEN.includes(type.type))
        .map((type) => [type.type, type.example] as const),
    )('writes %s, reads it back equal, changes its 300, and deletes it', async (type, example) => {
      const owner = ownerOf(type, dns);
      const wanted = makeRRset(owner, type, ttl, [example]);
      if (!takes(type)) {
        const create: Change = { action: 'create', name: owner, type, before: null, after: wanted };
        expect(() => checkCapabilities([create], limits(), name)).toThrow(/takes no/);
        return;
      }
      await reach(wanted);
      if (!isUniform()) await reach(makeRRset(owner, type, otherTtl, [example]));
      await write([change(await at(owner, type), null)]);
      expect(await at(owner, type)).toBeUndefined();
    });

    it('takes nothing that only another provider knows', () => {
      const after = makeRRset('x', 'NATIVE', 0, ['{"kind":"of another provider"}']);
      if (takes('NATIVE')) return;
      expect(() => checkCapabilities([change(undefined, after)], limits(), name)).toThrow(
        expect.objectContaining({ code: 'RRTYPE_UNSUPPORTED' }) as Error,
      );
    });

    it.each<[what: string, rrset: RRset]>([
      ['a wildcard', makeRRset('*.w', 'A', TTL, ['192.0.2.1'])],
      ['the apex', makeRRset('@', 'TXT', TTL, ['"v=spf1 -all"'])],
      ['mail at the apex', makeRRset('@', 'MX', TTL, ['10 mail.example.net.', '20 mail2.example.net.'])],
      ['a dot in a label', makeRRset('a\\.b', 'A', TTL, ['192.0.2.1'])],
      ['an A-label', makeRRset('xn--bcher-kva', 'A', TTL, ['192.0.2.1'])],
      ['a label of 63 octets', makeRRset('a'.repeat(63), 'A', TTL, ['192.0.2.1'])],
      ['a text of 255 octets', makeRRset('t', 'TXT', TTL, [`"${'x'.repeat(255)}"`])],
      ['a text of 256 octets', makeRRset('t', 'TXT', TTL, [`"${'x'.repeat(255)}" "y"`])],
      [
        'a text of 4,000 octets',
        makeRRset('t', 'TXT', TTL, [Array.from({ length: 16 }, () => `"${'x'.repeat(250)}"`).join(' ')]),
      ],
      ['quotes, backslashes and semicolons', makeRRset('t', 'TXT', TTL, ['"a\\"b\\\\c;d"'])],
      ['octets beyond ASCII', makeRRset('t', 'TXT', TTL, ['"\\195\\188"'])],
      ['several texts', makeRRset('t', 'TXT', TTL, ['"one"', '"three"', '"two"'])],
      [
        'a hundred addresses',
        makeRRset(
          'many',
          'A',
          TTL,
          Array.from({ length: 100 }, (_, i) => `192.0.2.${i}`),
        ),
      ],
      ['a delegation', makeRRset('sub', 'NS', TTL, ['ns1.example.net.', 'ns2.example.net.'])],
      ['a TTL of one second', makeRRset('short', 'A', 1, ['192.0.2.1'])],
    ])('keeps %s as it is', async (what, pattern) => {
      const rrset = pattern.ttl === TTL ? { ...pattern, ttl } : pattern;
      if (rrset.ttl < dns.capabilities.minTtl) {
        expect(() => checkCapabilities([change(undefined, rrset)], limits(), name)).toThrow(/a TTL of/);
        return;
      }
      if (subject.refused[what] !== undefined) {
        await expect(codeOf(write([change(await at(rrset.name, rrset.type), rrset)]))).resolves.toBe(
          'INVALID_RDATA',
        );
        expect(await at(rrset.name, rrset.type)).toBeUndefined();
        return;
      }
      await reach(rrset);
      expect(await at(rrset.name, rrset.type)).toMatchObject(rrset);
    });

    it('signs a delegation: NS before DS, and DS gone before NS', async () => {
      if (!takes('DS')) return expect(dns.capabilities.types).not.toContain('DS');
      const ns = makeRRset('signed', 'NS', ttl, ['ns1.example.net.', 'ns2.example.net.']);
      const ds = makeRRset('signed', 'DS', ttl, [exampleOf('DS')]);
      await reach(ns, ds);
      expect(await at('signed', 'DS')).toMatchObject(ds);
      await reach(ns);
      expect(await at('signed', 'DS')).toBeUndefined();
      await reach(ns, ds);
      await reach();
      expect(await at('signed', 'NS')).toBeUndefined();
    });

    it('keeps DNSKEY, CDS and CDNSKEY at the apex, or says why not', async () => {
      if (!takes('DNSKEY')) return expect(takes('CDS')).toBe(false);
      const key = exampleOf('DNSKEY');
      const rrsets = [
        makeRRset('@', 'DNSKEY', ttl, [key]),
        // RFC 7344 §4.1: it speaks of a key that the zone holds, here by its algorithm.
        makeRRset('@', 'CDS', ttl, [exampleOf('DS').replace(/^\d+ \d+/, '3613 15')]),
        makeRRset('@', 'CDNSKEY', ttl, [key]),
      ];
      const writable = rrsets.filter((rrset) => subject.refused[rrset.type] === undefined);
      for (const after of rrsets.filter((rrset) => !writable.includes(rrset))) {
        const change: Change = { action: 'create', name: '@', type: after.type, before: null, after };
        await expect(codeOf(write([change]))).resolves.toMatch(/^(?:INVALID_RDATA|RRTYPE_UNSUPPORTED)$/);
        expect(await at('@', after.type)).toBeUndefined();
      }
      for (const after of writable)
        await write([{ action: 'create', name: '@', type: after.type, before: null, after }]);
      for (const rrset of writable) expect(await at('@', rrset.type)).toMatchObject(rrset);
      for (const before of writable.toReversed())
        await write([{ action: 'delete', name: '@', type: before.type, before, after: null }]);
      expect(await at('@', 'DNSKEY')).toBeUndefined();
    });

    it('changes one RRset and no other', async () => {
      const others = [
        makeRRset('other', 'TXT', ttl, ['"x"', '"y"']),
        makeRRset('other', 'A', isUniform() ? ttl : otherTtl, ['192.0.2.9']),
        makeRRset('@', 'MX', ttl, ['10 mail.example.net.']),
      ];
      await reach(...others, makeRRset('www', 'A', ttl, ['192.0.2.1']));
      const before = (await read()).filter((rrset) => rrset.name !== 'www').toSorted(byKey);
      await write([
        {
          action: 'update',
          name: 'www',
          type: 'A',
          before: makeRRset('www', 'A', ttl, ['192.0.2.1']),
          after: makeRRset('www', 'A', ttl, ['192.0.2.2']),
        },
      ]);
      expect((await read()).filter((rrset) => rrset.name !== 'www').toSorted(byKey)).toEqual(before);
    });

    it('puts a CNAME in the place of addresses, and back, in one write each', async () => {
      const address = makeRRset('swap', 'A', ttl, ['192.0.2.1']);
      const alias = makeRRset('swap', 'CNAME', ttl, ['www.example.net.']);
      await reach(address);
      await reach(alias);
      expect(await at('swap', 'A')).toBeUndefined();
      await reach(address);
      expect(await at('swap', 'CNAME')).toBeUndefined();
    });

    it('exchanges the apex name servers, or leaves them to the provider', async () => {
      if (!dns.capabilities.writesApexNs) {
        const after = makeRRset('@', 'NS', ttl, ['ns9.example.net.']);
        expect(() => checkCapabilities([change(undefined, after)], limits(), name)).toThrow(/apex NS/);
        return;
      }
      const before = (await at('@', 'NS')) as RRset;
      await reach({
        ...before,
        rdata: makeRRset('@', 'NS', before.ttl, [...before.rdata, 'ns9.example.net.']).rdata,
      });
      await reach(before);
      expect(await at('@', 'NS')).toEqual(before);
    });

    it('refuses to overwrite what somebody else changed', async () => {
      const present = makeRRset('www', 'A', ttl, ['192.0.2.1']);
      await reach(present);
      const { revision } = await dns.readZone(zone);
      await write([
        {
          action: 'update',
          name: 'www',
          type: 'A',
          before: present,
          after: makeRRset('www', 'A', ttl, ['192.0.2.50']),
        },
      ]);
      const stale: Change = {
        action: 'update',
        name: 'www',
        type: 'A',
        before: present,
        after: makeRRset('www', 'A', ttl, ['192.0.2.2']),
      };
      await expect(codeOf(dns.write(zone, [stale], { revision }))).resolves.toBe('CONFLICT');
      const blind: Change = {
        action: 'create',
        name: 'www',
        type: 'A',
        before: null,
        after: makeRRset('www', 'A', ttl, ['192.0.2.3']),
      };
      await expect(codeOf(write([blind]))).resolves.toBe('CONFLICT');
      expect((await at('www', 'A'))?.rdata).toEqual(['192.0.2.50']);
    });

    it('makes a batch of five hundred changes', async () => {
      const wanted = Array.from({ length: 500 }, (_, i) =>
        makeRRset(`h${i}`, 'A', ttl, [`10.0.${i >> 8}.${i & 255}`]),
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
      const newZone = subject.newZone ?? 'new.example';
      await createZone(newZone, { nameservers: ['ns1.example.net'] });
      await expect(codeOf(createZone(newZone, { nameservers: [] }))).resolves.toBe('ALREADY_EXISTS');
      const { rrsets } = await dns.readZone(newZone);
      expect(rrsets.some((rrset) => rrset.type === 'SOA')).toBe(
        (subject.apex ?? ['@ SOA']).includes('@ SOA'),
      );
      await deleteZone(newZone);
      await expect(codeOf(dns.readZone(newZone))).resolves.toBe('ZONE_NOT_FOUND');
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

/** The change from one state of an RRset to another. */
function change(before: RRset | undefined, after: RRset | null): Change {
  const one = after ?? before;
  if (one === undefined) throw new Error('there is nothing to change');
  const action = before === undefined ? 'create' : after === null ? 'delete' : 'update';
  return { action, name: one.name, type: one.type, before: before ?? null, after };
}

/** Where a type can stand: SRV and its like have names of their own (RFC 2782). */
function ownerOf(type: string, dns: DnsProvider): string {
  if (dns.capabilities.apexOnly?.includes(type) === true) return '@';
  return type === 'SRV' ? '_x._tcp' : `x-${type.toLowerCase()}`;
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
