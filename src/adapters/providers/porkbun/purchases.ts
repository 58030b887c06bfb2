import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { parseMoney, type Money } from '../../../core/money.ts';
import type { DomainName } from '../../../core/names.ts';
import { DONE, type Progress, type Purchase, type Quote, type Registrar } from '../../../ports/registrar.ts';
import type { PorkbunClient } from './client.ts';
import { checkLimits, purchaseLimits } from './limits.ts';
import { DOMAINS_PAGE } from './refusal-rules.ts';
import { findRegistration } from './registrations.ts';
import { apiCheck, type ApiCheck } from './registrar-schema.ts';
import { apiNothing } from './schema.ts';
import { setAutoRenew, setNameservers } from './settings.ts';

/** The call for each kind of purchase, which is also its budget. */
const CALLS = { register: 'create', renew: 'renew', transfer: 'transfer' } as const;

const TERMS = {
  key: 'agreeToTerms',
  title: 'Porkbun Product Terms of Service Agreement',
  url: 'https://porkbun.com/legal/agreement/product_terms_of_service_agreement',
} as const;

/**
 * Availability and prices of one name (API v3, "Domain Check", read 2026-11-21).
 *
 * @param part - whether a name that Porkbun does not sell throws `DOMAIN_UNAVAILABLE` or `DOMAIN_NOT_FOUND`
 */
export async function checkName(
  client: PorkbunClient,
  name: DomainName,
  part: 'purchase' | 'registrar',
  signal?: AbortSignal,
): Promise<ApiCheck> {
  const { response } = await client.call({
    path: ['domain', 'checkDomain', name],
    expect: apiCheck,
    what: `${part === 'purchase' ? 'the purchase' : 'the check'} of ${name}`,
    domain: name,
    part,
    repeat: 'always',
    limits: checkLimits(client.context.account),
    signal,
  });
  return response;
}

/** Gives an amount of dollars as the API writes it; null where there is none or it cannot be read. */
export function dollars(text: string | null): Money | null {
  if (text === null) return null;
  try {
    return parseMoney(text, 'USD');
  } catch (error) {
    if (isRegctlError(error, 'INVALID_INPUT')) return null;
    throw error;
  }
}

export async function quote(
  client: PorkbunClient,
  { action, name, years }: Parameters<NonNullable<Registrar['quote']>>[0],
  signal?: AbortSignal,
): Promise<Quote> {
  const held = action === 'renew' ? await findRegistration(client, name, signal) : undefined;
  const found = await checkName(client, name, 'purchase', signal);
  const term = action === 'transfer' ? 1 : found.minDuration;
  refuseUnavailable(action, name, found);
  if (years !== 1 && years !== term) {
    throw new RegctlError('REGISTRAR_REFUSED', `${name} cannot be bought for ${years} years at Porkbun`, {
      reason: `its API sells the shortest term of the extension only, ${term} ${term === 1 ? 'year' : 'years'}`,
      hint: `leave out the years, or say ${term}`,
      provider: 'porkbun',
    });
  }
  const yearly = dollars(
    action === 'register' ? found.price : action === 'renew' ? found.renewal : found.transfer,
  );
  if (yearly === null) {
    throw new RegctlError('PROVIDER_UNAVAILABLE', `Porkbun gives no price for ${name}`, {
      reason: 'the reply has none that can be read',
      hint: `see the price at ${DOMAINS_PAGE}`,
      provider: 'porkbun',
    });
  }
  return {
    action,
    name,
    years: term,
    // The amount is that of the whole term, each year at the price shown (the vendor's tool for `domain/create`, read 2026-11-21).
    total: { ...yearly, minor: yearly.minor * term },
    expiresAt: held?.expiresAt ?? null,
    agreements: action === 'register' ? [TERMS] : [],
  };
}

function refuseUnavailable(action: Quote['action'], name: DomainName, found: ApiCheck): void {
  const isFree = found.avail === 'yes';
  const reason =
    action === 'register' && !isFree
      ? 'it is registered already'
      : action === 'register' && found.premium === 'yes'
        ? 'it is a premium name, which the API does not sell'
        : action === 'transfer' && isFree
          ? 'nobody has registered it'
          : undefined;
  if (reason === undefined) return;
  throw new RegctlError(
    'DOMAIN_UNAVAILABLE',
    `${name} cannot be ${action === 'register' ? 'registered' : 'transferred'}`,
    {
      reason,
      hint: action === 'register' ? 'choose another name' : 'register it instead',
      provider: 'porkbun',
    },
  );
}

/**
 * Buys, in one request that is never repeated. The API takes the exact amount and refuses any other, so the price needs no second look. `dryRun` is not used:
 * a server that does not know it would buy (read 2026-11-21).
 */
export async function buy(client: PorkbunClient, purchase: Purchase): Promise<Progress> {
  const { action, name, total } = purchase.quote;
  if (total === null || total.currency !== 'USD') {
    throw new RegctlError('PRICE_CHANGED', `there is no price in USD to buy ${name} for`, {
      reason: 'Porkbun demands the exact amount',
      hint: 'run the command again for a new quote; nothing was bought',
      provider: 'porkbun',
    });
  }
  if (action === 'transfer' && purchase.authCode === undefined) {
    throw new RegctlError('INVALID_INPUT', `the transfer of ${name} needs its auth code`, {
      reason: 'Porkbun hands it to the registry',
      hint: 'get it from the present registrar; nothing was bought',
      provider: 'porkbun',
    });
  }
  await client.call({
    path: ['domain', CALLS[action], name],
    body: {
      cost: total.minor,
      // Whether privacy goes as words, as the agreement does, or as a flag is not documented (read 2026-11-21).
      ...(action === 'register'
        ? { agreeToTerms: 'yes', whoisPrivacy: purchase.privacy ? 'yes' : 'no' }
        : {}),
      ...(action === 'transfer' ? { authCode: purchase.authCode } : {}),
    },
    // An answer of SUCCESS means bought, whatever else it says.
    expect: apiNothing,
    what: `the ${action === 'register' ? 'registration' : action === 'renew' ? 'renewal' : 'transfer'} of ${name}`,
    domain: name,
    part: 'purchase',
    repeat: 'never',
    limits: purchaseLimits(client.context.account, CALLS[action]),
    headers: { 'idempotency-key': purchase.idempotencyKey },
    signal: purchase.signal,
  });
  if (action === 'transfer')
    return { state: 'running', handle: name, detail: 'a transfer takes 5 to 7 days' };
  return action === 'register' ? settleIn(client, purchase) : DONE;
}

/** What `domain/create` cannot be told is set right after it. The name is bought by then: a failure is something to do, not a failed purchase. */
async function settleIn(
  client: PorkbunClient,
  { quote: { name }, nameservers, autoRenew }: Purchase,
): Promise<Progress> {
  const failures: string[] = [];
  const attempt = async (what: string, work: () => Promise<Progress>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!isRegctlError(error)) throw error;
      failures.push(`${what}: ${error.message}${error.reason === undefined ? '' : ` (${error.reason})`}`);
    }
  };
  await attempt(`auto-renew is not switched ${autoRenew ? 'on' : 'off'}`, () =>
    setAutoRenew(client, name, autoRenew),
  );
  if (nameservers.length > 0)
    await attempt('the name servers are not set', () => setNameservers(client, name, nameservers));
  if (failures.length === 0) return DONE;
  return { state: 'action-required', handle: null, detail: `${name} is bought, but ${failures.join('; ')}` };
}
