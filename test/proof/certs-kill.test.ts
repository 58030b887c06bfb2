import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { Problem } from '../support/acme/problem.ts';
import { startAcmeServer, type AcmeServer } from '../support/acme/server.ts';
import { refused } from '../support/refused.ts';
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

  it('leaves a record for a day at most where nobody goes on', async () => {
    const later = (hours: number): ControlPlane =>
      world.open((deps) => ({
        ...deps,
        clock: { ...deps.clock, now: () => new Date(Date.now() + hours * 3_600_000) },
      }));
    await killAt('authorization', 'left.example.org');
    await killAt('challenge', 'left.example.org');
    expect(await leftovers()).toHaveLength(1);
    await later(23).certs.renew({ name: 'left.example.org' });
    expect(await leftovers()).toHaveLength(1);
    // By itself, as one of those that are due.
    const looked = (await later(50).certs.renew({})).find(
      (one) => one.certificate.name === 'left.example.org',
    );
    expect([looked?.outcome, looked?.error]).toEqual(['not-due', null]);
    expect(await leftovers()).toEqual([]);
    expect((await world.regctl.certs.get('left.example.org')).nextCheckAt).toBeNull();
  });

  it('leaves none where it is stopped before the CA looks', async () => {
    const stop = new AbortController();
    world.ca.moods.refuse = (asked): Problem | undefined => {
      if (asked === 'challenge') stop.abort();
      return undefined;
    };
    const input = {
      identifiers: [{ type: 'dns', value: 'stopped.example.org' }],
      wish: { cas: [world.ca.directoryUrl] },
      agreesToTerms: true,
    } as const;
    const error = await refused(world.regctl.certs.issue(input, { signal: stop.signal }));
    world.ca.calm();
    expect([error.code, await leftovers()]).toEqual(['INTERRUPTED', []]);
    expect((await world.regctl.certs.issue(input)).outcome).toBe('issued');
    expect(await leftovers()).toEqual([]);
  });
});
