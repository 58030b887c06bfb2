import type * as z from 'zod';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpRequest, HttpResponse } from '../../../ports/http-client.ts';
import { sendWithinBudget, type ApiLimits, type Repeat } from '../../http/within-budget.ts';
import { tryJson } from '../../http/json.ts';
import { hide, readCredential } from './credential.ts';
import { errorIn, failure, refusal, unreadable, type Subject } from './failures.ts';
import { apiLimits, DOMAINS_PER_PAGE } from './limits.ts';
import { apiDomain, apiDomains, apiShopper, type ApiDomain } from './schema.ts';

export const PRODUCTION = 'https://api.godaddy.com';

/** One request. Reads are repeated as often as need be, changes only where they were clearly not taken, purchases never. */
export interface Call {
  readonly method: HttpRequest['method'];
  /** Below the base URL, its parts percent-encoded. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: unknown;
  readonly subject: Subject;
  readonly repeat?: Repeat;
  /** A secret in the body: it is taken out of what GoDaddy says. */
  readonly secret?: string | undefined;
  /** Whether a partly successful answer (203, read 2026-11-21) is none, as what it lacks would be taken for absent. */
  readonly whole?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks GoDaddy's domains API v1, and v2 where v1 lacks something. */
export class GodaddyClient {
  readonly #context: ProviderContext;
  readonly #base: string;
  readonly #limits: ApiLimits;
  #wasLetIn = false;
  #customerId: string | undefined;

  constructor(context: ProviderContext) {
    this.#context = context;
    this.#base = (context.endpoint ?? PRODUCTION).replace(/\/+$/, '');
    this.#limits = apiLimits(context);
    this.#customerId = context.settings['customer-id'];
  }

  /** Sends a request whose answer is data. @throws RegctlError */
  async ask<T>(schema: z.ZodType<T>, call: Call): Promise<T> {
    const response = await this.#send(call);
    if (call.whole === true && response.status === 203)
      throw unreadable({ reason: 'the answer is not whole' }, call.subject);
    const said = errorIn(response.text);
    if (said !== undefined) throw unreadable({ reason: `${said.code}: ${said.message ?? ''}` }, call.subject);
    const parsed = schema.safeParse(tryJson(response.text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw unreadable({ reason: `the answer has another form than expected (${where})` }, call.subject);
  }

  /** Sends a change whose answer says nothing but that it was taken. @throws RegctlError */
  async tell(call: Call): Promise<void> {
    const { text } = await this.#send({ repeat: 'refused', ...call });
    const said = errorIn(text);
    if (said !== undefined) throw unreadable({ reason: `${said.code}: ${said.message ?? ''}` }, call.subject);
    if (text.trim() !== '' && tryJson(text) === undefined)
      throw unreadable({ reason: 'the answer is no JSON' }, call.subject);
  }

  /** Every registration, page by page. */
  async domains(limit: number | undefined, signal?: AbortSignal): Promise<readonly ApiDomain[]> {
    const all: ApiDomain[] = [];
    const pageSize = limit ?? DOMAINS_PER_PAGE;
    for (;;) {
      const marker = all.at(-1)?.domain;
      const page = await this.ask(apiDomains, {
        method: 'GET',
        path: '/v1/domains',
        query: {
          limit: String(pageSize),
          includes: 'nameServers',
          ...(marker === undefined ? {} : { marker }),
        },
        subject: {
          what: 'the list of domains',
          kind: 'account',
          scope: 'domains.domain:read',
          changes: false,
        },
        signal,
      });
      all.push(...page);
      if (page.length < pageSize || limit !== undefined || page.at(-1)?.domain === marker) return all;
    }
  }

  /** @throws RegctlError `DOMAIN_NOT_FOUND` */
  domain(name: DomainName, signal?: AbortSignal): Promise<ApiDomain> {
    return this.ask(apiDomain, {
      method: 'GET',
      path: domainPath(name),
      subject: { what: name, kind: 'registration', scope: 'domains.domain:read', changes: false },
      signal,
    });
  }

  /** The start of the v2 paths of a registration. @throws RegctlError `CAPABILITY_MISSING` where no customer is known */
  async v2Path(name: DomainName, signal?: AbortSignal): Promise<string> {
    return `/v2/customers/${encodeURIComponent(await this.customerId(signal))}/domains/${encodeURIComponent(name)}`;
  }

  get knowsCustomer(): boolean {
    const { settings } = this.#context;
    return settings['customer-id'] !== undefined || settings['shopper-id'] !== undefined;
  }

  async customerId(signal?: AbortSignal): Promise<string> {
    if (this.#customerId !== undefined) return this.#customerId;
    const shopper = this.#context.settings['shopper-id'];
    if (shopper === undefined) {
      throw failure(
        'CAPABILITY_MISSING',
        `account ${this.#context.account} does not say whose domains it holds`,
        {
          reason: 'this part of the API asks for the customer, and the credential does not name it',
          hint: `regctl accounts update ${this.#context.account} --setting shopper-id=NUMBER, the customer number of the GoDaddy account`,
        },
      );
    }
    const { customerId } = await this.ask(apiShopper, {
      method: 'GET',
      path: `/v1/shoppers/${encodeURIComponent(shopper)}`,
      query: { includes: 'customerId' },
      subject: {
        what: `shopper ${shopper}`,
        kind: 'account',
        scope: 'domains.domain:read',
        changes: false,
      },
      signal,
    });
    if (customerId === undefined)
      throw failure('PROVIDER_UNAVAILABLE', `GoDaddy names no customer of shopper ${shopper}`, {
        hint: `regctl accounts update ${this.#context.account} --setting customer-id=UUID`,
      });
    this.#customerId = customerId;
    return customerId;
  }

  async #send(call: Call): Promise<HttpResponse> {
    const { authorization, usesToken, secrets } = await readCredential(this.#context);
    const shopper = this.#context.settings['shopper-id'];
    const query = new URLSearchParams(call.query ?? {}).toString();
    const response = await sendWithinBudget(
      this.#context,
      this.#limits,
      {
        method: call.method,
        url: `${this.#base}${call.path}${query === '' ? '' : `?${query}`}`,
        headers: {
          authorization,
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(shopper === undefined ? {} : { 'x-shopper-id': shopper }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        timeoutMs: this.#context.timeoutMs,
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      },
      call.repeat ?? 'always',
    );
    if (response.status >= 200 && response.status < 300) {
      this.#wasLetIn = true;
      return response;
    }
    const text = hide(response.text, call.secret === undefined ? secrets : [...secrets, call.secret]);
    throw refusal({ ...response, text }, call.subject, {
      account: this.#context.account,
      usesToken,
      wasLetIn: this.#wasLetIn,
    });
  }
}

export function domainPath(name: DomainName): string {
  return `/v1/domains/${encodeURIComponent(name)}`;
}
