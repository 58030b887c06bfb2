import { rememberBookmark } from './bookmark.ts';
import { contract } from './contract.ts';
import { hostedBackground } from './hosted-background.ts';
import { hostedCertificates } from './hosted-certs.ts';
import { hostedDelegations } from './hosted-delegations.ts';
import { hostedDomains, hostedJobs } from './hosted-domains.ts';
import { hostedHostnames } from './hosted-hostnames.ts';
import { hostedOrganization } from './hosted-organization.ts';
import { callOperation, type Call, type HostedOptions } from './http-call.ts';
import type { ControlPlane, ZoneOperations } from './index.ts';

/** Makes the control plane that a server carries out: the same as the local one, over HTTP. */
export function createHostedControlPlane(options: HostedOptions): ControlPlane {
  const hosted = { ...options, http: rememberBookmark(options.http) };
  const call: Call = (operation, input, options) => callOperation(hosted, operation, input, options);
  const { accounts, plans, operations, lookups, zoneExports } = contract;
  return {
    accounts: {
      list: () => call(accounts.list, {}),
      get: (name) => call(accounts.get, { name }),
      add: (input, options) => call(accounts.add, input, options),
      update: (name, input) => call(accounts.update, { ...input, name }),
      remove: async (name) => void (await call(accounts.remove, { name })),
      test: (name, options) => call(accounts.test, { name }, options),
      capabilities: (name) => call(accounts.capabilities, { name }),
      providers: () => call(accounts.providers, {}),
    },
    zones: hostedZones(call),
    plans: {
      create: (request, options) => call(plans.create, request, options),
      check: async (request, options) => void (await call(plans.check, request, options)),
      get: (id) => call(plans.get, { id }),
      apply: (request, options) => call(plans.apply, request, options),
    },
    operations: {
      list: (filter) => call(operations.list, filter),
      get: (id) => call(operations.get, { id }),
    },
    domains: hostedDomains(call),
    jobs: hostedJobs(call),
    certs: hostedCertificates(call),
    delegations: hostedDelegations(call),
    hostnames: hostedHostnames(call),
    zoneExports: {
      list: (filter) => call(zoneExports.list, filter),
      get: (which) => call(zoneExports.get, which),
    },
    lookups: {
      query: (request, options) => call(lookups.query, request, options),
      wait: (request, options) => call(lookups.wait, request, options),
    },
    ...hostedOrganization(call),
    ...hostedBackground(call),
    close: () => Promise.resolve(),
  };
}

function hostedZones(call: Call): ZoneOperations {
  const { zones } = contract;
  return {
    list: (filter, options) => call(zones.list, filter, options),
    get: (ref, options) => call(zones.get, ref, options),
    read: (ref, options) => call(zones.read, ref, options),
    create: (input, options) => call(zones.create, input, options),
    delete: (ref, input, options) => call(zones.delete, { ...ref, ...input }, options),
    history: (ref, input) => call(zones.history, { ...ref, ...input }),
    snapshot: (id) => call(zones.snapshot, { id }),
    rules: (ref, options) => call(zones.rules, ref, options),
    protect: (ref, rule) => call(zones.protect, { ...ref, rule }),
    unprotect: async (ref, id) => void (await call(zones.unprotect, { ...ref, id })),
    owners: (ref, options) => call(zones.owners, ref, options),
    claim: async (ref, input) => void (await call(zones.claim, { ...ref, ...input })),
  };
}
