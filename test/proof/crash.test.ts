import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { parseMasterFile } from '../../src/core/master-file/parse.ts';
import { hashZone } from '../../src/core/zone.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { silent } from '../support/open-provider.ts';

const CRASH = fileURLToPath(new URL('../support/crash-cli.ts', import.meta.url));
const ZONE = 'example.org';
const HEAD = '$TTL 300\n@ NS ns1.example.net.\n';
const BEFORE = `${HEAD}www A 192.0.2.1\nold A 192.0.2.9\nswap A 192.0.2.3\nkept TXT "as it is"\n`;
const AFTER = `${HEAD}www A 192.0.2.2\nnew A 192.0.2.8\nswap CNAME www\nkept TXT "as it is"\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): ControlPlane =>
  openLocalControlPlane({
    environment: {},
    stateDir: join(folder, 'state'),
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger: silent,
  });
const hashOf = (text: string): string =>
  hashZone({ name: ZONE, rrsets: parseMasterFile(text, { origin: ZONE }).rrsets });
const hashNow = async (): Promise<string> => {
  const regctl = open();
  const { rrsets } = await regctl.zones.read({ zone: ZONE });
  await regctl.close();
  return hashZone({ name: ZONE, rrsets });
};

/** Operations that the journal has as running: those of dead processes too, until they are accounted for. */
const running = async (): Promise<number> => {
  const database = openNodeDatabase(join(folder, 'state', 'regctl.db'));
  const rows = await database.all(sql('select id from operations where status = ?', 'running'));
  await database.close();
  return rows.length;
};

/** A zone in its first state, and nothing in the journal but that. */
async function setUp(): Promise<void> {
  const regctl = open();
  await regctl.accounts.add({ name: 'main', provider: 'zonefile', endpoint: join(folder, 'zones') });
  await regctl.zones.create({ zone: ZONE, account: 'main', nameservers: ['ns1.example.net'] });
  const { rrsets } = parseMasterFile(BEFORE, { origin: ZONE });
  await regctl.plans.apply({
    plan: await regctl.plans.create({ zone: ZONE, target: { kind: 'replace', rrsets } }),
  });
  await regctl.close();
  writeFileSync(join(folder, 'after.zone'), AFTER);
}

function run(
  moment: 'before' | 'after',
  at: number,
): { signal: string | null; report: { writes: number; said: string[]; outcome: string } | undefined } {
  const { signal, stdout, stderr } = spawnSync(
    process.execPath,
    [CRASH, moment, String(at), join(folder, 'state'), folder, ZONE, join(folder, 'after.zone')],
    { encoding: 'utf8' },
  );
  if (signal === null && stdout === '') throw new Error(stderr);
  return {
    signal,
    report:
      stdout === '' ? undefined : (JSON.parse(stdout) as { writes: number; said: string[]; outcome: string }),
  };
}

describe('an apply that is killed', () => {
  it(
    'is finished by the next run and undone by a restore, wherever it was killed',
    { timeout: 120_000 },
    async () => {
      await setUp();
      const points = run('before', 0).report?.writes ?? 0;
      expect(points).toBeGreaterThan(8);
      process.stdout.write(`write points of an apply: ${points}, each killed before and after\n`);
      for (let at = 1; at <= points; at++) {
        for (const moment of ['before', 'after'] as const) {
          rmSync(folder, { recursive: true, force: true });
          folder = mkdtempSync(join(tmpdir(), 'regctl-crash-'));
          await setUp();
          const first = hashOf(BEFORE);
          expect(await hashNow()).toBe(first);
          const killed = run(moment, at);
          expect(killed.signal, `${moment} ${at}`).toBe('SIGKILL');
          const left = await running();
          const next = run('before', 0);
          expect(await hashNow(), `${moment} ${at}`).toBe(hashOf(AFTER));
          if (left > 0)
            expect(next.report?.said.join(), `${moment} ${at} says what was done`).toContain('interrupted');
          const regctl = open();
          expect(await running()).toBe(0);
          // The state before the killed apply is the second oldest that was kept before a write.
          const history = (await regctl.zones.history({ zone: ZONE }, { limit: 50 })).filter(
            (snapshot) => snapshot.hash === first,
          );
          const restore = await regctl.plans.create({
            zone: ZONE,
            target: { kind: 'restore', snapshot: history[0]?.id ?? '' },
          });
          await regctl.plans.apply({ plan: restore, allowDeletes: 1000 });
          await regctl.close();
          expect(await hashNow(), `${moment} ${at} restored`).toBe(first);
        }
      }
    },
  );
});
