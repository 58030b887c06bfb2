import { acmeAccountHandlers, certHandlers } from './cert-handlers.ts';
import type { Handlers } from './handler.ts';
import { backgroundHandlers } from './background-handlers.ts';
import { delegationHandlers } from './delegation-handlers.ts';
import { hostnameHandlers } from './hostname-handlers.ts';
import { organizationHandlers } from './organization-handlers.ts';
import { zoneExportHandlers } from './zone-export-handlers.ts';

/** Every operation of the contract as a call of the control plane; one that is missing or gives something else does not compile. */
export const handlers: Handlers = {
  accounts: {
    list: (regctl) => regctl.accounts.list(),
    get: (regctl, { name }) => regctl.accounts.get(name),
    add: (regctl, input, call) => regctl.accounts.add(input, call),
    update: (regctl, { name, ...input }) => regctl.accounts.update(name, input),
    remove: async (regctl, { name }) => {
      await regctl.accounts.remove(name);
      return null;
    },
    test: (regctl, { name }, call) => regctl.accounts.test(name, call),
    capabilities: (regctl, { name }) => regctl.accounts.capabilities(name),
    providers: (regctl) => regctl.accounts.providers(),
  },
  zones: {
    list: (regctl, filter, call) => regctl.zones.list(filter, call),
    get: (regctl, ref, call) => regctl.zones.get(ref, call),
    read: (regctl, ref, call) => regctl.zones.read(ref, call),
    create: (regctl, input, call) => regctl.zones.create(input, call),
    delete: (regctl, { confirm, ...ref }, call) => regctl.zones.delete(ref, { confirm }, call),
    history: (regctl, { limit, before, ...ref }) =>
      regctl.zones.history(ref, { limit, ...(before === undefined ? {} : { before }) }),
    snapshot: (regctl, { id }) => regctl.zones.snapshot(id),
    rules: (regctl, ref, call) => regctl.zones.rules(ref, call),
    protect: (regctl, { rule, ...ref }) => regctl.zones.protect(ref, rule),
    unprotect: async (regctl, { id, ...ref }) => {
      await regctl.zones.unprotect(ref, id);
      return null;
    },
    owners: (regctl, ref, call) => regctl.zones.owners(ref, call),
    claim: async (regctl, { owner, claimed, ...ref }) => {
      await regctl.zones.claim(ref, { owner, claimed });
      return null;
    },
  },
  zoneExports: zoneExportHandlers,
  plans: {
    create: (regctl, request, call) => regctl.plans.create(request, call),
    check: async (regctl, request, call) => {
      await regctl.plans.check(request, call);
      return null;
    },
    get: (regctl, { id }) => regctl.plans.get(id),
    apply: (regctl, request, call) => regctl.plans.apply(request, call),
    stop: async (_, { key }, call) => {
      await call.stop?.(key);
      return null;
    },
  },
  operations: {
    list: (regctl, filter) => regctl.operations.list(filter),
    get: (regctl, { id }) => regctl.operations.get(id),
  },
  domains: {
    list: (regctl, filter, call) => regctl.domains.list(filter, call),
    get: (regctl, ref, call) => regctl.domains.get(ref, call),
    check: (regctl, input, call) => regctl.domains.check(input, call),
    search: (regctl, input, call) => regctl.domains.search(input, call),
    prices: (regctl, input, call) => regctl.domains.prices(input, call),
    quote: (regctl, input, call) => regctl.domains.quote(input, call),
    purchaseOf: async (regctl, { key }) => (await regctl.domains.purchaseOf(key)) ?? null,
    buy: (regctl, input, call) => regctl.domains.buy(input, call),
    transferStatus: (regctl, ref, call) => regctl.domains.transferStatus(ref, call),
    change: (regctl, { setting, ...ref }, call) => regctl.domains.change(ref, setting, call),
    authCode: (regctl, ref, call) => regctl.domains.authCode(ref, call),
    contacts: (regctl, ref, call) => regctl.domains.contacts(ref, call),
    glue: (regctl, ref, call) => regctl.domains.glue(ref, call),
    setNameservers: (regctl, { name, account, ...input }, call) =>
      regctl.domains.setNameservers({ name, ...(account === undefined ? {} : { account }) }, input, call),
    ownNameservers: (regctl, ref, call) => regctl.domains.ownNameservers(ref, call),
    dnssec: (regctl, ref, call) => regctl.domains.dnssec(ref, call),
    setDnssec: (regctl, { wish, ...ref }, call) => regctl.domains.setDnssec(ref, wish, call),
    move: (regctl, input, call) => regctl.domains.move(input, call),
  },
  jobs: {
    list: (regctl, filter) => regctl.jobs.list(filter),
    get: (regctl, { id }, call) => regctl.jobs.get(id, call),
    wait: (regctl, { id }, call) => regctl.jobs.wait(id, call),
    cancel: (regctl, { id }, call) => regctl.jobs.cancel(id, call),
  },
  certs: certHandlers,
  acmeAccounts: acmeAccountHandlers,
  delegations: delegationHandlers,
  hostnames: hostnameHandlers,
  ...organizationHandlers,
  ...backgroundHandlers,
  lookups: {
    query: (regctl, request, call) => regctl.lookups.query(request, call),
    wait: (regctl, request, call) => regctl.lookups.wait(request, call),
    answer: (regctl, request, call) => regctl.lookups.query(request, call),
  },
};
