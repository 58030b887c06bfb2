import { expect, it } from 'vitest';
import { matchesGlob, matchesRule } from './glob.ts';

it.each<[pattern: string, text: string, matches: boolean]>([
  ['*', 'anything.at.all', true],
  ['www', 'www', true],
  ['www', 'www.dev', false],
  ['WWW', 'www', true],
  ['_acme-challenge*', '_acme-challenge.www', true],
  ['*.dev', 'a.b.dev', true],
  ['*.dev', 'dev', false],
  ['a*c*e', 'abcde', true],
  ['a*c*e', 'ace', true],
  ['a*a', 'a', false],
  ['\\*', '*', true],
  ['\\*', 'www', false],
  ['\\*.dev', '*.dev', true],
  ['\\*.dev', 'x.dev', false],
  ['*.*', 'a.b', true],
])('%s against %s: %s', (pattern, text, matches) => {
  expect(matchesGlob(pattern, text)).toBe(matches);
});

it('needs name and type to fit', () => {
  expect(matchesRule({ name: '@', type: 'MX' }, { name: '@', type: 'MX' })).toBe(true);
  expect(matchesRule({ name: '@', type: 'MX' }, { name: '@', type: 'TXT' })).toBe(false);
});
