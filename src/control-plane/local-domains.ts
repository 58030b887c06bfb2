import { cancelJob } from '../services/domains/cancel.ts';
import { changeDomain } from '../services/domains/change.ts';
import { checkNames, searchNames } from '../services/domains/check.ts';
import type { DomainDeps } from '../services/domains/deps.ts';
import { getDnssec, setDnssec } from '../services/domains/dnssec.ts';
import { findDomain, registrarAccounts, requireAction } from '../services/domains/find-domain.ts';
import { getJob, refreshJob, waitForJob } from '../services/domains/jobs.ts';
import { daysUntil, listDomains } from '../services/domains/list.ts';
import { moveZone } from '../services/domains/move.ts';
import { ownNameservers, setNameservers } from '../services/domains/nameservers.ts';
import { comparePrices } from '../services/domains/prices.ts';
import { buy, quotePurchase } from '../services/domains/purchase.ts';
import { RegctlError } from '../core/errors.ts';
import type { DomainOperations, JobOperations } from './domains.ts';

/** Registrations, by the services of this process. */
export function domainOperations(deps: DomainDeps): DomainOperations {
  return {
    list: (filter, options) => listDomains(deps, filter, options),
    get: async (ref, options) => {
      const { account, registration } = await findDomain(deps, ref, options);
      return {
        ...registration,
        account: account.name,
        provider: account.provider,
        daysLeft: daysUntil(registration.expiresAt, deps.clock.now().getTime()),
      };
    },
    check: (input, options) => checkNames(deps, input, options),
    search: (input, options) => searchNames(deps, input, options),
    prices: (input, options) => comparePrices(deps, input, options),
    quote: (input, options) => quotePurchase(deps, input, options),
    purchaseOf: (key) => deps.jobs.findByKey(key),
    buy: (input, options) => buy(deps, input, options),
    transferStatus: async (ref, options) => {
      const [seller] = await registrarAccounts(deps, ref.account);
      if (seller === undefined) throw new RegctlError('INTERNAL', 'defect: no registrar');
      requireAction(seller, 'transfer-status', ref.name);
      const progress = await seller.registrar.transferStatus?.(ref.name, options?.signal);
      if (progress === undefined)
        throw new RegctlError('INTERNAL', 'defect: transfer-status is declared and not there');
      return { ...progress, account: seller.account.name };
    },
    change: (ref, setting, options) => changeDomain(deps, ref, setting, options),
    authCode: async (ref, options) => {
      const found = await findDomain(deps, ref, options);
      requireAction(found, 'auth-code', ref.name);
      return (await found.registrar.authCode?.(ref.name, options?.signal)) ?? '';
    },
    contacts: async (ref, options) => {
      const found = await findDomain(deps, ref, options);
      requireAction(found, 'contacts-get', ref.name);
      return (await found.registrar.contacts?.(ref.name, options?.signal)) ?? {};
    },
    glue: async (ref, options) => {
      const found = await findDomain(deps, ref, options);
      requireAction(found, 'glue-get', ref.name);
      return (await found.registrar.glue?.(ref.name, options?.signal)) ?? [];
    },
    setNameservers: (ref, input, options) => setNameservers(deps, ref, input, options),
    ownNameservers: (ref, options) => ownNameservers(deps, ref, options),
    dnssec: (ref, options) => getDnssec(deps, ref, options),
    setDnssec: (ref, wish, options) => setDnssec(deps, ref, wish, options),
    move: (input, options) => moveZone(deps, input, options),
  };
}

/** Requests that registrars work on, by the services of this process. */
export function jobOperations(deps: DomainDeps): JobOperations {
  return {
    list: (filter) => deps.jobs.list(filter),
    get: async (id, options) => refreshJob(deps, await getJob(deps, id), options?.signal),
    wait: (id, options) => waitForJob(deps, id, options),
    cancel: (id, options) => cancelJob(deps, id, options),
  };
}
