import { describe, expect, it } from 'vitest';
import type { AcmeProblem } from './acme-problem.ts';
import { keysOfRefusal, keysThatHold, type LimitedRequest } from './ca-refusal.ts';
import type { OrderKind } from './ca-limits.ts';
import { parseIdentifier } from './certificate.ts';

const CA = 'https://ca.example/dir';
const problem = (detail: string, more: Partial<AcmeProblem> = {}): AcmeProblem => ({
  type: 'rateLimited',
  detail,
  status: 429,
  identifier: null,
  instance: null,
  subproblems: [],
  ...more,
});
const order = (names: string, kind: OrderKind = 'first', accountUrl = 'acct/1'): LimitedRequest => ({
  what: 'order',
  ca: CA,
  accountUrl,
  identifiers: names.split(' ').map(parseIdentifier),
  kind,
});
const holds = (refused: LimitedRequest, said: AcmeProblem, next: LimitedRequest): boolean => {
  const keys = keysThatHold(next);
  return keysOfRefusal(refused, said).some((key) => keys.includes(key));
};

describe('what the limit of a CA is about', () => {
  const both = order('example.org *.example.org');
  it.each([
    ['nothing is said: the same names', problem('too many'), order('*.example.org example.org'), true],
    ['nothing is said: other names', problem('too many'), order('example.org'), false],
    [
      'the exact set of names',
      problem('too many for this exact set: example.org'),
      order('example.org'),
      false,
    ],
    ['a domain, and a name below it', problem('too many for "example.org"'), order('a.b.example.org'), true],
    ['a domain, and one beside it', problem('too many for "example.org"'), order('notexample.org'), false],
    ['a failed name', problem('too many failures for example.org.'), order('*.example.org b.example'), true],
    [
      'a failed name, and one below it',
      problem('too many failures for example.org'),
      order('a.example.org'),
      false,
    ],
    ['the account', problem('too many orders from this account'), order('b.example'), true],
    [
      'the account, and another',
      problem('too many from this account'),
      order('b.example', 'first', 'acct/2'),
      false,
    ],
    ['a page to read', problem('too many, see https://ca.example/limits'), order('ca.example'), false],
    [
      'a name that is named as a part',
      problem('several', {
        type: 'malformed',
        subproblems: [problem('too many', { identifier: 'example.org' })],
      }),
      order('www.example.org'),
      true,
    ],
    [
      'what is none of ACME',
      problem('busy', { type: 'about:blank' }),
      order('b.example', 'window', 'acct/2'),
      true,
    ],
  ] as const)('%s', (_, said, next, held) => {
    expect(holds(both, said, next)).toBe(held);
  });

  it('is not about orders that are exempt from more', () => {
    const kinds: readonly OrderKind[] = ['first', 'renewal', 'window'];
    for (const [i, refused] of kinds.entries())
      for (const [j, next] of kinds.entries())
        expect(
          holds(order('example.org', refused), problem('too many'), order('example.org', next)),
          `${refused} ${next}`,
        ).toBe(j <= i);
  });

  it('of accounts and of steps of an order is about these', () => {
    const account: LimitedRequest = { what: 'account', ca: CA };
    const step: LimitedRequest = { what: 'step', ca: CA, orderUrl: 'order/1' };
    const said = problem('too many for "example.org"');
    expect([holds(account, said, account), holds(account, said, step)]).toEqual([true, false]);
    expect(holds(step, said, { ...step, orderUrl: 'order/2' })).toBe(false);
    expect([holds(step, said, step), holds(step, said, order('example.org'))]).toEqual([true, false]);
  });
});
