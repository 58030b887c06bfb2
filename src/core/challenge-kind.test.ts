import { describe, expect, it } from 'vitest';
import { challengeName, formatPersistentProof, isPersistentProof } from './challenge-kind.ts';

const accountUrl = 'https://example.com/acme/acct/ExampleAccount';

describe('names of challenges', () => {
  it.each([
    ['dns-01', '_acme-challenge.www.example.org'],
    // The example of the draft.
    ['dns-account-01', '_ujmmovf2vn55tgye._acme-challenge.www.example.org'],
    ['dns-persist-01', '_validation-persist.www.example.org'],
  ] as const)('%s', (kind, name) => {
    expect(challengeName(kind, 'www.example.org', accountUrl)).toBe(name);
    expect(challengeName(kind, '*.www.example.org', accountUrl)).toBe(name);
  });
});

describe('a proof that stays', () => {
  const wanted = { issuers: ['ca.example', 'ca.example.net'], accountUrl, wildcard: false };
  const now = new Date('2026-11-21T00:00:00Z');

  it('is written so that it is read again', () => {
    const text = formatPersistentProof({ ...wanted, wildcard: true });
    expect(text).toBe(`ca.example; accounturi=${accountUrl}; policy=wildcard`);
    expect(isPersistentProof(text, wanted, now)).toBe(true);
    expect(isPersistentProof(text, { ...wanted, wildcard: true }, now)).toBe(true);
  });

  it.each([
    ['another name of the CA', `CA.example.net;accounturi=${accountUrl}`, true],
    ['what is unknown', `ca.example; x=1; accounturi=${accountUrl}`, true],
    ['a time to come', `ca.example; accounturi=${accountUrl}; persistUntil=1798761600`, true],
    ['a time that is over', `ca.example; accounturi=${accountUrl}; persistUntil=1700000000`, false],
    ['another CA', `other.example; accounturi=${accountUrl}`, false],
    ['another account', `ca.example; accounturi=${accountUrl}2`, false],
    ['no account', 'ca.example', false],
    ['a parameter twice', `ca.example; accounturi=${accountUrl}; accounturi=${accountUrl}`, false],
  ])('with %s', (_, text, is) => {
    expect(isPersistentProof(text, wanted, now)).toBe(is);
  });

  it('is for wildcards only where it says so', () => {
    const text = `ca.example; accounturi=${accountUrl}`;
    expect(isPersistentProof(text, { ...wanted, wildcard: true }, now)).toBe(false);
  });
});
