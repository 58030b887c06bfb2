import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../support/acme/problem.ts';
import { startAcmeServer, type AcmeServer } from '../support/acme/server.ts';
import { createWorldOf, type WorldOf } from '../support/acme-world.ts';

const SCRIPT = join(import.meta.dirname, '..', 'support', 'issue-process.ts');

describe('a process that is killed while it issues', () => {
  let world: WorldOf<AcmeServer>;
  beforeAll(async () => {
    world = await createWorldOf((dnsServer) => startAcmeServer({ dnsServers: [dnsServer] }));
  });
  afterAll(() => world.dispose());

  const start = (name: string): ChildProcess =>
    spawn(
      process.execPath,
      [SCRIPT, join(world.folder, 'state'), world.folder, world.nameServer, world.ca.directoryUrl, name],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const ended = (child: ChildProcess): Promise<NodeJS.Signals | null> =>
    new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));

  /** Lets a process run until the CA is asked for something, and kills it there. */
  async function killAt(kind: string, name: string): Promise<void> {
    let child: ChildProcess | undefined = undefined;
    world.ca.moods.refuse = (asked): Problem | undefined => {
      if (asked === kind) child?.kill('SIGKILL');
      return undefined;
    };
    child = start(name);
    const signal = await ended(child);
    world.ca.calm();
    expect({ kind, signal }).toEqual({ kind, signal: 'SIGKILL' });
  }

  /** The next run, and the requests that it sends. */
  async function runAgain(
    name: string,
  ): Promise<{ readonly serial: string; readonly sent: readonly string[] }> {
    world.ca.requests.length = 0;
    const child = start(name);
    let serial = '';
    child.stdout?.on('data', (chunk: Buffer) => (serial += chunk.toString().trim()));
    expect(await ended(child)).toBeNull();
    return { serial, sent: world.ca.requests.map((one) => one.split('/')[1] ?? '') };
  }
  const leftovers = async (): Promise<readonly unknown[]> =>
    (await world.regctl.zones.read({ zone: 'example.org' })).rrsets.filter(({ type }) => type === 'TXT');

  it('fetches the certificate of the same order where it died between finalize and download', async () => {
    await killAt('certificate', 'download.example.org');
    const { serial, sent } = await runAgain('download.example.org');
    expect(sent.filter((kind) => ['new-order', 'challenge', 'finalize'].includes(kind))).toEqual([]);
    expect(world.ca.issued(serial)).toBeDefined();
    expect((await world.regctl.certs.get('download.example.org')).issued?.serial).toBe(serial);
    expect(await leftovers()).toEqual([]);
  });

  it.each(['new-order', 'authorization', 'challenge', 'finalize'])(
    'makes a certificate and leaves no record where it died at %s',
    async (kind) => {
      const name = `${kind}.example.org`;
      await killAt(kind, name);
      const { serial } = await runAgain(name);
      expect((await world.regctl.certs.get(name)).issued?.serial).toBe(serial);
      expect(await leftovers()).toEqual([]);
    },
  );
});
