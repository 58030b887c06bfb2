import { describe, expect, it } from 'vitest';
import { der, derUnsigned } from './der.ts';

describe('DER', () => {
  it.each([
    [0, [0x04, 0x00]],
    [127, [0x04, 0x7f]],
    [128, [0x04, 0x81, 0x80]],
    [256, [0x04, 0x82, 0x01, 0x00]],
  ])('has the length %d in the fewest octets', (length, head) => {
    const octets = der(0x04, new Uint8Array(length));
    expect([...octets.subarray(0, head.length)]).toEqual(head);
    expect(octets).toHaveLength(head.length + length);
  });

  it.each([
    [[0], [0x02, 0x01, 0x00]],
    [
      [0, 0],
      [0x02, 0x01, 0x00],
    ],
    [
      [0, 0x7f],
      [0x02, 0x01, 0x7f],
    ],
    [[0x80], [0x02, 0x02, 0x00, 0x80]],
    [
      [0, 0, 0x80, 0],
      [0x02, 0x03, 0x00, 0x80, 0x00],
    ],
    [
      [1, 0],
      [0x02, 0x02, 0x01, 0x00],
    ],
  ])('has %j as a number that is not negative', (octets, expected) => {
    expect([...derUnsigned(Uint8Array.from(octets))]).toEqual(expected);
  });
});
