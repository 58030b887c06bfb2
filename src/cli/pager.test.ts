import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { choosePager, isLong, page } from './pager.ts';

it.each([
  ['less -R', {}, 'less -R'],
  [undefined, { PAGER: 'more' }, 'more'],
  ['', { PAGER: 'more' }, undefined],
  ['cat', {}, undefined],
  [undefined, {}, undefined],
  ['less', { TERM: 'dumb' }, undefined],
  ['less', { AI_AGENT: 'x' }, undefined],
  ['less', { CI: 'true', PAGER: 'less' }, undefined],
  ['less', { CI: '' }, 'less'],
])('with the setting %j and %j the pager is %j', (setting, environment, expected) => {
  expect(choosePager(setting, environment)).toBe(expected);
});

it('pages only what is longer than the screen', () => {
  expect(isLong('a\nb\n', 24)).toBe(false);
  expect(isLong('a\n'.repeat(30), 24)).toBe(true);
  expect(isLong('a\n'.repeat(30), undefined)).toBe(false);
});

it('hands the whole text to the program, and does not mind one that leaves early', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-pager-'));
  try {
    const text = 'line\n'.repeat(100_000);
    await page('true', text, process.env);
    await page(`dd status=none of=${join(folder, 'copy')}`, text, process.env);
    expect(readFileSync(join(folder, 'copy'), 'utf8')).toBe(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('names a pager that is not there', async () => {
  await expect(page('no-such-pager', 'x', {})).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
});
