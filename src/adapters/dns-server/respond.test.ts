import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMasterFile } from '../../core/master-file/parse.ts';
import { decodeMessage, encodeMessage, rcodeName, type Message } from '../../core/wire/message.ts';
import { silent } from '../../../test/support/open-provider.ts';
import { nameKey } from './name-key.ts';
import { createResponder } from './respond.ts';
import { createServedZone, type ServedZone } from './served-zone.ts';
import type { ZoneSource } from './zone-source.ts';

const EDNS = { udpPayload: 1232, version: 0, dnssecOk: false, options: [] };
const SOA = '@ SOA ns1 h 1 2 3 4 60\n';
const ZONE = `$TTL 300
${SOA}@ NS ns1
ns1 A 192.0.2.53
www A 192.0.2.1
www TXT "one"
sub NS ns.sub
ns.sub A 192.0.2.54
large TXT ${Array.from({ length: 9 }, () => `"${'x'.repeat(100)}"`).join(' ')}
huge TXT ${Array.from({ length: 30 }, () => `"${'x'.repeat(100)}"`).join(' ')}
only ALIAS www
`;

function source(zones: { readonly [name: string]: string }): ZoneSource {
  const served = new Map<string, ServedZone | 'unloadable'>(
    Object.entries(zones).map(([name, text]) => [
      nameKey(name),
      createServedZone(name, parseMasterFile(text, { origin: name }).rrsets) ?? 'unloadable',
    ]),
  );
  return { find: (key) => served.get(key) };
}

const respond = createResponder(source({ 'example.org': ZONE }), silent);

function ask(
  name: string,
  type: string,
  edns: Message['edns'] | 'none' = EDNS,
  from = respond,
): Message & { size: number } {
  const query = encodeMessage({
    id: 4711,
    recursionDesired: true,
    questions: [{ name, type }],
    ...(edns === 'none' ? {} : { edns }),
  });
  const octets = from(Buffer.from(query), 'udp', 65_535);
  if (octets === undefined) throw new Error('no answer');
  return { ...decodeMessage(octets), size: octets.length };
}

/** The answer to a query whose octets were changed. */
function askChanged(change: (octets: Buffer) => Buffer): Message | undefined {
  const query = encodeMessage({ id: 4711, questions: [{ name: 'www.example.org', type: 'A' }], edns: EDNS });
  const octets = respond(change(Buffer.from(query)), 'udp', 65_535);
  return octets === undefined ? undefined : decodeMessage(octets);
}

describe('an answer', () => {
  it('repeats id, recursion bit and question, in the letter case of the question', () => {
    const query = Buffer.from(encodeMessage({ id: 7, questions: [{ name: 'www.example.org', type: 'A' }] }));
    query.write('wWw\x07eXaMpLe', 13, 'latin1');
    const octets = respond(query, 'udp', 65_535) as Buffer;
    expect(octets.subarray(12, 33)).toEqual(query.subarray(12, 33));
    expect(decodeMessage(octets)).toMatchObject({
      id: 7,
      recursionDesired: false,
      recursionAvailable: false,
    });
    expect(decodeMessage(octets).answers).toMatchObject([{ name: 'www.example.org', rdata: '192.0.2.1' }]);
    expect(ask('www.example.org', 'A').recursionDesired).toBe(true);
  });

  it('has EDNS when the question has, with DO as asked', () => {
    expect(ask('www.example.org', 'A').edns).toMatchObject({ udpPayload: 1232, version: 0, dnssecOk: false });
    expect(ask('www.example.org', 'A', { ...EDNS, dnssecOk: true }).edns?.dnssecOk).toBe(true);
    const plain = encodeMessage({ id: 1, questions: [{ name: 'www.example.org', type: 'A' }] });
    expect(decodeMessage(respond(Buffer.from(plain), 'udp', 65_535) as Buffer).edns).toBeUndefined();
  });

  it('to ANY is one RRset', () => {
    expect(ask('www.example.org', 'ANY').answers).toHaveLength(1);
  });

  it('is NODATA where only a type of providers stands', () => {
    const { rcode, answers, authority } = ask('only.example.org', 'A');
    expect([rcodeName(rcode), answers.length, authority[0]?.type]).toEqual(['NOERROR', 0, 'SOA']);
  });

  it('that nothing is there lives as long as the minimum of the SOA', () => {
    expect(ask('nothing.example.org', 'A')).toMatchObject({
      rcode: 3,
      authoritative: true,
      authority: [{ type: 'SOA', ttl: 60 }],
    });
  });
});

describe('a datagram', () => {
  it.each([
    ['512 octets without EDNS', 'none' as const, true],
    ['512 octets where less is announced', { ...EDNS, udpPayload: 100 }, true],
    ['as much as announced', { ...EDNS, udpPayload: 1100 }, false],
    ['no more than 1232 octets, whatever is announced', { ...EDNS, udpPayload: 4096 }, false],
  ])('carries %s', (_, edns, truncated) => {
    const answer = ask('large.example.org', 'TXT', edns);
    expect([answer.truncated, answer.answers.length]).toEqual([truncated, truncated ? 0 : 1]);
    expect(ask('huge.example.org', 'TXT', { ...EDNS, udpPayload: 65_535 }).truncated).toBe(true);
  });

  it('is marked as cut when the addresses below a delegation do not fit', () => {
    const many = Array.from(
      { length: 30 },
      (_, i) => `sub NS ns${i}.sub\nns${i}.sub AAAA 2001:db8::${i + 1}\n`,
    );
    const from = createResponder(
      source({ 'example.org': `$TTL 300\n${SOA}@ NS ns1\n${many.join('')}` }),
      silent,
    );
    const answer = ask('x.sub.example.org', 'A', EDNS, from);
    expect(answer).toMatchObject({ truncated: true, authoritative: false });
    expect(answer.authority).toHaveLength(30);
    expect(answer.size).toBeLessThanOrEqual(1232);
  });
});

describe('a question that cannot be answered', () => {
  it.each<[what: string, change: (octets: Buffer) => Buffer, rcode: string]>([
    ['another operation', (octets) => with8(octets, 2, 0x28), 'NOTIMP'],
    [
      'an operation nobody knows, without a question',
      (octets) => with8(with8(octets, 2, 0x30), 5, 0),
      'NOTIMP',
    ],
    ['no question', (octets) => with8(octets, 5, 0), 'FORMERR'],
    ['two questions', (octets) => with8(octets, 5, 2), 'FORMERR'],
    ['a pointer in the question', (octets) => with8(octets, 12, 0xc0), 'FORMERR'],
    ['a cut question', (octets) => octets.subarray(0, 20), 'FORMERR'],
    ['octets behind it', (octets) => Buffer.concat([octets, Buffer.alloc(1)]), 'FORMERR'],
    ['more records than it counts', (octets) => with8(octets, 11, 0), 'FORMERR'],
    ['fewer records than it counts', (octets) => with8(octets, 11, 2), 'FORMERR'],
    ['another class', (octets) => with8(octets, 32, 3), 'REFUSED'],
    ['a later EDNS', (octets) => with8(octets, octets.length - 5, 1), 'BADVERS'],
  ])('with %s gets a code', (_, change, rcode) => {
    expect(rcodeName(askChanged(change)?.rcode ?? -1)).toBe(rcode);
  });

  it('and is an answer, or shorter than a header, gets none', () => {
    expect(askChanged((octets) => with8(octets, 2, 0x80))).toBeUndefined();
    expect(askChanged((octets) => octets.subarray(0, 11))).toBeUndefined();
  });

  it('about names of others, or of a zone that cannot be read, gets a code', () => {
    expect(rcodeName(ask('example.net', 'A').rcode)).toBe('REFUSED');
    expect(rcodeName(ask('example.org', 'AXFR').rcode)).toBe('REFUSED');
    const from = createResponder(source({ org: ZONE, 'example.org': 'www 60 A 192.0.2.1\n' }), silent);
    expect(rcodeName(ask('www.example.org', 'A', EDNS, from).rcode)).toBe('SERVFAIL');
  });

  it('because of a defect gets SERVFAIL, and the next one an answer', () => {
    const warnings: string[] = [];
    const broken: ZoneSource = {
      find: () => {
        throw new Error('a defect');
      },
    };
    const from = createResponder(broken, { ...silent, warn: (message) => warnings.push(message) });
    expect(rcodeName(ask('www.example.org', 'A', EDNS, from).rcode)).toBe('SERVFAIL');
    expect(warnings).toEqual([expect.stringContaining('a defect')]);
  });

  it('whatever its octets are is answered with a message or not at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        const answer = respond(Buffer.from(octets), 'udp', 65_535);
        expect(answer === undefined || decodeMessage(answer).response).toBe(true);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.nat(43), fc.nat(255), fc.nat(44), (at, value, length) => {
        const answer = askChanged((octets) => with8(octets, at, value).subarray(0, length));
        expect(answer === undefined || answer.response).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('zones', () => {
  it('within each other: the deepest answers, the DS is of the one above', () => {
    const from = createResponder(
      source({
        '': `$TTL 300\n@ SOA ns. h. 1 2 3 4 5\n@ NS ns.\nns. A 192.0.2.1\norg NS ns.org\n`,
        org: `$TTL 300\n${SOA}@ NS ns\nexample NS ns.example\nexample DS 1 13 2 ${'0'.repeat(64)}\n`,
        'example.org': ZONE,
      }),
      silent,
    );
    expect(ask('www.example.org', 'A', EDNS, from).answers).toHaveLength(1);
    expect(ask('example.org', 'DS', EDNS, from)).toMatchObject({
      authoritative: true,
      answers: [{ name: 'example.org', type: 'DS' }],
    });
    expect(ask('', 'NS', EDNS, from).answers).toMatchObject([{ name: '', rdata: 'ns.' }]);
    expect(ask('net', 'A', EDNS, from)).toMatchObject({ rcode: 3, authority: [{ name: '', type: 'SOA' }] });
    expect(ask('', 'DS', EDNS, from).authority).toMatchObject([{ type: 'SOA' }]);
  });

  it('of any names are found again: every octet in labels, any letter case', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 }),
        (labels) => {
          const wire = labels.flatMap((label) => [label.length, ...label]);
          const query = Buffer.concat([
            Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
            Buffer.from(wire),
            Buffer.from(encodeMessage({ id: 1, questions: [{ name: 'example.org', type: 'TXT' }] })).subarray(
              12,
            ),
          ]);
          const { name } = decodeMessage(query).questions[0] ?? { name: '' };
          const zone = createServedZone('example.org', [
            { name: '@', type: 'SOA', ttl: 1, rdata: ['a. b. 1 2 3 4 5'] },
            { name: name.slice(0, -'.example.org'.length), type: 'TXT', ttl: 1, rdata: ['"found"'] },
          ]);
          const from = createResponder({ find: (key) => (key === zone?.apex ? zone : undefined) }, silent);
          const answer = decodeMessage(from(query, 'udp', 65_535) as Buffer);
          expect(answer.answers).toMatchObject([{ name, rdata: '"found"' }]);
        },
      ),
    );
  });
});

function with8(octets: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(octets);
  if (at < changed.length) changed[at] = value;
  return changed;
}
