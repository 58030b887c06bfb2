import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlLock } from '../../src/adapters/stores/sql/lock.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { readingReplica } from '../../src/adapters/stores/sql/replica.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { createVaultCredentialStore } from '../../src/adapters/stores/sql/vault.ts';
import type { GrantClient, ProviderGrant } from '../../src/core/provider-grant.ts';
import type { Credentials, CredentialStore } from '../../src/ports/credential-store.ts';
import type { Lock } from '../../src/ports/lock.ts';
import type { ProviderGrants } from '../../src/ports/provider-grants.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { createTestClock } from '../support/memory-stores.ts';
import { silent } from '../support/open-provider.ts';
import { credentialsOfGrant, withGrants } from '../../src/services/accounts/granted-credentials.ts';

const clock = createTestClock();
const CLIENT: GrantClient = {
  provider: 'cloudflare',
  clientId: 'id',
  clientSecret: 'secret',
  scopes: [],
  issuer: 'https://issuer.test',
  allowPrivateAddress: false,
};
const OWNER = { host: 'here', pid: 1, processStart: 'start', startOf: (): string => 'start' };
const plain = {
  seal: (_organization: string, _name: string, secret: string) => Promise.resolve(secret),
  open: (_organization: string, _name: string, sealed: string) => Promise.resolve(sealed),
};

function grantOf(name: string, endsInMs: number): ProviderGrant {
  const expiresAt = new Date(clock.now().getTime() + endsInMs).toISOString();
  return { accessToken: `access-${name}`, refreshToken: `refresh-${name}`, expiresAt };
}
const kept = (grant: ProviderGrant): Credentials => {
  const { token, renewal } = credentialsOfGrant(CLIENT, grant);
  return { ...token, ...renewal };
};
const OLD = kept(grantOf('old', 1_000));
const NEW = kept(grantOf('new', 3_600_000));

async function open(): Promise<{ readonly database: SqlDatabase; readonly vault: CredentialStore }> {
  const database = openNodeDatabase(':memory:');
  await database.run(
    sql("insert into organizations (id, name, slug, created_at) values ('org_one', 'One', 'one', '')"),
  );
  return { database, vault: createVaultCredentialStore(database, plain, clock, 'org_one') };
}

/** A provider that renews when it is let, and tells of what it was asked. */
function provider(): ProviderGrants & {
  readonly asked: string[];
  readonly isAsked: Promise<void>;
  readonly let: () => void;
} {
  const asked: string[] = [];
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  return {
    asked,
    isAsked: begun.promise,
    let: go.resolve,
    begin: () => Promise.reject(new Error('not here')),
    complete: () => Promise.reject(new Error('not here')),
    refresh: async (_, token) => {
      asked.push(`refresh ${token}`);
      begun.resolve();
      await go.promise;
      return grantOf('new', 3_600_000);
    },
    revoke: (_, token) => Promise.resolve(void asked.push(`revoke ${token}`)),
  };
}

describe('a grant that is being renewed', () => {
  const lockOf = (database: SqlDatabase): Lock =>
    // Who waits for it waits in earnest, as the other one works on.
    createSqlLock(database, systemClock, OWNER, () => crypto.randomUUID());
  const granted = (store: CredentialStore, database: SqlDatabase, grants: ProviderGrants): CredentialStore =>
    withGrants(
      store,
      { grants, clients: [CLIENT], lock: lockOf(database), clock, logger: silent },
      'org_one',
    );

  /** A renewal that the provider was asked for and has not answered. */
  const beginRenewal = async () => {
    const { database, vault } = await open();
    await vault.set('main', OLD);
    const grants = provider();
    const store = granted(vault, database, grants);
    const renewal = store.get('main');
    await grants.isAsked;
    return { vault, grants, store, renewal };
  };

  it('does not come back after its account was removed, and is revoked as it is then', async () => {
    const { vault, grants, store, renewal } = await beginRenewal();
    const removal = store.delete('main');
    grants.let();
    await Promise.all([renewal, removal]);
    expect(await vault.get('main')).toBeUndefined();
    expect(grants.asked).toEqual(['refresh refresh-old', 'revoke refresh-new']);
  });

  it('is not written over the secret that was given in its place', async () => {
    const { vault, grants, store, renewal } = await beginRenewal();
    const update = store.set('main', { 'api-token': 'own' });
    grants.let();
    await Promise.all([renewal, update]);
    expect(await vault.get('main')).toEqual({ 'api-token': 'own' });
  });

  it('was renewed by somebody else: a replica that has not heard of it spends no token twice', async () => {
    const [behind, now] = [await open(), await open()];
    await behind.vault.set('main', OLD);
    await now.vault.set('main', NEW);
    const grants = provider();
    grants.let();
    const both = readingReplica(behind.database, now.database);
    const store = granted(createVaultCredentialStore(both, plain, clock, 'org_one'), both, grants);
    expect(await store.get('main')).toEqual(NEW);
    expect(grants.asked).toEqual([]);
  });
});
