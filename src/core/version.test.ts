import { expect, it } from 'vitest';
import { isNewer, isVersion } from './version.ts';

it('orders versions as Semantic Versioning does', () => {
  // §11 of the specification, and a few around it.
  const ordered = [
    '0.9.9',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.10',
    '1.2.0',
    '10.0.0',
  ];
  for (const [i, first] of ordered.entries())
    for (const [j, second] of ordered.entries())
      expect(isNewer(first, second), `${first} after ${second}`).toBe(i > j);
});

it('takes a v in front, and nothing that is no version', () => {
  expect(isNewer('v1.0.1', '1.0.0+build')).toBe(true);
  expect(isNewer('1.0.0+a', '1.0.0+b')).toBe(false);
  for (const text of ['', '1', '1.0', 'latest', '1.0.0/../..', '1.0.0 ', '01e5.0.0'])
    expect(isVersion(text)).toBe(false);
  expect(isNewer('2.0.0', 'unknown')).toBe(false);
});
