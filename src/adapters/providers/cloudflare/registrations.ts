import type { DomainName } from '../../../core/names.ts';
import { parseDomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { Availability, Progress, SearchQuery } from '../../../ports/registrar.ts';
import type { CloudflareClient } from './client.ts';
import type { Call } from './sender.ts';
import { NAMES_PER_CHECK } from './limits.ts';
import { availabilityOf, unanswered } from './offers.ts';
import { progressOf, type WorkflowKind } from './registration.ts';
import { apiOffers, apiRegistration, apiWorkflow, type ApiRegistration } from './schema.ts';

type Options = Partial<Pick<Call, 'query' | 'body' | 'repeat' | 'signal'>>;

/** The calls of the registrar: the API of 2026; the older one ended on 2026-09-27 (read 2026-11-21). */
export class CloudflareRegistrations {
  readonly #client: CloudflareClient;
  readonly #account: string;
  readonly #isSandbox: boolean;

  constructor(client: CloudflareClient, { account, settings }: ProviderContext) {
    this.#client = client;
    this.#account = account;
    this.#isSandbox = settings['registrar'] === 'sandbox';
  }

  async list(signal?: AbortSignal): Promise<readonly ApiRegistration[]> {
    const about = `the registrations of account ${this.#account}`;
    return this.#client.cursorPages(
      apiRegistration,
      await this.#call('Read', 'GET', '/registrations', about, { signal }),
    );
  }

  /** @throws RegctlError `DOMAIN_NOT_FOUND` */
  async get(name: DomainName, signal?: AbortSignal): Promise<ApiRegistration> {
    const call = await this.#call('Read', 'GET', pathOf(name), name, { signal });
    return (await this.#client.call(apiRegistration, call)).result;
  }

  /** How a request stands. @throws RegctlError `DOMAIN_NOT_FOUND` where there is none */
  async status(kind: WorkflowKind, name: DomainName, signal?: AbortSignal): Promise<Progress> {
    const call = await this.#call('Read', 'GET', `${pathOf(name)}/${kind}-status`, name, { signal });
    return progressOf(kind, name, (await this.#client.call(apiWorkflow, call)).result);
  }

  async search({ keyword, tlds, limit }: SearchQuery, signal?: AbortSignal): Promise<Availability[]> {
    const query = {
      q: keyword,
      limit: String(limit),
      ...(tlds.length === 0 ? {} : { 'extensions[]': tlds }),
    };
    const call = await this.#call('Read', 'GET', '/domain-search', JSON.stringify(keyword), {
      query,
      signal,
    });
    const { result } = await this.#client.call(apiOffers, call);
    return result.domains.map((offer) => availabilityOf(offer, false)).slice(0, limit);
  }

  async check(names: readonly DomainName[], signal?: AbortSignal): Promise<Availability[]> {
    const found = new Map<DomainName, Availability>();
    for (let start = 0; start < names.length; start += NAMES_PER_CHECK) {
      const domains = names.slice(start, start + NAMES_PER_CHECK);
      const call = await this.#call('Read', 'POST', '/domain-check', domains.join(', '), {
        body: { domains },
        signal,
      });
      const { result } = await this.#client.call(apiOffers, call);
      for (const offer of result.domains) found.set(parseDomainName(offer.name), availabilityOf(offer, true));
    }
    // Names that are none are left out of the answer without a word (read 2026-11-21).
    return names.map((name) => found.get(name) ?? unanswered(name));
  }

  /** Buys: sent once and never again. */
  async register(name: DomainName, body: object): Promise<Progress> {
    // No signal: a purchase that was begun is seen through.
    const call = await this.#call('Edit', 'POST', '/registrations', name, { body, repeat: 'never' });
    return progressOf('registration', name, (await this.#client.call(apiWorkflow, call)).result);
  }

  async setAutoRenew(name: DomainName, autoRenew: boolean, signal?: AbortSignal): Promise<Progress> {
    const body = { auto_renew: autoRenew };
    const call = await this.#call('Edit', 'PATCH', pathOf(name), name, { body, repeat: 'refused', signal });
    return progressOf('update', name, (await this.#client.call(apiWorkflow, call)).result);
  }

  async #call(
    right: 'Read' | 'Edit',
    method: Call['method'],
    path: string,
    about: string,
    options: Options,
  ): Promise<Call> {
    const account = encodeURIComponent(await this.#client.accountId(options.signal));
    const needs = this.#isSandbox ? 'Registrar Sandbox' : `Registrar:${right}`;
    return {
      method,
      path: `/accounts/${account}/${this.#isSandbox ? 'registrar-sandbox' : 'registrar'}${path}`,
      subject: { kind: 'registrar', name: about, needs },
      ...options,
    };
  }
}

function pathOf(name: DomainName): string {
  return `/registrations/${encodeURIComponent(name)}`;
}
