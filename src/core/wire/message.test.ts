import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRegctlError } from '../errors.ts';
import { knownTypes } from '../records/index.ts';
import {
  appendTsig,
  CLASSES,
  decodeMessage,
  encodeMessage,
  OPCODES,
  RCODES,
  rcodeName,
  type MessageRecord,
} from './message.ts';

const record = (name: string, type: string, rdata: string | undefined, ttl = 300): MessageRecord => ({
  name,
  type,
  class: CLASSES.IN,
  ttl,
  rdata,
});

describe('messages', () => {
  it('come back as they were written, with every type and shared names', () => {
    const answers = knownTypes
      .filter((type) => type.code < 65_000)
      .map((type) => record(`x.${type.type.toLowerCase()}.example.org`, type.type, type.example));
    const written = encodeMessage({
      id: 4711,
      response: true,
      authoritative: true,
      questions: [{ name: 'example.org', type: 'ANY', class: CLASSES.IN }],
      answers,
      edns: {
        udpPayload: 1232,
        version: 0,
        dnssecOk: true,
        options: [{ code: 3, data: new Uint8Array([1, 2]) }],
      },
    });
    const read = decodeMessage(written);
    expect(read).toMatchObject({
      id: 4711,
      response: true,
      authoritative: true,
      truncated: false,
      rcode: RCODES.NOERROR,
      edns: { udpPayload: 1232, dnssecOk: true },
    });
    expect(read.answers.map(({ name, type }) => `${name} ${type}`)).toEqual(
      answers.map(({ name, type }) => `${name} ${type}`),
    );
    expect(encodeMessage({ ...read, edns: read.edns })).toEqual(written);
  });

  it('write a name once and point to it afterwards', () => {
    const many = Array.from({ length: 50 }, (_, i) =>
      record(`h${i}.a-rather-long-zone-name.example.org`, 'A', '192.0.2.1'),
    );
    expect(encodeMessage({ id: 1, answers: many }).length).toBeLessThan(50 * 24);
  });

  it('keep dots inside labels', () => {
    const { questions } = decodeMessage(
      encodeMessage({ id: 1, questions: [{ name: 'a\\.b.example.org', type: 'A' }] }),
    );
    expect(questions[0]?.name).toBe('a\\.b.example.org');
  });

  it('carry updates: deletions without RDATA, classes NONE and ANY', () => {
    const update = encodeMessage({
      id: 7,
      opcode: OPCODES.UPDATE,
      questions: [{ name: 'example.org', type: 'SOA' }],
      authority: [
        { ...record('www.example.org', 'A', undefined, 0), class: CLASSES.ANY },
        { ...record('www.example.org', 'A', '192.0.2.1', 0), class: CLASSES.NONE },
      ],
    });
    expect(decodeMessage(update).authority).toMatchObject([
      { class: 255, rdata: undefined },
      { class: 254, rdata: '192.0.2.1' },
    ]);
  });

  it('carry response codes beyond four bits in EDNS', () => {
    const edns = { udpPayload: 1232, version: 0, dnssecOk: false, options: [] };
    expect(rcodeName(decodeMessage(encodeMessage({ id: 1, rcode: RCODES.BADVERS, edns })).rcode)).toBe(
      'BADVERS',
    );
    expect(rcodeName(23)).toBe('RCODE23');
  });

  it('carry a TSIG as their last record, and where it begins', () => {
    const plain = encodeMessage({ id: 9, questions: [{ name: 'example.org', type: 'SOA' }] });
    const tsig = {
      keyName: 'key.example',
      algorithm: 'hmac-sha256',
      timeSigned: 0x1_2345_6789,
      fudge: 300,
      mac: new Uint8Array(32).fill(7),
      originalId: 9,
      error: 0,
      otherData: new Uint8Array(),
    };
    const read = decodeMessage(appendTsig(plain, tsig));
    expect(read.tsig).toEqual({ record: tsig, offset: plain.length });
  });
});

describe('decodeMessage', () => {
  const OUTCOME = /^(message|MALFORMED_MESSAGE)$/;

  const outcome = (octets: Uint8Array): string => {
    try {
      decodeMessage(octets);
      return 'message';
    } catch (error) {
      return isRegctlError(error) ? error.code : String(error);
    }
  };

  it('gives a message or a typed error for any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        expect(outcome(octets)).toMatch(OUTCOME);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a message or a typed error for damaged messages', () => {
    const good = encodeMessage({
      id: 1,
      answers: knownTypes.map((type) => record('x.example.org', type.type, type.example)),
    });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
        const damaged = good.slice(0, length);
        if (at < damaged.length) damaged[at] = value;
        expect(outcome(damaged)).toMatch(OUTCOME);
      }),
      { numRuns: 2000 },
    );
  });

  it('ends on compression loops', () => {
    const loop = new Uint8Array([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]);
    expect(() => decodeMessage(loop)).toThrow(
      expect.objectContaining({ code: 'MALFORMED_MESSAGE' }) as Error,
    );
  });

  it('names the record whose RDATA do not fit their type', () => {
    const good = encodeMessage({ id: 1, answers: [record('x.example.org', 'A', '192.0.2.1')] });
    good[good.length - 5] = 3; // the length of the RDATA
    expect(() => decodeMessage(good.subarray(0, -1))).toThrow(
      expect.objectContaining({
        code: 'MALFORMED_MESSAGE',
        reason: expect.stringContaining('x.example.org A') as string,
      }) as Error,
    );
  });

  it('refuses octets behind the message', () => {
    const padded = new Uint8Array([...encodeMessage({ id: 1 }), 0]);
    expect(() => decodeMessage(padded)).toThrow(
      expect.objectContaining({ code: 'MALFORMED_MESSAGE' }) as Error,
    );
  });
});
