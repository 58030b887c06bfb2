import { describe, expect, it } from 'vitest';
import {
  checkChain,
  covers,
  nextRenewal,
  normalizeIdentifiers,
  parseIdentifier,
  renewalDue,
  renewAtShare,
  sameIdentifiers,
  selectRenewal,
  type CertificateFacts,
} from './certificate.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-21T00:00:00Z');
const life = (days: number): { notBefore: string; notAfter: string } => ({
  notBefore: new Date(START).toISOString(),
  notAfter: new Date(START + days * DAY).toISOString(),
});
const after = (days: number): Date => new Date(START + days * DAY);
const window = (start: number, end: number, selected: number) => ({
  start: after(start).toISOString(),
  end: after(end).toISOString(),
  selectedAt: after(selected).toISOString(),
});

describe('identifiers', () => {
  it.each([
    ['WWW.Example.ORG.', 'dns', 'www.example.org'],
    ['*.example.org', 'dns', '*.example.org'],
    ['bücher.example', 'dns', 'xn--bcher-kva.example'],
    ['192.0.2.7', 'ip', '192.0.2.7'],
    ['2001:DB8:0:0::1', 'ip', '2001:db8::1'],
  ])('reads %s', (text, type, value) => {
    expect(parseIdentifier(text)).toEqual({ type, value });
  });

  it.each([
    'localhost',
    '_x.example.org',
    'a b.example.org',
    '*.*.example.org',
    'www.*.example.org',
    '-a.example.org',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseIdentifier(text)).toThrow(expect.objectContaining({ code: 'INVALID_NAME' }));
  });

  it('compares sets, not lists', () => {
    const [a, b] = [parseIdentifier('a.example.org'), parseIdentifier('b.example.org')];
    expect(sameIdentifiers([a, b], [b, a, a])).toBe(true);
    expect(sameIdentifiers([a], [a, b])).toBe(false);
    expect(normalizeIdentifiers([b, a, b])).toEqual([a, b]);
  });

  it('lets an asterisk stand for one label', () => {
    const names = [parseIdentifier('*.example.org')];
    expect(covers(names, parseIdentifier('www.example.org'))).toBe(true);
    expect(covers(names, parseIdentifier('a.b.example.org'))).toBe(false);
    expect(covers(names, parseIdentifier('example.org'))).toBe(false);
    expect(covers([parseIdentifier('192.0.2.7')], parseIdentifier('192.0.2.7'))).toBe(true);
  });
});

describe('renewal', () => {
  it.each([
    [90, 60],
    [45, 30],
    [6, 3],
  ])('of %d days is due at day %d where the CA says nothing', (days, share) => {
    expect(renewAtShare(life(days))).toEqual(after(share));
    expect(renewalDue(life(days), null, after(share - 0.1), { wakeMs: 0 })).toBeUndefined();
    expect(renewalDue(life(days), null, after(share), { wakeMs: 0 })).toBe('share');
    expect(nextRenewal(life(days), null)).toEqual(after(share));
  });

  it('follows the window, also one before the share, and one that comes before the next look', () => {
    const chosen = window(58, 62, 61);
    expect(renewalDue(life(90), chosen, after(60.5), { wakeMs: 0 })).toBeUndefined();
    expect(renewalDue(life(90), chosen, after(60.5), { wakeMs: DAY })).toBe('window');
    expect(renewalDue(life(90), window(-2, -1, -1.5), after(1), { wakeMs: 0 })).toBe('window');
    expect(nextRenewal(life(90), chosen)).toEqual(after(61));
  });

  it('waits for no window when hardly any life is left, and puts a wish before the window', () => {
    expect(renewalDue(life(90), window(95, 99, 97), after(86), { wakeMs: 0 })).toBe('emergency');
    const wish = { wakeMs: 0, renewBeforeMs: 30 * DAY };
    expect(renewalDue(life(90), window(1, 2, 1.5), after(59), wish)).toBeUndefined();
    expect(renewalDue(life(90), null, after(60), wish)).toBe('override');
  });

  it('follows no wish by which it would be due as soon as it is issued', () => {
    const wish = { wakeMs: 0, renewBeforeMs: 90 * DAY };
    expect(renewalDue(life(91), null, after(2), wish)).toBe('override');
    expect(renewalDue(life(90), null, after(1), wish)).toBeUndefined();
    expect(renewalDue(life(90), null, after(60), wish)).toBe('share');
    expect(renewalDue(life(6), window(4, 5, 4.5), after(1), wish)).toBeUndefined();
  });

  it('draws the moment from inside the window', () => {
    const [start, end] = [after(1).toISOString(), after(3).toISOString()];
    expect(selectRenewal(start, end, 0)).toEqual(after(1));
    expect(selectRenewal(start, end, 0.5)).toEqual(after(2));
  });
});

describe('checkChain', () => {
  const facts = (more: Partial<CertificateFacts> = {}): CertificateFacts => ({
    subject: 'CN=x',
    issuer: 'CN=ca',
    issuerName: 'ca',
    serial: '01',
    ...life(90),
    identifiers: [parseIdentifier('example.org')],
    isCa: false,
    ariId: null,
    keyType: 'ec256',
    publicKeyHash: 'aa',
    fingerprint: 'ff',
    signedByNext: true,
    ...more,
  });
  const issuer = facts({ isCa: true, signedByNext: null });
  const wanted = { identifiers: [parseIdentifier('example.org')], publicKeyHash: 'aa' };

  it('finds nothing wrong with what was ordered', () => {
    expect(checkChain([facts(), issuer], wanted, after(1))).toBeUndefined();
  });

  it.each([
    ['no certificate', [], 'holds no certificate'],
    [
      'another name',
      [facts({ identifiers: [parseIdentifier('example.net')] }), issuer],
      'not for example.org',
    ],
    ['another key', [facts({ publicKeyHash: 'bb' }), issuer], 'another key'],
    ['a CA in front', [issuer, facts()], 'that of a CA'],
    ['a broken chain', [facts({ signedByNext: false }), issuer], 'not signed by the next'],
  ] as const)('refuses %s', (_, chain, words) => {
    expect(checkChain(chain, wanted, after(1))).toContain(words);
  });

  it('refuses what expired', () => {
    expect(checkChain([facts(), issuer], wanted, after(91))).toContain('expired');
  });
});
