import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../../../test/support/open-provider.ts';
import { createFolderSource, type FolderSource } from './folder-source.ts';
import { nameKey } from './name-key.ts';

const zone = (serial: number, more = ''): string =>
  `$TTL 300\n@ SOA ns1 h ${serial} 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n${more}`;

let folder: string;
let warnings: string[];
let source: FolderSource;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-folder-'));
  warnings = [];
  source = createFolderSource(folder, { ...silent, warn: (message) => warnings.push(message) });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the source has for a name after a new look. */
function find(name: string): ReturnType<FolderSource['find']> {
  source.refresh();
  return source.find(nameKey(name));
}
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const names = (name: string): number => {
  const found = find(name);
  return typeof found === 'object' ? found.nodes.size : -1;
};

describe('a folder of master files', () => {
  it('serves what is there: a file, the root, a name with a slash', () => {
    write('example.org.zone', zone(1));
    write('root.zone', zone(1));
    write('0%2f26.2.0.192.in-addr.arpa.zone', zone(1));
    write('notes.txt', 'no zone');
    expect(find('example.org')).toMatchObject({ apex: nameKey('example.org') });
    expect(find('')).toMatchObject({ apex: '' });
    expect(find('0/26.2.0.192.in-addr.arpa')).toBeTypeOf('object');
    expect([find('notes.txt'), find('org'), find('x.example.org')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('serves the same zone until the file changes, and the new one whole afterwards', () => {
    write('example.org.zone', zone(1));
    const first = find('example.org');
    // Another file, put in its place as the provider does it.
    write('.new', zone(2, 'www A 192.0.2.2\n'));
    renameSync(join(folder, '.new'), join(folder, 'example.org.zone'));
    const second = find('example.org');
    expect(second).not.toBe(first);
    expect(names('example.org')).toBe(3);
    rmSync(join(folder, 'example.org.zone'));
    expect(find('example.org')).toBeUndefined();
  });

  it('sees a change of the same size at the same moment', () => {
    write('example.org.zone', zone(1, 'a A 192.0.2.1\n'));
    expect(names('example.org')).toBe(3);
    write('example.org.zone', zone(1, 'ns1 A 192.0.2\n').replace('ns1 A 192.0.2\n', 'b.c A 192.0.2\n'));
    write('example.org.zone', zone(1, 'b A 192.0.2.1\n'));
    const found = find('example.org');
    expect(typeof found === 'object' && found.nodes.has(nameKey('b.example.org'))).toBe(true);
  });

  it('looks by itself, no later than a moment after a change', async () => {
    write('example.org.zone', zone(1));
    source.find(nameKey('example.org'));
    write('example.net.zone', zone(1));
    await expect
      .poll(() => source.find(nameKey('example.net')), { timeout: 2_000, interval: 5 })
      .toBeDefined();
  });

  it('keeps a zone whose file is broken, and says so once, with the place', () => {
    write('example.org.zone', zone(1));
    const before = find('example.org');
    write('example.org.zone', `${zone(2)}www A nonsense\n`);
    expect([find('example.org'), find('example.org')]).toEqual([before, before]);
    expect(warnings).toEqual([
      expect.stringMatching(/^zone example\.org is served as it was: .*example\.org\.zone:5:/),
    ]);
    write('example.org.zone', zone(3));
    expect(find('example.org')).not.toBe(before);
    write('example.org.zone', zone(4, 'www A nonsense\n'));
    find('example.org');
    expect(warnings).toHaveLength(2);
  });

  it('has no answer for a zone that never could be read', () => {
    write('example.org.zone', 'nonsense\n');
    write('example.net.zone', '$TTL 300\n@ NS ns1\n');
    write('..zone', zone(1));
    write('a..b.zone', zone(1));
    expect([find('example.org'), find('example.net')]).toEqual(['unloadable', 'unloadable']);
    expect(warnings.join('\n')).toMatch(/no SOA record/);
    expect(warnings.join('\n')).toMatch(/a\.\.b\.zone is not served/);
  });

  it('follows includes: their changes, their absence, and not out of the folder', () => {
    mkdirSync(join(folder, 'parts'));
    write('example.org.zone', zone(1, '$INCLUDE parts/hosts\n'));
    expect(find('example.org')).toBe('unloadable');
    write('parts/hosts', 'www A 192.0.2.2\n');
    expect(names('example.org')).toBe(3);
    write('parts/hosts', 'www A 192.0.2.2\nftp A 192.0.2.3\n');
    expect(names('example.org')).toBe(4);
    symlinkSync('/etc/hostname', join(folder, 'link'));
    write('example.net.zone', zone(1, '$INCLUDE link\n'));
    expect(find('example.net')).toBe('unloadable');
  });

  it('that is not there yet has no zones, and has them when it is', () => {
    const below = createFolderSource(join(folder, 'later'), silent);
    expect(below.find(nameKey('example.org'))).toBeUndefined();
    mkdirSync(join(folder, 'later'));
    write('later/example.org.zone', zone(1));
    below.refresh();
    expect(below.find(nameKey('example.org'))).toBeTypeOf('object');
  });
});
