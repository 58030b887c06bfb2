import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromSegment, isBlobKey, toSegment } from './blob-key.ts';

describe('keys of blobs', () => {
  it('are made of any texts, and tell them apart', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(isBlobKey(`${toSegment(one)}/${toSegment(other)}.zone`)).toBe(true);
        expect(fromSegment(toSegment(one))).toBe(one);
        if (one !== other) expect(toSegment(one)).not.toBe(toSegment(other));
      }),
    );
  });

  it.each(['Example.org', '%zz', '%41%', '%2F', '.hidden'])('%j is no segment that was written', (one) =>
    expect(fromSegment(one)).toBeUndefined(),
  );

  it.each([
    ['example.org', 'example.org'],
    ['0/25.2.0.192.in-addr.arpa', '0%2f25.2.0.192.in-addr.arpa'],
    ['', '%'],
    ['..', '%2e.'],
    ['Main', '%4dain'],
    ['%41', '%2541'],
  ])('%j is the segment %j', (text, segment) => expect(toSegment(text)).toBe(segment));
});
