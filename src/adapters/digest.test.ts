import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestText } from '../core/canonical-json.ts';
import { nodeDigest } from './digest.ts';

it('gives for each text what the core gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(nodeDigest(text)).toBe(digestText(text));
    }),
  );
});
