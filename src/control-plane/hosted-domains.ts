import { contract } from './contract.ts';
import type { DomainOperations, JobOperations } from './domains.ts';
import type { Call } from './http-call.ts';

/** Registrations, over HTTP. */
export function hostedDomains(call: Call): DomainOperations {
  const { domains } = contract;
  return {
    list: (filter, options) => call(domains.list, filter, options),
    get: (ref, options) => call(domains.get, ref, options),
    check: (input, options) => call(domains.check, input, options),
    search: (input, options) => call(domains.search, input, options),
    prices: (input, options) => call(domains.prices, input, options),
    quote: (input, options) => call(domains.quote, input, options),
    purchaseOf: async (key) => (await call(domains.purchaseOf, { key })) ?? undefined,
    buy: (input, options) => call(domains.buy, input, options),
    transferStatus: (ref, options) => call(domains.transferStatus, ref, options),
    change: (ref, setting, options) => call(domains.change, { ...ref, setting }, options),
    authCode: (ref, options) => call(domains.authCode, ref, options),
    contacts: (ref, options) => call(domains.contacts, ref, options),
    glue: (ref, options) => call(domains.glue, ref, options),
    setNameservers: (ref, input, options) => call(domains.setNameservers, { ...ref, ...input }, options),
    ownNameservers: (ref, options) => call(domains.ownNameservers, ref, options),
    dnssec: (ref, options) => call(domains.dnssec, ref, options),
    setDnssec: (ref, wish, options) => call(domains.setDnssec, { ...ref, wish }, options),
    move: (input, options) => call(domains.move, input, options),
  };
}

/** Requests that registrars work on, over HTTP. */
export function hostedJobs(call: Call): JobOperations {
  const { jobs } = contract;
  return {
    list: (filter) => call(jobs.list, filter),
    get: (id, options) => call(jobs.get, { id }, options),
    wait: (id, options) => call(jobs.wait, { id }, options),
    cancel: (id, options) => call(jobs.cancel, { id }, options),
  };
}
