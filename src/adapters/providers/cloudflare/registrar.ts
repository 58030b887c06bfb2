import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { formatMoney, type Money } from '../../../core/money.ts';
import type { DomainName } from '../../../core/names.ts';
import { DONE, type Progress, type Quote, type Registrar } from '../../../ports/registrar.ts';
import { registrarCapabilities } from './description.ts';
import { priceOf, unanswered } from './offers.ts';
import { handleOf, registrationBody, registrationOf } from './registration.ts';
import type { CloudflareRegistrations } from './registrations.ts';

/** The registrar part: what the API has, and nothing that it has not. */
export function cloudflareRegistrar(api: CloudflareRegistrations): Registrar {
  const priceNow = async (name: DomainName, years: number, signal?: AbortSignal): Promise<Money> => {
    const [offer = unanswered(name)] = await api.check([name], signal);
    return priceOf(offer, years);
  };
  return {
    capabilities: registrarCapabilities,
    list: async (signal) => (await api.list(signal)).map(registrationOf),
    get: async (name, signal) => registrationOf(await api.get(name, signal)),
    search: (query, signal) => api.search(query, signal),
    check: (names, signal) => api.check(names, signal),
    quote: async ({ action, name, years }, signal) => {
      refuseOthers(action, name);
      refuseYears(name, years);
      const total = await priceNow(name, years, signal);
      return { action, name, years, total, expiresAt: null, agreements: [] };
    },
    buy: async (purchase) => {
      const { quote, signal } = purchase;
      refuseOthers(quote.action, quote.name);
      const body = registrationBody(purchase);
      refusePrice(quote, await priceNow(quote.name, quote.years, signal));
      return api.register(quote.name, body);
    },
    findPurchase: ({ name }, signal) => findRegistration(api, name, signal),
    follow: async (handle, signal) => {
      const [, kind, name = ''] = /^(registration|update)\/(.+)$/.exec(handle) ?? [];
      if (kind === 'registration' || kind === 'update') return api.status(kind, name, signal);
      throw new RegctlError('NOT_FOUND', `${JSON.stringify(handle)} names no request at Cloudflare`, {
        reason: 'it is registration/NAME or update/NAME',
        provider: 'cloudflare',
      });
    },
    setAutoRenew: (name, autoRenew, signal) => api.setAutoRenew(name, autoRenew, signal),
  };
}

/** Looks for the request first, then for what it brings: a name is quoted only while the account does not hold it. */
async function findRegistration(
  api: CloudflareRegistrations,
  name: DomainName,
  signal: AbortSignal | undefined,
): Promise<Progress | undefined> {
  const request = await absentAsUndefined(api.status('registration', name, signal));
  if (request?.state === 'running' || request?.state === 'action-required') return request;
  const held = await absentAsUndefined(api.get(name, signal));
  if (held === undefined) return request?.state === 'failed' ? request : undefined;
  const handle = handleOf('registration', name);
  return held.status === 'registration_pending'
    ? { state: 'running', handle, detail: 'the registration is pending' }
    : { ...DONE, handle };
}

function refusePrice({ name, total }: Quote, now: Money): void {
  if (total !== null && total.minor === now.minor && total.currency === now.currency) return;
  throw new RegctlError('PRICE_CHANGED', `${name} costs ${formatMoney(now)} now`, {
    reason: total === null ? 'it was quoted without a price' : `it was quoted at ${formatMoney(total)}`,
    hint: 'nothing was bought; ask for the price again',
    provider: 'cloudflare',
  });
}

function refuseOthers(action: Quote['action'], name: DomainName): void {
  if (action === 'register') return;
  throw new RegctlError('CAPABILITY_MISSING', `Cloudflare cannot ${action} ${name} through its API`, {
    reason:
      action === 'renew' ? 'it renews by itself where auto-renew is on' : 'transfers start in the dashboard',
    hint: action === 'renew' ? `regctl domains autorenew ${name} on` : 'https://dash.cloudflare.com/',
    provider: 'cloudflare',
  });
}

function refuseYears(name: DomainName, years: number): void {
  const { min, max } = registrarCapabilities.years;
  if (years >= min && years <= max) return;
  throw new RegctlError('INVALID_INPUT', `${name} cannot be registered for ${years} years`, {
    reason: `Cloudflare sells ${min} to ${max} years`,
    hint: 'give another number of years',
    provider: 'cloudflare',
  });
}

async function absentAsUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isRegctlError(error, 'DOMAIN_NOT_FOUND')) return undefined;
    throw error;
  }
}
