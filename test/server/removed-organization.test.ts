import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeOrganizationFolder } from '../../src/adapters/stores/organization-folder.ts';
import { createTestHost, openTestServer, serverConfig, type TestServer } from '../support/hosted.ts';
import { addMember, fullClient, type FullControlPlane } from '../support/members.ts';

describe('an organization that is deleted', () => {
  let server: TestServer;
  let gone: FullControlPlane;
  let id: string;
  let slug: string;
  beforeEach(async () => {
    server = await openTestServer();
    const made = await fullClient(server).organizations.create({ name: 'Second' });
    ({ id, slug } = made);
    gone = fullClient(server, made.token);
    await useEverything(gone, made.token);
    await useEverything(fullClient(server), server.token);
  });
  afterEach(() => server.dispose());

  const useEverything = async (client: FullControlPlane, token: string): Promise<void> => {
    await client.accounts.add({ name: 'main', provider: 'zonefile', endpoint: `${server.folder}/zones` });
    await client.accounts.remove('main');
    await client.webhooks.create({ url: 'https://example.org/hooks', events: ['*'] });
    await client.roles.create({ name: 'dns', scopes: ['zones:write'] });
    await client.approvals.rules.create({ kind: 'purchase' });
    await addMember(server, `${token.slice(-6)}@example.org`.toLowerCase(), 'viewer', { by: token });
  };
  const host = createTestHost();
  const folder = (...names: readonly string[]): string =>
    join(server.folder, 'server', 'organizations', ...names);
  const directory = <T>(work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  /** Rows of an organization, by table. */
  const rowsOf = (organization: string): { readonly [table: string]: number } =>
    directory((database) => {
      const columns = database
        .prepare(
          "select m.name as name, c.name as key from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' and c.name in ('organization', 'organization_id')",
        )
        .all() as { name: string; key: string }[];
      expect(columns.length).toBeGreaterThan(15);
      return Object.fromEntries(
        columns
          .map(({ name, key }): [string, number] => [
            name,
            Number(
              database.prepare(`select count(*) as n from ${name} where ${key} = ?`).get(organization)?.['n'],
            ),
          ])
          .filter(([, count]) => count > 0),
      );
    });
  const cleared = async (): Promise<void> => {
    await expect.poll(() => readdirSync(folder()).includes(id), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => readdirSync(folder('.leaving')), { timeout: 10_000 }).toEqual([]);
  };
  const reopen = async (): Promise<void> => {
    const { folder: kept } = server;
    await server.app.close();
    expect(existsSync(kept)).toBe(true);
    server = await openTestServer({ reopen: server });
    await server.app.background.start();
  };

  it('leaves nothing behind but its audit log, and nothing of another is touched', async () => {
    const other = (await fullClient(server).session.get()).organization.id;
    for (const one of [id, other])
      directory((database) => {
        database
          .prepare(
            "insert into delegations values (?, ?, 'example.org', ?, 'active', '2026-11-21', '{\"a\":1}')",
          )
          .run(`del_${one}`, one, `label-${one}`);
        database.prepare('insert into challenge_values values (?, ?, 9e12)').run(`label-${one}`, 'value');
      });
    const before = rowsOf(other);
    expect(Object.keys(rowsOf(id)).length).toBeGreaterThan(8);
    expect(existsSync(folder(id, 'regctl.db'))).toBe(true);
    await server.app.background.start();
    await gone.organizations.delete({ confirm: slug });
    await cleared();
    await expect
      .poll(() => rowsOf(id), { timeout: 5_000 })
      .toEqual({ audit_entries: expect.any(Number) as number, delegations: 1, queue_jobs: 1 });
    const delegations = directory((database) =>
      database
        .prepare(
          'select d.state, domain, body, expires_at > 8e12 as answered from delegations d join challenge_values v on v.label = d.label order by d.id = ?',
        )
        .all(`del_${id}`),
    );
    expect(delegations.map((row) => ({ ...row }))).toEqual([
      { state: 'active', domain: 'example.org', body: '{"a":1}', answered: 1 },
      // The label stays taken: nobody else may ever have it.
      { state: 'deleted', domain: '', body: '{}', answered: 0 },
    ]);
    expect(existsSync(folder(other, 'regctl.db'))).toBe(true);
    expect({ ...rowsOf(other), queue_jobs: 0 }).toMatchObject({ ...before, queue_jobs: 0 });
    expect(await fullClient(server).webhooks.list()).toHaveLength(1);
    const findings = await host.doctor(serverConfig(server.folder));
    expect(findings.find(({ check }) => check === `audit ${id}`)).toMatchObject({ status: 'ok' });
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  const BROKEN_OFF: readonly (readonly [string, () => void])[] = [
    ['before anything went', () => undefined],
    ['when the folder was moved aside', () => moveAside()],
    [
      'when it was moved aside and opened anew',
      () => {
        moveAside();
        mkdirSync(folder(id));
      },
    ],
    [
      'when half of it was gone',
      () => {
        moveAside();
        rmSync(folder('.leaving', id, 'regctl.db'));
      },
    ],
  ];
  const moveAside = (): void => {
    mkdirSync(folder('.leaving'));
    renameSync(folder(id), folder('.leaving', id));
  };
  it.each(BROKEN_OFF)('is cleared away at the next start where the process died %s', async (_, die) => {
    await gone.organizations.delete({ confirm: slug });
    die();
    await reopen();
    await cleared();
    expect(await fullClient(server).organizations.list()).toHaveLength(1);
  });

  it('is cleared away once more of what was still under way for it', async () => {
    await server.app.background.start();
    await gone.organizations.delete({ confirm: slug });
    await cleared();
    mkdirSync(folder(id));
    writeFileSync(folder(id, 'regctl.db'), '');
    // The folder goes before it is written that its job is done, and when it is to be done once more.
    const bringForward = (): number | bigint =>
      directory(
        (database) =>
          database
            .prepare(
              "update queue_jobs set run_at = 0 where organization = ? and type = 'organizations.clear' and state = 'scheduled'",
            )
            .run(id).changes,
      );
    await expect.poll(bringForward, { timeout: 10_000 }).toBe(1);
    server.app.background.wake();
    await cleared();
  });

  it('stays while zone files lie in its folder', async () => {
    mkdirSync(folder(id, 'zones'));
    writeFileSync(folder(id, 'zones', 'example.org.zone'), '');
    await expect(gone.organizations.delete({ confirm: slug })).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: expect.stringContaining('example.org.zone') as string,
    });
    rmSync(folder(id, 'zones', 'example.org.zone'));
    await gone.organizations.delete({ confirm: slug });
  });

  it('is told of where its folder is left, and hinders no backup', async () => {
    cpSync(folder(id), folder('org_left0behind'), { recursive: true });
    mkdirSync(folder('.leaving', 'org_half0gone'), { recursive: true });
    const config = serverConfig(server.folder);
    const findings = await host.doctor(config);
    expect(findings.filter(({ status }) => status !== 'ok')).toMatchObject([
      {
        check: 'store org_left0behind',
        status: 'warning',
        advice: expect.stringContaining('move') as string,
      },
    ]);
    const stores = await host.backup(config, join(server.folder, 'copy'), { withKey: false });
    expect(stores).toHaveLength(4);
    expect(stores.join()).not.toContain('.leaving');
  });

  it('has a folder that is nowhere else', async () => {
    mkdirSync(folder('..', 'kept'));
    for (const odd of ['../kept', '..', '.', '', 'org_1/../../kept'])
      await expect(removeOrganizationFolder(folder(), odd), odd).rejects.toThrow('regctl made');
    expect(existsSync(folder('..', 'kept'))).toBe(true);
  });
});
