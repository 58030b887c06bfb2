import { expect, it } from 'vitest';
import { systemRandom } from './random.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

it.each([7, 32, 64, 65, 1_000])('never gives the same %i octets twice, nor a share of them', (length) => {
  const given = Array.from({ length: 10_000 }, () => systemRandom.bytes(length));
  expect(given.every((bytes) => bytes.length === length)).toBe(true);
  expect(new Set(given.map(hex)).size).toBe(10_000);
  // Each octet takes each value about as often: what was drawn ahead is not given away as zeros.
  const zeros = given.reduce((sum, bytes) => sum + bytes.filter((octet) => octet === 0).length, 0);
  expect((zeros * 256) / (10_000 * length)).toBeGreaterThan(0.7);
  expect((zeros * 256) / (10_000 * length)).toBeLessThan(1.3);
});

it('gives octets that are the caller’s own', () => {
  const first = systemRandom.bytes(8);
  const kept = hex(first);
  systemRandom.bytes(8).fill(7);
  expect(hex(first)).toBe(kept);
  expect(first.buffer.byteLength).toBe(8);
});
