import { describe, expect, it } from 'vitest';
import { caaForbids, caaToAdd, whyForbidden } from './caa.ts';

const ask = (more: Partial<Parameters<typeof caaForbids>[1]> = {}): Parameters<typeof caaForbids>[1] => ({
  identities: ['letsencrypt.org'],
  wildcard: false,
  accountUrl: 'https://ca.example/acct/1',
  method: 'dns-01',
  ...more,
});

describe('CAA', () => {
  it.each([
    ['no records', [], {}],
    ['the CA by name', ['0 issue "letsencrypt.org"'], {}],
    ['one of several', ['0 issue "other.example"', '0 issue "LetsEncrypt.org"'], {}],
    ['nothing but where to report', ['0 iodef "mailto:a@example.org"'], {}],
    ['its account', ['0 issue "letsencrypt.org; accounturi=https://ca.example/acct/1"'], {}],
    ['its method', ['0 issue "letsencrypt.org; validationmethods=http-01,dns-01"'], {}],
    ['a wildcard by issue', ['0 issue "letsencrypt.org"'], { wildcard: true }],
    ['a wildcard by issuewild', ['0 issue ";"', '0 issuewild "letsencrypt.org"'], { wildcard: true }],
    ['a name where only wildcards are forbidden', ['0 issuewild ";"'], {}],
  ])('lets %s pass', (_, rdata, more) => {
    expect(caaForbids(rdata, ask(more))).toBeUndefined();
  });

  it.each([
    ['another CA', ['0 issue "other.example"'], {}],
    ['everybody', ['0 issue ";"'], {}],
    ['another account', ['0 issue "letsencrypt.org; accounturi=https://ca.example/acct/2"'], {}],
    ['another method', ['0 issue "letsencrypt.org; validationmethods=http-01"'], {}],
    ['wildcards', ['0 issue "letsencrypt.org"', '0 issuewild ";"'], { wildcard: true }],
    ['what it does not know and must', ['128 tbs "x"', '0 issue "letsencrypt.org"'], {}],
  ])('sees that %s is meant', (_, rdata, more) => {
    expect(caaForbids(rdata, ask(more))).toEqual(rdata);
  });

  it.each([
    ['none of them names letsencrypt.org', ['0 issue "other.example"'], {}],
    [
      'for ACME account https://ca.example/acct/2',
      ['0 issue "letsencrypt.org; accounturi=https://ca.example/acct/2"'],
      {},
    ],
    [
      'for validation by http-01, and this is dns-01',
      ['0 issue "letsencrypt.org; validationmethods=http-01"'],
      {},
    ],
    ['left to other CAs by issuewild', ['0 issue "letsencrypt.org"', '0 issuewild ";"'], { wildcard: true }],
    ['tag tbs is marked critical', ['128 tbs "x"', '0 issue "letsencrypt.org"'], {}],
  ])('says that it is %s', (why, rdata, more) => {
    expect(whyForbidden(rdata, ask(more))).toContain(why);
  });

  it('names the record to add', () => {
    expect(caaToAdd(ask({ wildcard: true }), [])).toBe('0 issuewild "letsencrypt.org"');
    const bound = [
      '0 issue "letsencrypt.org; accounturi=https://ca.example/acct/2; validationmethods=http-01"',
    ];
    expect(caaToAdd(ask(), bound)).toBe(
      '0 issue "letsencrypt.org; accounturi=https://ca.example/acct/1; validationmethods=dns-01"',
    );
  });
});
