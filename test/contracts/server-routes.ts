import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX, OPERATIONS } from '../../src/control-plane/contract.ts';
import { SCOPES, type AnyOperation } from '../../src/control-plane/contract/operation.ts';
import type { OpenServer, ServerSubject } from './server.ts';

/** Every caller there is, and what must come of a call with an input that is good for nothing. */
type Principal = 'nobody' | 'stranger' | 'tampered' | 'expired' | 'revoked' | 'too small a scope' | 'owner';

/** Every route by every caller, and two organizations that see nothing of each other, whatever runs the server. */
export function serverRoutesContract(name: string, open: OpenServer): void {
  describe(`every route: ${name}`, () => {
    let server: ServerSubject;
    const tokens: { [P in Principal]?: string } = {};
    beforeAll(async () => {
      server = await open({ limits: { address: 1e6, wrongTokens: 1e6, organization: 1e6 } });
      const owner = server.client();
      const expired = await owner.apiKeys?.create({ name: 'expired', scopes: [...SCOPES] });
      const aSecondAgo = new Date(Date.now() - 1_000).toISOString();
      await server.inDirectory(
        'update api_keys set expires_at = ? where id = ?',
        aSecondAgo,
        expired?.id ?? '',
      );
      const revoked = await owner.apiKeys?.create({ name: 'revoked', scopes: [...SCOPES] });
      await owner.apiKeys?.revoke(revoked?.id ?? '');
      const last = server.token.at(-1) === '0' ? '1' : '0';
      Object.assign(tokens, {
        stranger: `rgc_${'0'.repeat(69)}`,
        tampered: server.token.slice(0, -1) + last,
        expired: expired?.token,
        revoked: revoked?.token,
        owner: server.token,
      });
    });
    afterAll(() => server.dispose());

    it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
      '%s is kept from whoever may not',
      async (_, operation) => {
        for (const principal of ['nobody', 'stranger', 'tampered', 'expired', 'revoked'] as const)
          expect(await send(server, operation, tokens[principal]), principal).toBe(401);
        if (operation.scope !== null) {
          const others = SCOPES.filter(
            (scope) => scope !== operation.scope && scope !== operation.scope?.replace(/:read$/, ':write'),
          );
          const key = await server.client().apiKeys?.create({ name: operation.id, scopes: others });
          expect(await send(server, operation, key?.token), 'too small a scope').toBe(403);
        }
        const status = await send(server, operation, tokens.owner);
        expect([401, 500]).not.toContain(status);
      },
    );

    it('has a place in the contract, or needs no login for a reason', async () => {
      const open = ['/healthz', '/readyz', '/openapi.json', `${API_PREFIX}/setup`];
      for (const path of open) expect((await server.fetch(`${server.url}${path}`, {})).status).not.toBe(401);
      const document = (await (await server.fetch(`${server.url}/openapi.json`, {})).json()) as {
        readonly paths: { readonly [path: string]: object };
      };
      const described = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
      expect(described).toHaveLength(OPERATIONS.length);
    });
  });

  describe(`two organizations: ${name}`, () => {
    it('see nothing of each other', async () => {
      const server = await open();
      try {
        const ours = server.client();
        const theirs = server.client(await server.addOrganization());
        await ours.accounts.add({ ...server.account, name: 'main' });
        await ours.zones.create({ zone: 'example.org', account: 'main', nameservers: ['ns1.example.net'] });
        const plan = await ours.plans.create({
          zone: 'example.org',
          target: {
            kind: 'merge',
            rrsets: [{ name: 'www', type: 'A', ttl: 60, rdata: ['192.0.2.1'] }],
            onlyNew: false,
          },
          keep: true,
        });
        const report = await ours.plans.apply({ plan });
        const key = (await ours.apiKeys?.list())?.[0];
        expect(await theirs.accounts.list()).toEqual([]);
        await expect(theirs.accounts.get('main')).rejects.toMatchObject({ code: 'NO_ACCOUNT' });
        await expect(theirs.plans.get(plan.id)).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
        await expect(theirs.plans.apply({ plan })).rejects.toMatchObject({ code: 'NO_ACCOUNT' });
        await expect(theirs.operations.get(report.operation ?? '')).rejects.toMatchObject({
          code: 'NOT_FOUND',
        });
        await expect(theirs.zones.snapshot(report.snapshotAfter ?? '')).rejects.toMatchObject({
          code: 'SNAPSHOT_NOT_FOUND',
        });
        await expect(theirs.apiKeys?.revoke(key?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
        expect((await theirs.apiKeys?.list())?.map(({ id }) => id)).not.toContain(key?.id);
        const actions = (await theirs.audit?.list({ after: 0, limit: 100 }))?.map(({ action }) => action);
        expect(actions).not.toContain('zones.create');
      } finally {
        await server.dispose();
      }
    });
  });
}

/** Sends an input that is good for nothing to an operation. */
async function send(
  server: ServerSubject,
  operation: AnyOperation,
  token: string | undefined,
): Promise<number> {
  const path = operation.path.replaceAll(/\{\w+\}/g, 'none');
  const { method } = operation;
  const response = await server.fetch(`${server.url}${API_PREFIX}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{"none": []}' }),
  });
  await response.text();
  return response.status;
}
