import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForTest } from '../../../../test/support/open-provider.ts';
import type { DnsProvider, OpenProvider } from '../../../ports/dns-provider.ts';
import { systemClock } from '../../clock.ts';
import { withLockFile } from './folder-lock.ts';
import { provider } from './index.ts';

const TEXT = `$TTL 300
@ SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 300
@ NS ns1.example.net.
www A 192.0.2.1
`;

let folder: string;
let dns: DnsProvider;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-zonefile-'));
  const opened = openForTest(provider, { endpoint: folder }).dns;
  if (opened === undefined) throw new Error('no DNS part');
  dns = opened;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string): void => writeFileSync(join(folder, name), TEXT);
const files = (): string[] => readdirSync(folder).toSorted();

describe('a file whose name is not in canonical form', () => {
  it.each([
    ['Case.Test.zone', 'case.test'],
    ['bücher.test.zone', 'xn--bcher-kva.test'],
    ['😀.test.zone', 'xn--e28h.test'],
    ['XN--BCHER-KVA.test.zone', 'xn--bcher-kva.test'],
    ['1%2f2.test.zone', '1/2.test'],
  ])('%s is listed, read, written and deleted as %s', async (file, zone) => {
    put(file);
    expect(await dns.listZones()).toMatchObject([{ name: zone }]);
    const { rrsets, revision } = await dns.readZone(zone);
    const before = rrsets.find((rrset) => rrset.name === 'www') ?? null;
    await dns.write(zone, [{ action: 'delete', name: 'www', type: 'A', before, after: null }], { revision });
    expect(files()).toEqual([file]);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain('192.0.2.1');
    await expect(dns.createZone?.(zone, { nameservers: [] })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      reason: expect.stringContaining(file) as unknown,
    });
    await dns.deleteZone?.(zone);
    expect(files()).toEqual([]);
  });

  it('beside another of the same zone is an error that names both, and hides no other zone', async () => {
    put('Case.Test.zone');
    put('case.test.zone');
    put('other.test.zone');
    expect((await dns.listZones()).map(({ name }) => name)).toEqual(['case.test', 'other.test']);
    for (const work of [dns.readZone('case.test'), dns.deleteZone?.('case.test')]) {
      await expect(work).rejects.toMatchObject({
        code: 'AMBIGUOUS',
        reason: expect.stringMatching(/Case\.Test\.zone and case\.test\.zone/) as unknown,
      });
    }
    expect(files()).toEqual(['Case.Test.zone', 'case.test.zone', 'other.test.zone']);
  });

  it('that is no domain name at all is no zone', async () => {
    put('a..b.zone');
    expect(await dns.listZones()).toEqual([]);
  });
});

describe.runIf(existsSync('/proc/self'))('a folder that cannot be used', () => {
  const open = (endpoint: string): OpenProvider => openForTest(provider, { endpoint });

  it.each(['/proc/x/y', '/proc/self/status'])('is no matter of trying again: %s', async (endpoint) => {
    const opened = open(endpoint);
    const failed = { code: 'FILE_FAILED', exitCode: 1, retryable: false };
    await expect(
      opened.dns?.createZone?.('a.test', { nameservers: ['ns1.example.net'] }),
    ).rejects.toMatchObject(failed);
    expect(await opened.test()).toMatchObject([{ ok: false, code: 'FILE_FAILED' }]);
  });

  it('is told of when it is a file', async () => {
    put('file');
    const { dns: broken } = open(join(folder, 'file'));
    await expect(broken?.listZones()).rejects.toMatchObject({ code: 'FILE_FAILED' });
    await expect(broken?.deleteZone?.('a.test')).rejects.toMatchObject({ code: 'FILE_FAILED' });
  });

  it('is told of when no lock can be taken in it', async () => {
    // The name of the lock is too long for a file, that of the zone is not.
    const zone = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(56)}`;
    put(`${zone}.zone`);
    await expect(dns.deleteZone?.(zone)).rejects.toMatchObject({
      code: 'FILE_FAILED',
      reason: 'the name is too long',
    });
    expect(files()).toEqual([`${zone}.zone`]);
  });

  it('is told of when a file in it is a folder', async () => {
    mkdirSync(join(folder, 'other'));
    symlinkSync('other', join(folder, 'a.test.zone'));
    await expect(dns.readZone('a.test')).rejects.toMatchObject({
      code: 'FILE_FAILED',
      reason: 'it is a folder',
    });
  });
});

describe('a lock file', () => {
  const change = { action: 'delete', name: 'www', type: 'A', after: null } as const;
  const write = async (): Promise<void> => {
    const { rrsets, revision } = await dns.readZone('a.test');
    const before = rrsets.find((rrset) => rrset.name === 'www') ?? null;
    await dns.write('a.test', [{ ...change, before }], { revision });
  };
  beforeEach(() => put('a.test.zone'));

  it.each([
    ['of nobody, as one who was killed leaves it', ''],
    ['of a process that is gone', '4194305'],
    ['of a process whose number another one has now', `${process.pid} before the boot`],
  ])('%s does not stop a write', async (_, content) => {
    writeFileSync(join(folder, '.a.test.zone.lock'), content);
    await write();
    expect(files()).toEqual(['a.test.zone']);
  });

  it('of a process that runs is waited for, and told', async () => {
    let waitedMs = 0;
    const clock = {
      now: () => new Date(waitedMs),
      sleep: async (ms: number) => {
        waitedMs += ms;
      },
    };
    const path = join(folder, '.a.test.zone.lock');
    writeFileSync(path, String(process.pid));
    await expect(withLockFile(path, clock, async () => 'worked')).rejects.toMatchObject({
      code: 'LOCKED',
      reason: `waited 10 s for pid ${process.pid}`,
    });
    expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
  });

  it('names its holder from the moment that it is there', async () => {
    const path = join(folder, '.a.test.zone.lock');
    const seen: string[] = [];
    await withLockFile(path, systemClock, async () => {
      seen.push(readFileSync(path, 'utf8'), ...files());
    });
    expect(seen).toEqual([expect.stringMatching(`^${process.pid} `), '.a.test.zone.lock', 'a.test.zone']);
  });
});

describe('what a killed write left', () => {
  const DEAD = 4_194_305;
  const put = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  const makeOld = (name: string): void => utimesSync(join(folder, name), 0, 0);
  const create = (): Promise<unknown> =>
    dns.createZone?.('a.test', { nameservers: ['ns1.example.net'] }) ?? Promise.resolve();

  it('is gone after the next write', async () => {
    put(`.lock.${DEAD}.0`, '');
    put(`.lock.${DEAD}.1`, `${DEAD} 4711`);
    put(`.a.test.zone.${DEAD}.tmp`, '$TTL');
    put('.b.test.zone.lock', `${DEAD} 4711`);
    put(`.b.test.zone.${DEAD}.tmp`, '$TTL');
    makeOld('.b.test.zone.lock');
    makeOld(`.b.test.zone.${DEAD}.tmp`);
    await create();
    expect(files()).toEqual(['a.test.zone']);
  });

  it('is gone where the process of before had the number of this one, as in a container', async () => {
    put(`.lock.${process.pid}.900`, `${process.pid} 4711`);
    put(`.b.test.zone.${process.pid}.tmp`, '$TTL');
    makeOld(`.lock.${process.pid}.900`);
    makeOld(`.b.test.zone.${process.pid}.tmp`);
    await create();
    expect(files()).toEqual(['a.test.zone']);
  });

  it('is left alone where its process lives, or may live in another container, or it is no file of ours', async () => {
    const living = [
      `.a.test.zone.${process.ppid}.tmp`,
      `.b.test.zone.${DEAD}.tmp`,
      '.b.test.zone.lock',
      `.lock.${process.pid}.900`,
      `.lock.${process.ppid}.0`,
      `.notes.${DEAD}.tmp`,
    ];
    for (const name of living) put(name, String(process.ppid));
    makeOld('.b.test.zone.lock');
    makeOld(`.notes.${DEAD}.tmp`);
    await create();
    expect(files()).toEqual([...living, 'a.test.zone'].toSorted());
  });
});
