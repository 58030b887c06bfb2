import { describe, expect, it } from 'vitest';
import { matchingStep, otpauthUri, toBase32, totpCode } from './totp.ts';

const SECRET = new TextEncoder().encode('12345678901234567890');

describe('codes of an authenticator', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('are those of RFC 6238 appendix B at %d', (seconds, code) => {
    expect(totpCode(SECRET, Math.floor(seconds / 30))).toBe(code);
    expect(matchingStep(SECRET, code, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30));
  });

  it('are taken half a minute early and late, and not earlier or later', () => {
    const at = (seconds: number): number | undefined =>
      matchingStep(SECRET, totpCode(SECRET, 1000), new Date((1000 * 30 + seconds) * 1000));
    expect([-31, -30, 0, 59, 60].map(at)).toEqual([undefined, 1000, 1000, 1000, undefined]);
  });

  it('have a secret in the base 32 of RFC 4648', () => {
    const text = (word: string): string => toBase32(new TextEncoder().encode(word));
    expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(text)).toEqual([
      '',
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ]);
  });

  it('have an address for QR codes', () => {
    expect(otpauthUri('MZXW6', 'regctl.example.org', 'a&b@example.org')).toBe(
      'otpauth://totp/regctl.example.org:a%26b%40example.org?secret=MZXW6&issuer=regctl.example.org&algorithm=SHA1&digits=6&period=30',
    );
  });
});
