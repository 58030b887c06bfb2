import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { checkChain, parseIdentifier } from '../../src/core/certificate.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { Certificate } from '../../src/control-plane/certs.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { countedDeps, diskFull, writeHalf, type AtPoint } from '../support/delivery-points.ts';
import { silent } from '../support/open-provider.ts';

const NAME = 'app.test';
const PROCESS = join(import.meta.dirname, '..', 'support', 'delivery-process.ts');
const x509 = createX509();

let folder: string;
let opened: ControlPlane[];
let makeDue: (certificate: Certificate) => Promise<void>;
const path = (...names: readonly string[]): string => join(folder, ...names);
const open = (at: AtPoint = (_, work) => work()): ControlPlane => {
  const regctl = openLocalControlPlane({
    environment: {},
    stateDir: path('state'),
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger: silent,
    wrap: (deps) => {
      makeDue = (one) => deps.certificates.save({ ...one, nextCheckAt: one.createdAt });
      return countedDeps(deps, at);
    },
  });
  opened.push(regctl);
  return regctl;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-delivery-'));
  opened = [];
  writeFileSync(path('hook'), `#!/bin/sh\necho "$REGCTL_CERT_SERIAL" >> ${path('runs')}\n`);
  chmodSync(path('hook'), 0o755);
  const regctl = open();
  await regctl.certs.issue({ identifiers: [parseIdentifier(NAME)], wish: { cas: ['internal'] } });
  for (const target of [
    { kind: 'files', folder: path('tls') },
    { kind: 'haproxy', path: path('app.pem') },
    { kind: 'traefik', path: path('app.yaml') },
    { kind: 'hook', command: [path('hook')], timeoutMs: 10_000 },
  ] as const)
    await regctl.deliveries?.add(NAME, target);
});
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** The serial number of a certificate that is in force, whole, and fits its key; a failure otherwise. */
const validSerial = async (chainPem: string, keyPem: string): Promise<string> => {
  const chain = await x509.readCertificates(chainPem);
  const wanted = { identifiers: [parseIdentifier(NAME)], publicKeyHash: await x509.publicKeyHash(keyPem) };
  expect(checkChain(chain, wanted, new Date())).toBeUndefined();
  expect(chain).toHaveLength(2);
  return chain[0]?.serial ?? '';
};
const liveSerial = (): Promise<string> => {
  const read = (file: string): string => readFileSync(path('tls', 'live', NAME, file), 'utf8');
  return validSerial(read('fullchain.pem'), read('privkey.pem'));
};
const combinedSerial = (): Promise<string> => {
  const text = readFileSync(path('app.pem'), 'utf8');
  return validSerial(text, text);
};
const storedSerial = async (): Promise<string> => {
  const { chainPem, keyPem } = await open().certs.files(NAME);
  return validSerial(chainPem, keyPem ?? '');
};
const hookRuns = (): readonly string[] => readFileSync(path('runs'), 'utf8').trim().split('\n');

/** What must hold wherever a run ended: something valid is in every place, the old or the new. */
const expectNothingLost = async (point: string, before: string): Promise<void> => {
  const stored = await storedSerial();
  for (const serial of [await liveSerial(), await combinedSerial()])
    expect([before, stored], point).toContain(serial);
};
/** What must hold after the next run, which nobody forces: all places have what the store has. */
const expectFinished = async (point: string): Promise<void> => {
  const [result] = await open().certs.renew({});
  expect(result?.error ?? null, point).toBeNull();
  const stored = await storedSerial();
  expect([await liveSerial(), await combinedSerial()], point).toEqual([stored, stored]);
  expect(readFileSync(path('app.yaml'), 'utf8'), point).toContain(stored);
  expect(hookRuns(), point).toContain(stored);
};

/** Points that a renewal passes, as a whole one tells them. */
const allPoints = async (): Promise<readonly string[]> => {
  const points: string[] = [];
  await open((point, work) => {
    points.push(point);
    return work();
  }).certs.renew({ name: NAME, force: true });
  return points;
};

const FAULTS: { readonly [kind: string]: AtPoint } = {
  'before it': () => Promise.reject(diskFull()),
  'after it': async (_, work) => {
    await work();
    throw diskFull();
  },
  'half-way': (_, __, args) => {
    writeHalf(args);
    return Promise.reject(diskFull());
  },
};

describe('a full disk at any write of a renewal and its delivery', () => {
  it.each(Object.keys(FAULTS))(
    'leaves a valid certificate in every place, and the next run finishes (%s)',
    async (kind) => {
      const points = (await allPoints()).filter(
        (point) => kind !== 'half-way' || point.startsWith('files.writeFile'),
      );
      for (const mortal of points) {
        const before = await storedSerial();
        let met = false;
        const regctl = open((point, work, args) => {
          if (point !== mortal) return work();
          met = true;
          const isStore = !point.startsWith('files.');
          const failed = FAULTS[kind]?.(point, work, args) ?? work();
          // A store says it in words of its own.
          return isStore ? failed.catch(() => Promise.reject(storeFailed(point))) : failed;
        });
        await regctl.certs.renew({ name: NAME, force: true }).catch(expectOurs);
        expect(met, mortal).toBe(true);
        await expectNothingLost(`${kind} ${mortal}`, before);
        await expectFinished(`${kind} ${mortal}`);
      }
      const parts = [...new Set(points.map((point) => point.split('#')[0]))].join(', ');
      process.stderr.write(`${points.length} write points, the disk full ${kind}: ${parts}\n`);
      expect(points.length).toBeGreaterThan(kind === 'half-way' ? 4 : 25);
    },
    100_000,
  );
});

describe('a process that is killed', () => {
  const run = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [PROCESS, path('state'), NAME, ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    });

  it('anywhere in a renewal and its delivery leaves a valid certificate in every place, and the next run finishes', async () => {
    const whole = run();
    const { points } = JSON.parse(String(whole.stdout)) as { readonly points: readonly string[] };
    expect(points.length).toBeGreaterThan(25);
    for (const mortal of points) {
      const before = await storedSerial();
      expect(run(mortal).signal, mortal).toBe('SIGKILL');
      await expectNothingLost(`killed before ${mortal}`, before);
      await expectFinished(`killed before ${mortal}`);
    }
    process.stderr.write(`${points.length} points at which the process was killed\n`);
  }, 170_000);
});

describe('two processes at once', () => {
  it('renew one certificate once, and run its program once', async () => {
    const before = await storedSerial();
    const later = 'due';
    const regctl = open();
    const { certificate } = await regctl.certs.issue({
      identifiers: [parseIdentifier(NAME)],
      wish: { cas: ['internal'], renewBeforeMs: 7 * 86_400_000 - 5_000 },
    });
    const soon = Date.parse(certificate.nextCheckAt ?? '') - Date.now();
    expect(soon).toBeLessThanOrEqual(60_000);
    // Due by its own wish: all find it so.
    await makeDue(certificate);
    const dueAt = Date.now() + 5_100;
    await expect.poll(() => Date.now(), { timeout: 20_000, interval: 100 }).toBeGreaterThan(dueAt);
    const processes = [1, 2, 3].map(
      () =>
        new Promise<string>((resolve) => {
          const child = spawn(process.execPath, [PROCESS, path('state'), NAME, later], {
            stdio: ['ignore', 'pipe', 'inherit'],
          });
          let text = '';
          child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
          child.once('close', () => resolve(text));
        }),
    );
    await Promise.all(processes);
    const after = await storedSerial();
    expect(after).not.toBe(before);
    expect(await liveSerial()).toBe(after);
    expect(hookRuns().filter((serial) => serial === after)).toHaveLength(1);
    expect(new Set(hookRuns())).toEqual(new Set([before, after]));
    expect(existsSync(path('tls', 'live', `${NAME}.new`))).toBe(false);
  }, 60_000);
});

function storeFailed(point: string): RegctlError {
  return new RegctlError('STORE_FAILED', `${point} failed`, { reason: 'the disk is full' });
}

function expectOurs(error: unknown): void {
  expect(error).toBeInstanceOf(RegctlError);
}
