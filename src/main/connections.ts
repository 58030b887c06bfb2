import { createProviderGrants } from '../adapters/oidc/provider-grants.ts';
import { systemClock } from '../adapters/clock.ts';
import type { Fetch } from '../adapters/http/client.ts';
import { createSqlLock } from '../adapters/stores/sql/lock.ts';
import { RegctlError } from '../core/errors.ts';
import { GRANTING_PROVIDERS, type GrantClient } from '../core/provider-grant.ts';
import type { CredentialStore } from '../ports/credential-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Permissions } from '../ports/permissions.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { ConnectionDeps } from '../server/connections.ts';
import { connectAccount, connectingPrincipal, type ConnectDeps } from '../services/accounts/connect.ts';
import { withGrants } from '../services/accounts/granted-credentials.ts';

export interface ConnectionOptions {
  /** Registered by the operator; without any nobody connects an account so. */
  readonly clients: readonly GrantClient[];
  readonly fetchOf: (allowPrivateAddress: boolean) => Fetch;
  /** The directory, whose locks all processes share. */
  readonly database: SqlDatabase;
  readonly permissions: Permissions;
  readonly logger: Logger;
}

/** Joins grants of providers with the vault, and with the pages where people make them. */
export function openConnections({ clients, fetchOf, database, permissions, logger }: ConnectionOptions): {
  /** The secrets of an organization, whose grants are renewed. */
  readonly credentials: (organization: string, store: CredentialStore) => CredentialStore;
  readonly pages: (deps: Pick<ConnectDeps, 'addAccount'>) => ConnectionDeps;
} {
  const grants = createProviderGrants({ clock: systemClock, fetchOf });
  const self = `app ${crypto.randomUUID()}`;
  // Nobody can ask whether it is gone; its leases run out.
  const owner = { host: self, pid: 0, processStart: self, startOf: () => self };
  const lock = createSqlLock(database, systemClock, owner, () => crypto.randomUUID());
  const clientOf = (provider: string): GrantClient => {
    const found = clients.find((one) => one.provider === provider);
    if (found !== undefined) return found;
    throw new RegctlError('NOT_FOUND', 'no account can be connected so', {
      reason: 'the operator registered this server at no such provider',
      hint: 'connect it by a key: `regctl accounts add PROVIDER --name NAME`',
    });
  };
  return {
    credentials: (organization, store) =>
      withGrants(store, { grants, clients, lock, clock: systemClock, logger }, organization),
    pages: (deps) => ({
      providers: clients.map(({ provider: id }) => ({ id, title: GRANTING_PROVIDERS[id].title })),
      begin: async (who, provider, callback) => {
        await connectingPrincipal({ permissions }, who);
        return grants.begin(clientOf(provider), callback);
      },
      complete: (who, { provider, name }, back) =>
        connectAccount({ ...deps, grants, permissions }, who, { client: clientOf(provider), name }, back),
    }),
  };
}
