import { systemClock } from '../adapters/clock.ts';
import { createHttpClient, type Fetch } from '../adapters/http/client.ts';
import { systemRandom } from '../adapters/random.ts';
import { createSqlDirectory } from '../adapters/stores/sql/directory.ts';
import { createSqlIdempotencyStore } from '../adapters/stores/sql/idempotency.ts';
import { createSealedKeyStore } from '../adapters/stores/sql/sealed-keys.ts';
import { sql } from '../adapters/stores/sql/statement.ts';
import { createSqlVaultKeyStore, createVaultCredentialStore } from '../adapters/stores/sql/vault.ts';
import { createSecretBox } from '../adapters/vault/secret-box.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { backgroundOperations } from '../control-plane/local-background.ts';
import type { MembersDeps } from '../control-plane/local-members.ts';
import { organizationOperations } from '../control-plane/local-organization.ts';
import { withApprovals } from '../control-plane/with-approvals.ts';
import { digestText } from '../core/canonical-json.ts';
import { EVERY_SCOPE } from '../core/access.ts';
import type { TrustedIssuer } from '../core/issuer-trust.ts';
import { makeId } from '../core/ids.ts';
import type { GrantClient } from '../core/provider-grant.ts';
import type { SignInProvider } from '../core/sign-in-provider.ts';
import type { Authenticator, Principal } from '../ports/authenticator.ts';
import type { KeyStore } from '../ports/certificate-store.ts';
import type { CredentialStore } from '../ports/credential-store.ts';
import type { DigestText } from '../ports/digest.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { Logger } from '../ports/logger.ts';
import type { Invitation } from '../ports/member-store.ts';
import type { RequestLimiter } from '../ports/request-limiter.ts';
import type { KeyWrapper, SecretBox } from '../ports/secret-box.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { firstOf } from '../server/access-tokens.ts';
import { createApp } from '../server/app.ts';
import { DEFAULT_LIMITS, type RequestLimits, type ServerDeps } from '../server/deps.ts';
import type { KeptKeys } from '../server/issuer-keys.ts';
import type { OpenCalls } from '../server/open-calls.ts';
import { workloadAuthenticator } from '../server/workload-tokens.ts';
import { createGate, type Gate } from '../services/access/gate.ts';
import { chainedAuditLog } from '../services/audit/chain.ts';
import { apiKeyAuthenticator } from '../services/identity/api-keys.ts';
import { mailInvitation } from '../services/identity/invitation-mail.ts';
import { acceptWithKey } from '../services/identity/accept-invitation.ts';
import { limitsOf, OWN_SERVER_LIMITS } from '../services/identity/limits.ts';
import { memberPermissions } from '../services/identity/roles.ts';
import { makeSetupToken, setUp } from '../services/identity/setup.ts';
import { grantOfTrust, type WorkloadDeps } from '../services/identity/workload.ts';
import { openConnections } from './connections.ts';
import { nowhere, openIdentity } from './identity.ts';
import { openInvited } from './invited.ts';
import type { OrganizationPlanes } from './organization-planes.ts';
import type { ServerWork } from './server-work.ts';

/** Where the secrets of one organization lie. */
export interface OrganizationVault {
  readonly credentials: CredentialStore;
  readonly keys: KeyStore;
}

/** What differs between a process and a Worker. */
export interface ControlAppOptions extends Pick<
  ServerDeps,
  'addressOf' | 'isForOneCall' | 'onRequest' | 'outlive' | 'respond'
> {
  readonly version: string;
  readonly logger: Logger;
  /** Where the runtime has one that is faster than that of the core. */
  readonly digest?: DigestText;
  /** The directory: organizations, users, keys, vault, audit log. */
  readonly database: SqlDatabase;
  readonly keyWrappers: readonly KeyWrapper[];
  /** Its address as people and programs know it, without a path. */
  readonly origin: () => string;
  readonly limiter: RequestLimiter;
  readonly limits?: RequestLimits;
  /** Origins whose pages may ask; none where there is no list. */
  readonly corsOrigins?: readonly string[];
  /** Calls that go on when their callers are gone, where a process has to end them. */
  readonly openCalls?: OpenCalls;
  /** Outside issuers whose tokens let programs in, and how they are reached; none where it is not there. */
  readonly trustedIssuers?: readonly TrustedIssuer[];
  readonly issuerFetch?: (allowPrivateAddress: boolean) => Fetch;
  /** What is remembered of them, where that outlives the app. */
  readonly keptIssuers?: Map<string, KeptKeys>;
  /** Outside issuers that people sign in by. */
  readonly signIn?: readonly SignInProvider[];
  /** Clients at providers where people grant access to their accounts. */
  readonly providerClients?: readonly GrantClient[];
  /** Joins the work in the background; without it there is none. */
  readonly openWork?: (box: SecretBox) => ServerWork;
  readonly openPlanes: (
    vaultOf: (organization: string) => OrganizationVault,
    gateOf: (principal: Pick<Principal, 'organization' | 'within'>) => Gate,
  ) => OrganizationPlanes;
}

/** The app over a directory and the stores of organizations, on whatever runtime. */
export interface ControlApp {
  readonly fetch: (request: Request, surroundings?: unknown) => Response | Promise<Response>;
  readonly planes: OrganizationPlanes;
  readonly work: ServerWork | undefined;
  /** Makes the token of the first organization, where there is none. */
  setupToken(): Promise<string | undefined>;
  /** Lets requests begin again that a process was carrying out when it died; for one that is alone with its directory. */
  forgetCallsOfTheDead(): Promise<void>;
}

/** Joins what a process and a Worker have in common. */
export function openControlApp(options: ControlAppOptions): ControlApp {
  const { database, logger, version } = options;
  const directory = createSqlDirectory(database);
  const requests = options.limits ?? { ...DEFAULT_LIMITS, organization: OWN_SERVER_LIMITS.requestsPerMinute };
  const deps = {
    ...directory,
    permissions: memberPermissions(directory),
    defaultLimits: { ...OWN_SERVER_LIMITS, requestsPerMinute: requests.organization },
    clock: systemClock,
    random: systemRandom,
    digest: options.digest ?? digestText,
  };
  const box = createSecretBox(createSqlVaultKeyStore(database), options.keyWrappers, systemClock);
  const work = options.openWork?.(box);
  const connections = openConnections({
    clients: options.issuerFetch === undefined ? [] : (options.providerClients ?? []),
    fetchOf: (allowPrivateAddress) => options.issuerFetch?.(allowPrivateAddress) ?? nowhere,
    database,
    permissions: deps.permissions,
    logger,
  });
  const credentialsOf = (organization: string): CredentialStore =>
    connections.credentials(
      organization,
      createVaultCredentialStore(database, box, systemClock, organization),
    );
  const planes = options.openPlanes(
    (organization) => ({
      credentials: credentialsOf(organization),
      keys: createSealedKeyStore(database, box, systemClock, organization),
    }),
    (principal) => createGate(deps, principal),
  );
  const { identity, accessTokens } = openIdentity({ ...options, ...deps });
  const leftOf: MembersDeps['leftOf'] = async (principal) => ({
    accounts: (await (await planes.of(principal)).accounts.list()).map(({ name }) => name),
    zoneFiles: await planes.zoneFiles(principal.organization),
  });
  const mailer = work?.server.mailer;
  const invited = async (invitation: Invitation, mailToken: string): Promise<void> => {
    if (mailer === undefined) return;
    const organization = (await deps.organizations.get(invitation.organization))?.name ?? 'an organization';
    await mailInvitation({ mailer, logger, origin: options.origin(), organization }, invitation, mailToken);
  };
  const idempotency = createSqlIdempotencyStore(database, systemClock);
  const app = createApp({
    version,
    logger,
    authenticator: firstOf([accessTokens, ...workloads(options, deps), apiKeyAuthenticator(deps)]),
    identity,
    connections: connections.pages({
      addAccount: async (principal, account, call) =>
        (await planes.of(principal)).accounts.add(account, call),
    }),
    invited: openInvited(deps, { ...options, mailer, provider: identity.provider }),
    audit: chainedAuditLog(deps.auditEntries, systemClock),
    limiter: options.limiter,
    digest: deps.digest,
    limits: requests,
    requestsPerMinute: async (organization) => (await limitsOf(deps, organization)).requestsPerMinute,
    corsOrigins: options.corsOrigins ?? [],
    idempotency,
    controlPlane: keptForWhoAsks(planes, (regctl, principal) => ({
      ...withApprovals(regctl, deps, principal),
      ...organizationOperations({ ...deps, leftOf, invited }, principal),
      ...(work === undefined
        ? {}
        : backgroundOperations(
            {
              ...work.server.webhooks,
              limits: deps.limits,
              defaultLimits: deps.defaultLimits,
              queue: work.queue,
              live: work.live,
            },
            principal.organization,
          )),
    })),
    ...(work === undefined
      ? {}
      : { seenThrough: { live: work.live, clock: systemClock, open: options.openCalls } }),
    ...(options.onRequest === undefined ? {} : { onRequest: options.onRequest }),
    setUp: (input) => setUp(deps, [EVERY_SCOPE], input),
    acceptInvitation: (input) => acceptWithKey(deps, input),
    ready: async () => void (await database.first(sql('select 1'))),
    addressOf: options.addressOf,
    ...(options.isForOneCall === undefined ? {} : { isForOneCall: options.isForOneCall }),
    ...(options.respond === undefined ? {} : { respond: options.respond }),
    ...(options.outlive === undefined ? {} : { outlive: options.outlive }),
    newId: () => makeId('req', systemClock.now(), systemRandom.bytes(7)),
  });
  return {
    fetch: (request, surroundings) => app.fetch(request, surroundings as object),
    planes,
    work,
    setupToken: () => makeSetupToken(deps),
    forgetCallsOfTheDead: () => idempotency.forgetRunning(),
  };
}

/** Joins a control plane once for one who asks again and again, as long as nothing of what they may do has changed. */
function keptForWhoAsks(
  planes: OrganizationPlanes,
  join: (regctl: ControlPlane, principal: Principal) => ControlPlane,
): ServerDeps['controlPlane'] {
  const kept = new WeakMap<ControlPlane, { readonly asks: string; readonly joined: ControlPlane }>();
  return async (principal) => {
    const regctl = await planes.of(principal);
    const asks = JSON.stringify(principal);
    const known = kept.get(regctl);
    if (known?.asks === asks) return known.joined;
    const joined = join(regctl, principal);
    kept.set(regctl, { asks, joined });
    return joined;
  };
}

/** Who outside issuers vouch for, where some are trusted. */
function workloads(
  { trustedIssuers = [], issuerFetch, keptIssuers, origin, logger }: ControlAppOptions,
  deps: WorkloadDeps,
): readonly Authenticator[] {
  if (issuerFetch === undefined || trustedIssuers.length === 0) return [];
  const grantOf = (trust: TrustedIssuer): ReturnType<typeof grantOfTrust> => grantOfTrust(deps, trust);
  const http = (allowPrivateAddress: boolean): HttpClient =>
    createHttpClient({ fetch: issuerFetch(allowPrivateAddress), clock: systemClock, logger });
  const kept = keptIssuers === undefined ? {} : { kept: keptIssuers };
  return [
    workloadAuthenticator({ trusted: trustedIssuers, grantOf, http, ...kept, clock: systemClock, origin }),
  ];
}
