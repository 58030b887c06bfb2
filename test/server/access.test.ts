import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX, OPERATIONS } from '../../src/control-plane/contract.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { addMember, fullClient, type FullControlPlane } from '../support/members.ts';
import { callOperation } from '../support/call-operation.ts';

const SECRET = 'kept-from-others';
const LIMIT = '10';

/** A good input for every operation that names a zone, account or name, about the one that the caller is not bound to. */
function inputsAbout(
  zone: string,
  ids: { readonly [what: string]: unknown },
): { readonly [id: string]: object } {
  const rule = { name: 'www', type: 'A' };
  const ref = { zone, account: 'main' };
  const domain = { name: zone, account: 'main' };
  const hostname = { hostname: `app.${zone}`, ...ref };
  return {
    'accounts.update': { name: 'main', endpoint: '/elsewhere' },
    'accounts.remove': { name: 'main' },
    'zones.get': ref,
    'zones.read': ref,
    'zones.create': { ...ref, nameservers: ['ns1.example.net'] },
    'zones.delete': { ...ref, confirm: zone },
    'zones.history': { ...ref, limit: LIMIT },
    'zones.snapshot': { id: ids['snapshot'] },
    'zones.rules': ref,
    'zones.protect': { ...ref, rule },
    'zones.unprotect': { ...ref, id: ids['rule'] },
    'zones.owners': ref,
    'zoneExports.list': { zone, limit: LIMIT },
    'zoneExports.get': { ...ref, day: 'latest' },
    'zones.claim': { ...ref, owner: 'external-dns:default', claimed: true },
    'plans.create': { ...ref, target: { kind: 'edit', edits: [{ op: 'remove', ...rule }] }, keep: true },
    'plans.check': { plan: ids['plan'] },
    'plans.get': { id: (ids['plan'] as Plan).id },
    'plans.apply': { plan: ids['plan'] },
    'plans.stop': { key: 'of another caller' },
    'operations.list': { zone, limit: LIMIT },
    'operations.get': { id: ids['operation'] },
    'domains.get': domain,
    'domains.transferStatus': domain,
    'domains.change': { ...domain, setting: { kind: 'lock', on: false } },
    'domains.authCode': domain,
    'domains.contacts': domain,
    'domains.glue': domain,
    'domains.setNameservers': { ...domain, nameservers: ['ns1.example.net'] },
    'domains.ownNameservers': domain,
    'domains.dnssec': domain,
    'domains.setDnssec': { ...domain, wish: 'enable' },
    'domains.move': { zone, from: 'main', to: 'main', deleteOld: false },
    'hostnames.list': ref,
    'hostnames.get': hostname,
    'hostnames.create': hostname,
    'hostnames.refresh': hostname,
    'hostnames.wait': hostname,
    'hostnames.delete': hostname,
    'hostnames.check': hostname,
    'hostnames.fallbackOrigin': ref,
    'hostnames.setFallbackOrigin': { ...ref, origin: `origin.${zone}` },
  };
}

/** Operations that name no zone of a provider account, or are for those who are bound to none (see the last test). */
const NAMES_NONE =
  /^(session|organizations|roles|members|invitations|apiKeys|audit|tasks|webhooks|approvals|approvalRules|jobs|acmeAccounts|lookups|delegations|challenges|certs)\./;
const ASKS_ANYBODY = [
  'accounts.list',
  'accounts.get',
  'accounts.add',
  'accounts.test',
  'accounts.capabilities',
  'accounts.providers',
  'zones.list',
  'domains.list',
  'domains.check',
  'domains.search',
  'domains.prices',
  'domains.quote',
  'domains.purchaseOf',
  'domains.buy',
];

describe('a login that is bound to one zone', () => {
  let server: TestServer;
  let owner: FullControlPlane;
  let bound: string;
  const ids: { [what: string]: unknown } = {};

  beforeAll(async () => {
    server = await openTestServer({ limits: { address: 1e6, wrongTokens: 1e6, organization: 1e6 } });
    owner = fullClient(server);
    for (const name of ['main', 'other'])
      await owner.accounts.add({ name, provider: 'zonefile', endpoint: `${server.folder}/${name}` });
    for (const [account, zone] of [
      ['main', 'mine.example'],
      ['main', 'theirs.example'],
      ['other', 'mine.example'],
    ] as const)
      await owner.zones.create({ zone, account, nameservers: ['ns1.example.net'] });
    const put = { name: 'www', type: 'TXT', ttl: 300, rdata: [`"${SECRET}"`] };
    const target = { kind: 'merge' as const, rrsets: [put], onlyNew: false };
    const first = await owner.plans.create({ zone: 'theirs.example', target });
    const report = await owner.plans.apply({ plan: first });
    ids['operation'] = report.operation;
    ids['snapshot'] = report.snapshotAfter;
    const edits = [{ op: 'remove' as const, name: 'www', type: 'TXT' }];
    ids['plan'] = await owner.plans.create({
      zone: 'theirs.example',
      target: { kind: 'edit', edits },
      keep: true,
    });
    ids['rule'] = (await owner.zones.protect({ zone: 'theirs.example' }, { name: 'mail', type: '*' })).id;
    bound = await addMember(server, 'bound@example.org', 'admin', {
      within: [{ account: 'main', zone: 'mine.example', may: 'write' }],
    });
  });
  afterAll(() => server.dispose());

  it.each(
    OPERATIONS.filter(({ id }) => !NAMES_NONE.test(id)).map(
      (operation) => [operation.id, operation] as const,
    ),
  )('%s keeps to it', async (id, operation) => {
    if (ASKS_ANYBODY.includes(id)) return;
    const input = inputsAbout('theirs.example', ids)[id];
    if (input === undefined)
      throw new Error(`${id} has no input here: say what it does to who is bound to a zone`);
    const before = await owner.zones.read({ zone: 'theirs.example' });
    const response = await callOperation(server, operation, input, bound);
    const body = await response.text();
    expect([200, 403, 404, 422, 204], body).toContain(response.status);
    expect(response.status === 200 ? body : '[]').toMatch(/^\[\]$/);
    expect(body).not.toContain(SECRET);
    expect(await owner.zones.read({ zone: 'theirs.example' })).toEqual(before);
    expect(await owner.zones.rules({ zone: 'theirs.example' })).toHaveLength(1);
  });

  it('sees its zone in lists, and no other', async () => {
    const client = fullClient(server, bound);
    expect((await client.accounts.list()).map(({ name }) => name)).toEqual(['main']);
    expect((await client.zones.list({})).map(({ name, account }) => `${account}/${name}`)).toEqual([
      'main/mine.example',
    ]);
    expect(await client.operations.list({ limit: 100 })).toEqual([]);
    const plan = await client.plans.create({
      zone: 'mine.example',
      target: { kind: 'edit', edits: [{ op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.1'] }] },
    });
    expect(await client.plans.apply({ plan })).toMatchObject({ outcome: 'applied', account: 'main' });
    const edits = [{ op: 'set' as const, name: 'later', type: 'A', rdata: ['192.0.2.3'] }];
    const later = await owner.plans.create({
      zone: 'mine.example',
      account: 'other',
      target: { kind: 'edit', edits },
    });
    await owner.plans.apply({ plan: later });
    // However many of other zones came after it.
    expect(await client.operations.list({ limit: 1 })).toMatchObject([{ zone: 'mine.example' }]);
    await expect(client.zones.get({ zone: 'mine.example', account: 'other' })).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
    });
    await expect(client.accounts.remove('main')).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    await expect(
      client.accounts.add({ name: 'more', provider: 'zonefile', endpoint: `${server.folder}/more` }),
    ).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    // What tells of the whole organization is for those who are bound to nothing.
    await expect(client.audit.list({ after: 0, limit: 1 })).rejects.toMatchObject({
      code: 'PERMISSION_MISSING',
    });
    await expect(client.organizations.limits()).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
  });

  it('may be a key, which is then bound by its maker too', async () => {
    const maker = fullClient(server, bound);
    const wide = await maker.apiKeys.create({ name: 'wide', scopes: ['zones:write', 'accounts:read'] });
    expect(await fullClient(server, wide.token).zones.list({})).toHaveLength(1);
    const elsewhere = await maker.apiKeys.create({
      name: 'elsewhere',
      scopes: ['zones:write', 'accounts:read'],
      within: [{ account: '*', zone: 'theirs.example', may: 'write' }],
    });
    expect(await fullClient(server, elsewhere.token).zones.list({ account: 'main' })).toEqual([]);
    const reader = await owner.apiKeys.create({
      name: 'reader',
      scopes: ['zones:write'],
      within: [{ account: 'main', zone: '*', may: 'read' }],
    });
    const reads = fullClient(server, reader.token);
    expect(await reads.zones.list({})).toHaveLength(2);
    const edits = [{ op: 'set' as const, name: 'new', type: 'A', rdata: ['192.0.2.9'] }];
    const plan = await reads.plans.create({ zone: 'mine.example', target: { kind: 'edit', edits } });
    await expect(reads.plans.apply({ plan })).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
  });

  it('is given no answer that somebody else was given under the same Idempotency-Key', async () => {
    const ask = (token: string): Promise<Response> =>
      server.fetch(`${server.url}${API_PREFIX}/plans`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': 'guessed',
        },
        body: JSON.stringify({
          zone: 'theirs.example',
          account: 'main',
          target: { kind: 'edit', edits: [{ op: 'remove', name: 'www', type: 'TXT' }] },
        }),
      });
    expect(await (await ask(server.token)).text()).toContain(SECRET);
    const refused = await ask(bound);
    expect([refused.status, await refused.text()]).toEqual([403, expect.not.stringContaining(SECRET)]);
  });

  it('leaves an entry in the audit log where it was refused', async () => {
    await expect(
      fullClient(server, bound).zones.read({ zone: 'theirs.example', account: 'main' }),
    ).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    const entries = await owner.audit.list({ after: 0, limit: 10_000 });
    expect(entries.at(-1)).toMatchObject({
      action: 'zones.read',
      outcome: 'refused',
      code: 'PERMISSION_MISSING',
    });
  });
});
