import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

const CRASH = fileURLToPath(new URL('../support/crash-cli.ts', import.meta.url));
const ZONE = 'example.org';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('accounts add zonefile --name local --endpoint served');
  await ok('zones create example.org --account local --nameserver ns1.example.net');
});
afterEach(() => home.dispose());

const ok = async (argv: string): Promise<string> => {
  const result = await home.run(argv);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const served = (): string => readFileSync(join(home.project, 'served', 'example.org.zone'), 'utf8');

interface Row {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly continuedBy: string | null;
}

async function isRefused(operation: string): Promise<{ readonly stderr: string }> {
  const stderr = expect.stringContaining('[PLAN_STALE]') as unknown;
  for (const flags of ['', ' --dry-run'])
    expect(await home.run(`apply ${operation}${flags}`)).toMatchObject({ exitCode: 7, stdout: '', stderr });
  return home.run(`apply ${operation}`);
}

/** An apply of three records, killed before the write of the second. */
function killInTheMidst(): void {
  const file = join(home.folder, 'wanted.zone');
  writeFileSync(file, `${served()}\na A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\n`);
  const state = join(home.folder, 'state', 'regctl');
  for (let point = 1; !served().includes('192.0.2.'); point++) {
    const words = ['before', String(point), state, join(home.folder, 'data', 'regctl'), ZONE, file];
    const { signal, stderr } = spawnSync(process.execPath, [CRASH, ...words], { encoding: 'utf8' });
    if (signal !== 'SIGKILL') throw new Error(stderr);
  }
}

/** The last apply as its process left it that died after the write. */
async function died(): Promise<void> {
  const database = openNodeDatabase(join(home.folder, 'state', 'regctl', 'regctl.db'));
  await database.run(
    sql(
      "update operations set status = 'running', in_flight_changes = 1 where id = (select max(id) from operations)",
    ),
  );
  await database.close();
}

// Each kill is a process of its own.
describe('an apply whose process was killed', { timeout: 60_000 }, () => {
  it('is listed as interrupted with what to type, and gone on with by that', async () => {
    killInTheMidst();
    const [row] = JSON.parse(await ok('ops list --json=id,status,detail')) as [
      { id: string; status: string; detail: string },
    ];
    expect(row.status).toBe('interrupted');
    expect(row.detail).toMatch(
      new RegExp(`^1/3 changes, perhaps 1 more; go on with \`regctl apply ${row.id}\`$`),
    );
    expect(served()).not.toContain('192.0.2.3');
    await ok(`apply ${row.id}`);
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) expect(served()).toContain(address);
    const [done, first] = JSON.parse(await ok('ops list --json=id,status,detail,continuedBy')) as [Row, Row];
    expect(done).toMatchObject({ status: 'done', continuedBy: null });
    expect(first).toMatchObject({ id: row.id, status: 'continued', continuedBy: done.id });
    expect(first.detail).toMatch(new RegExp(`^1/3 changes; ${done.id} went on with it$`));
    for (const id of [row.id, done.id]) {
      expect(await home.run(`apply ${id}`)).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining('applied already') as unknown,
      });
    }
    await ok(`zones restore ${ZONE} --yes`);
    expect(served()).not.toContain('192.0.2.');
    for (const id of [row.id, done.id]) await isRefused(id);
    expect(served()).not.toContain('192.0.2.');
  });

  it('is not gone on with where the zone moved since', async () => {
    killInTheMidst();
    const [row] = JSON.parse(await ok('ops list --json=id')) as [{ id: string }];
    await ok(`dns set ${ZONE} other A 192.0.2.99`);
    await isRefused(row.id);
    expect(JSON.parse(await ok(`ops get ${row.id} --json=status`))).toEqual({ status: 'overtaken' });
  });

  it('is not done again once it was done: what came of it may have been undone since', async () => {
    await ok(`dns set ${ZONE} www A 192.0.2.1`);
    const [row] = JSON.parse(await ok('ops list --json=id,status --limit 1')) as [
      { id: string; status: string },
    ];
    expect(row.status).toBe('done');
    expect((await home.run(`apply ${row.id}`)).stderr).toContain('applied already');
    expect(await ok(`apply ${row.id} --dry-run`)).toContain('+ www A 192.0.2.1');
    await ok(`dns delete ${ZONE} www A --yes`);
    const { stderr } = await isRefused(row.id);
    expect(served()).not.toContain('192.0.2.1');
    const [, anew = ''] = /to do it anew, `regctl ([^`]+)`/.exec(stderr) ?? [];
    await ok(`${anew} --yes`);
    expect(served()).toContain('192.0.2.1');
  });

  it('to restore a zone is finished by the same words, and not undone', async () => {
    await ok(`dns set ${ZONE} www A 192.0.2.1`);
    const stopped = await home.run(`zones restore ${ZONE} --yes`, { signal: AbortSignal.abort() });
    expect(stopped.exitCode).toBe(130);
    expect(JSON.parse(await ok('ops list --json=status --limit 1'))).toEqual([{ status: 'interrupted' }]);
    await ok(`zones restore ${ZONE} --yes`);
    expect(served()).not.toContain('192.0.2.1');
    await died();
    await ok(`zones restore ${ZONE} --yes`);
    expect(served()).not.toContain('192.0.2.1');
    // One that was done is the last write, and undone as any other.
    await ok(`dns set ${ZONE} www A 192.0.2.1`);
    await ok(`zones restore ${ZONE} --yes`);
    expect(served()).not.toContain('192.0.2.1');
    await ok(`zones restore ${ZONE} --yes`);
    expect(served()).toContain('192.0.2.1');
  });

  it('that is not known is not found', async () => {
    expect(await home.run('apply op_none')).toMatchObject({ exitCode: 5, stdout: '' });
  });
});
