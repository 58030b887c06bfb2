import { isRegctlError, type RegctlError } from '../../../core/errors.ts';
import { formatMoney } from '../../../core/money.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { Progress, Purchase, PurchaseAction, Quote } from '../../../ports/registrar.ts';
import { domainPath, type GodaddyClient } from './client.ts';
import { contactsTo } from './contacts.ts';
import { failure, type Subject } from './failures.ts';
import { moneyOf } from './money.ts';
import { askAgreements, askAvailability, askAvailable, consentOf, refuseDearer, totalOf } from './offers.ts';
import { instant, isHeld, progressOf } from './registration.ts';
import { apiOrder, type ApiDomain, type ApiOrder } from './schema.ts';

/** Quotes, orders, and what became of them. */
export class Purchases {
  readonly #context: ProviderContext;
  readonly #client: GodaddyClient;

  constructor(context: ProviderContext, client: GodaddyClient) {
    this.#context = context;
    this.#client = client;
  }

  async quote(
    {
      action,
      name,
      years,
    }: { readonly action: PurchaseAction; readonly name: DomainName; readonly years: number },
    signal?: AbortSignal,
  ): Promise<Quote> {
    if (action === 'renew') {
      const domain = await this.#client.domain(name, signal);
      if (domain.renewable === false) throw notRenewable(domain);
      // v1 names no price of a renewal (read 2026-11-21).
      return { action, name, years, total: null, expiresAt: instant(domain.expires), agreements: [] };
    }
    const found = await askAvailable(this.#client, name, action === 'transfer', signal);
    const agreements = await askAgreements(this.#client, name, action === 'transfer', signal);
    return {
      action,
      name,
      years,
      total: totalOf(found, years),
      expiresAt: null,
      agreements: agreements.map(({ agreementKey, title, url }) => ({
        key: agreementKey,
        title,
        url: url ?? null,
      })),
    };
  }

  async buy(purchase: Purchase): Promise<Progress> {
    const { quote, signal } = purchase;
    if (quote.action === 'renew') await this.#refuseRenewed(quote, signal);
    else
      refuseDearer(quote, await askAvailable(this.#client, quote.name, quote.action === 'transfer', signal));
    return this.#seen(handleOf(quote), await this.#order(purchase));
  }

  /** v1 takes no idempotency key: what can be told is told from the registration, and from whether the name is still free. */
  async find(quote: Quote, signal?: AbortSignal): Promise<Progress | undefined> {
    const handle = handleOf(quote);
    const domain = await this.#domain(quote.name, signal);
    if (quote.action === 'renew') {
      if (domain === undefined) return undefined;
      const progress = renewalOf(domain, quote.expiresAt, handle);
      return progress.state === 'done' ? progress : undefined;
    }
    if (domain !== undefined && isHeld(domain)) return progressOf(domain, handle);
    if (
      quote.action === 'transfer' ||
      (await askAvailability(this.#client, quote.name, false, signal)).available
    )
      return undefined;
    return {
      state: 'action-required',
      handle,
      detail: `${quote.name} is no longer free and not in the account yet: look at the orders of the GoDaddy account before buying again`,
    };
  }

  /** How an order stands, by its handle. */
  async follow(handle: string, signal?: AbortSignal): Promise<Progress> {
    const [action, name = '', expiresAt] = handle.split('/');
    const domain = await this.#domain(name, signal);
    if (domain === undefined)
      return { state: 'running', handle, detail: `${name} does not show in the account yet` };
    return action === 'renew' ? renewalOf(domain, expiresAt ?? null, handle) : progressOf(domain, handle);
  }

  /** The order is placed, and nothing that fails now may look as if it were not: what cannot be asked counts as running. */
  async #seen(handle: string, { orderId, total, currency }: ApiOrder): Promise<Progress> {
    const order = `order ${orderId ?? 'without number'}`;
    try {
      const charged =
        total === undefined || currency === undefined
          ? order
          : `${order}, ${formatMoney(moneyOf(total, currency))} charged`;
      const progress = await this.follow(handle);
      const more = progress.state === 'done' || progress.detail === null ? '' : `; ${progress.detail}`;
      return { ...progress, detail: `${charged}${more}` };
    } catch (error) {
      if (!isRegctlError(error)) throw error;
      return { state: 'running', handle, detail: order };
    }
  }

  async #order({ quote, contacts, nameservers, autoRenew, authCode }: Purchase): Promise<ApiOrder> {
    const { action, name, years } = quote;
    const subject: Subject = {
      what: name,
      kind: 'purchase',
      scope: action === 'transfer' ? 'domains.transfer:execute' : 'domains.domain:create',
      changes: true,
    };
    const send = (path: string, body: object): Promise<ApiOrder> =>
      this.#client.ask(apiOrder, {
        method: 'POST',
        path,
        body,
        subject,
        repeat: 'never',
        secret: authCode,
      });
    if (action === 'renew') return send(`${domainPath(name)}/renew`, { period: years });
    const common = {
      consent: consentOf(
        this.#context,
        quote.agreements.map(({ key }) => key),
      ),
      period: years,
      // The paid product would come on top of the price that was quoted; contacts are hidden without it.
      privacy: false,
      renewAuto: autoRenew,
      ...contactsTo(contacts ?? {}),
    };
    if (action === 'transfer')
      return send(`${domainPath(name)}/transfer`, { ...common, authCode: authCode ?? '' });
    return send('/v1/domains/purchase', {
      ...common,
      domain: name,
      ...(nameservers.length === 0 ? {} : { nameServers: nameservers }),
    });
  }

  async #refuseRenewed(quote: Quote, signal?: AbortSignal): Promise<void> {
    const domain = await this.#client.domain(quote.name, signal);
    if (instant(domain.expires) === quote.expiresAt) return;
    throw failure(
      'CONFLICT',
      `${quote.name} has another expiry than when the renewal was quoted; nothing was bought`,
      {
        reason: `it expires at ${instant(domain.expires) ?? 'an unknown time'} and was to be renewed from ${quote.expiresAt ?? 'an unknown time'}`,
        hint: 'look whether it was renewed already, and ask for a new quote',
      },
    );
  }

  async #domain(name: DomainName, signal?: AbortSignal): Promise<ApiDomain | undefined> {
    try {
      return await this.#client.domain(name, signal);
    } catch (error) {
      if (isRegctlError(error, 'DOMAIN_NOT_FOUND')) return undefined;
      throw error;
    }
  }
}

function handleOf({ action, name, expiresAt }: Quote): string {
  return action === 'renew' ? `renew/${name}/${expiresAt ?? ''}` : `${action}/${name}`;
}

function renewalOf(domain: ApiDomain, before: string | null, handle: string): Progress {
  const now = instant(domain.expires);
  const isLater = now !== null && before !== null && Date.parse(now) > Date.parse(before);
  return { state: isLater ? 'done' : 'running', handle, detail: `it expires at ${now ?? 'an unknown time'}` };
}

function notRenewable({ domain, status }: ApiDomain): RegctlError {
  return failure('REGISTRAR_REFUSED', `${domain} cannot be renewed now`, {
    reason: `GoDaddy does not offer it; its status is ${status ?? 'not given'}`,
    hint: 'look at it in the GoDaddy account',
  });
}
