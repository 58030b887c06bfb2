import { RegctlError } from '../core/errors.ts';
import type { Account } from '../ports/account-store.ts';
import type { DnsProvider, OpenProvider } from '../ports/dns-provider.ts';
import type { EventOutbox } from '../ports/event-bus.ts';
import type { ZoneExportStore } from '../ports/zone-export-store.ts';
import type { Gate } from '../services/access/gate.ts';
import { guardProvider } from '../services/access/guarded-provider.ts';
import { addAccount } from '../services/accounts/add.ts';
import { findAccount, openAccount, type AccountDeps } from '../services/accounts/open.ts';
import { removeAccount, updateAccount } from '../services/accounts/update.ts';
import type { CheckDeps } from '../services/certs/check.ts';
import type { CertDeps } from '../services/certs/deps.ts';
import type { DomainDeps } from '../services/domains/deps.ts';
import type { LookupDeps } from '../services/lookups/index.ts';
import { applyPlan } from '../services/zones/apply.ts';
import { createZone } from '../services/zones/create.ts';
import { deleteZone } from '../services/zones/delete.ts';
import type { ZoneDeps } from '../services/zones/deps.ts';
import { findZoneToRead } from '../services/zones/find-zone.ts';
import { getZone, readZone } from '../services/zones/get.ts';
import { listZones } from '../services/zones/list.ts';
import { createPlan, snapshotNotFound } from '../services/zones/plan.ts';
import { checkPlan } from '../services/zones/ready.ts';
import { claimOwner, listOwners, listRules, protectZone, unprotectZone } from '../services/zones/rules.ts';
import type { CaAccess } from './cert-deps.ts';
import { deferred } from './deferred.ts';
import { guardDeps } from './guarded-deps.ts';
import type {
  AccountOperations,
  ControlPlane,
  OperationOperations,
  PlanOperations,
  ZoneOperations,
} from './index.ts';

/** Everything local mode is made of; a composition root hands it over. */
export interface LocalDeps
  extends
    AccountDeps,
    Omit<ZoneDeps, 'dnsOf'>,
    Pick<DomainDeps, 'jobs' | 'lookups'>,
    Pick<
      CertDeps,
      | 'delegation'
      | 'certificates'
      | 'keys'
      | 'x509'
      | 'internalCa'
      | 'deliveryPlaces'
      | 'caBudgets'
      | 'registeredDomain'
    >,
    CaAccess,
    Pick<CheckDeps, 'tls'> {
  readonly resolver: LookupDeps['resolver'];
  /** Keeps what happens until others are told; absent where there is nobody to tell. */
  readonly events?: EventOutbox;
  /** Exports of zones; absent where none are made. */
  readonly exports?: Pick<ZoneExportStore, 'get' | 'list'>;
  /** Closes the store. */
  readonly close: () => Promise<void>;
}

/**
 * Makes the control plane that runs in this process, straight against providers and the local store.
 *
 * @param opened - accounts in use; shared where several act in one store, each in another's name
 * @param gate - what stands between the caller and them, where not everybody may do everything
 */
export function createLocalControlPlane(
  all: LocalDeps,
  opened: Map<string, Promise<OpenProvider>> = new Map(),
  gate?: Gate,
): ControlPlane {
  const deps = gate === undefined ? all : guardDeps(all, gate);
  const open = async (account: Account): Promise<OpenProvider> => {
    const known = opened.get(account.name) ?? openAccount(all, account);
    opened.set(account.name, known);
    return gate === undefined ? known : guardProvider(await known, account.name, gate);
  };
  const zoneDeps: ZoneDeps = { ...deps, dnsOf: async (account) => dnsPart(account, await open(account)) };
  const domainDeps: DomainDeps = {
    ...deps,
    zones: zoneDeps,
    registrarOf: async (account) => (await open(account)).registrar,
  };
  const lookups = deferred(async () =>
    (await import('../services/lookups/index.ts')).createLookupOperations({
      resolver: deps.resolver,
      clock: deps.clock,
      findZone: (ref, call) => findZoneToRead(zoneDeps, ref, call),
    }),
  );
  // Once for all of them: what they do together, they do through these.
  let certDeps: Promise<CertDeps & CheckDeps> | undefined;
  const certs = (): Promise<CertDeps & CheckDeps> =>
    (certDeps ??= import('./cert-deps.ts').then(({ createCertDeps }) =>
      createCertDeps(deps, zoneDeps, lookups),
    ));
  return {
    accounts: accountOperations(deps, opened),
    zones: zoneOperations(zoneDeps),
    plans: planOperations(zoneDeps),
    operations: deferred(() => operationOperations(zoneDeps)),
    domains: deferred(async () => (await import('./local-domains.ts')).domainOperations(domainDeps)),
    jobs: deferred(async () => (await import('./local-domains.ts')).jobOperations(domainDeps)),
    hostnames: deferred(async () =>
      (await import('./local-hostnames.ts')).hostnameOperations({
        ...deps,
        hostnamesOf: async (account) => (await open(account)).hostnames,
        query: (question, call) => lookups.query(question, call),
      }),
    ),
    certs: deferred(async () => (await import('./local-certs.ts')).certificateOperations(await certs())),
    // A server has neither: its root would sign for names that nobody proved to be theirs, and its files and programs are not its users'.
    ...(deps.internalCa === undefined
      ? {}
      : {
          internalCa: deferred(async () =>
            (await import('./local-certs.ts')).internalCaOperations(await certs()),
          ),
        }),
    ...(deps.deliveryPlaces === undefined
      ? {}
      : {
          deliveries: deferred(async () =>
            (await import('./local-certs.ts')).deliveryOperations(await certs()),
          ),
        }),
    ...delegationsOf(deps.delegation, certs),
    ...exportsOf(deps),
    lookups,
    close: async () => {
      const providers = await Promise.allSettled(opened.values());
      for (const provider of providers) if (provider.status === 'fulfilled') await provider.value.close();
      await deps.close();
    },
  };
}

/** Delegations, where there is a zone that they can lead to. */
function delegationsOf(
  delegation: CertDeps['delegation'],
  certs: () => Promise<CertDeps>,
): Pick<ControlPlane, 'delegations' | 'delegationWork'> {
  if (delegation === undefined) return {};
  return {
    delegations: deferred(async () =>
      (await import('./local-delegations.ts')).delegationOperations({ ...(await certs()), delegation }),
    ),
    delegationWork: deferred(async () =>
      (await import('./local-delegations.ts')).delegationWork({ ...(await certs()), delegation }),
    ),
  };
}

/** Exports of zones, where there are any. */
function exportsOf({ exports }: LocalDeps): Pick<ControlPlane, 'zoneExports'> {
  if (exports === undefined) return {};
  return {
    zoneExports: deferred(async () =>
      (await import('./local-zone-exports.ts')).zoneExportOperations(exports),
    ),
  };
}

function accountOperations(deps: LocalDeps, opened: Map<string, Promise<OpenProvider>>): AccountOperations {
  return {
    list: () => deps.accounts.list(),
    get: (name) => findAccount(deps, name),
    add: (input, options) => addAccount(deps, input, options),
    update: async (name, input) => {
      const account = await updateAccount(deps, name, input);
      opened.delete(name);
      return account;
    },
    remove: async (name) => {
      await removeAccount(deps, name);
      opened.delete(name);
    },
    test: async (name, options) => {
      const provider = await openAccount(deps, await findAccount(deps, name));
      try {
        return await provider.test(options?.signal);
      } finally {
        await provider.close();
      }
    },
    capabilities: async (name) => {
      const account = await findAccount(deps, name);
      return (await deps.registry.load(account.provider)).description.dns;
    },
    providers: () => deps.registry.describe(),
  };
}

function zoneOperations(deps: ZoneDeps): ZoneOperations {
  return {
    list: (filter, options) => listZones(deps, filter, options),
    get: (ref, options) => getZone(deps, ref, options),
    read: (ref, options) => readZone(deps, ref, options),
    create: async (input, options) => {
      await createZone(deps, input, options);
      return getZone(deps, input, options);
    },
    delete: (ref, input, options) => deleteZone(deps, { ...ref, ...input }, options),
    history: (ref, input) => deps.snapshots.list({ ...ref, ...input }),
    snapshot: async (id) => {
      const found = await deps.snapshots.get(id);
      if (found === undefined) throw snapshotNotFound(id);
      return found;
    },
    rules: (ref, options) => listRules(deps, ref, options),
    protect: (ref, rule) => protectZone(deps, ref, rule),
    unprotect: (ref, id) => unprotectZone(deps, ref, id),
    owners: (ref, options) => listOwners(deps, ref, options),
    claim: (ref, input) => claimOwner(deps, ref, input),
  };
}

function planOperations(deps: ZoneDeps): PlanOperations {
  return {
    create: (request, options) => createPlan(deps, request, options),
    get: async (id) => {
      const plan = await deps.plans.get(id);
      if (plan !== undefined) return plan;
      throw new RegctlError('PLAN_NOT_FOUND', `plan ${id} not found`, {
        reason: 'the store of this machine holds no plan of that id',
        hint: 'make one with `regctl plan`',
      });
    },
    check: (request, options) => checkPlan(deps, request, options),
    apply: (request, options) => applyPlan(deps, request, options),
  };
}

async function operationOperations(deps: ZoneDeps): Promise<OperationOperations> {
  const { getOperation, listOperations } = await import('../services/zones/journal.ts');
  return {
    list: (filter) => listOperations(deps, filter),
    get: (id) => getOperation(deps, id),
  };
}

function dnsPart(account: Account, provider: OpenProvider): DnsProvider {
  if (provider.dns !== undefined) return provider.dns;
  throw new RegctlError('CAPABILITY_MISSING', `account ${account.name} serves no zones`, {
    reason: `${account.provider} has no DNS service`,
    hint: 'choose another account with `--account`',
  });
}
