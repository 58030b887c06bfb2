import type * as z from 'zod';
import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import { sendWithinBudget, type ApiLimits, type Repeat } from '../../http/within-budget.ts';
import { tryJson } from '../../http/json.ts';
import { description } from './description.ts';
import { generalLimits } from './limits.ts';
import type { About } from './refusal-rules.ts';
import { refusal } from './refusals.ts';
import { apiDomains, apiEnvelope, apiNothing, type ApiDomain } from './schema.ts';

/** One call: the parts of its path, and what is expected of it. */
export interface Call<T> {
  /** Parts behind the base URL, not encoded yet: `dns`, `edit`, the domain, the id. */
  readonly path: readonly string[];
  /** Absent: GET. */
  readonly body?: object;
  readonly expect: z.ZodType<T>;
  /** For messages: `zone example.com`, `the list of domains`. */
  readonly what: string;
  readonly domain?: DomainName;
  readonly part: About['part'];
  readonly repeat: Repeat;
  readonly limits?: ApiLimits;
  readonly headers?: { readonly [name: string]: string };
  readonly signal?: AbortSignal | undefined;
}

/** Rows of one page of `listAll` (API v3, "Domain List All", read 2026-11-21). */
const PAGE_SIZE = 1000;
/** No account is that large; a server that never ends is not followed for ever. */
const MAX_PAGES = 200;

/**
 * Speaks Porkbun's API v3. Keys go in headers, never in bodies; reads are GET where nothing but the path is said. The `status` in the body decides before the
 * HTTP status: refusals also came with 200 (read 2026-11-21).
 */
export class PorkbunClient {
  readonly context: ProviderContext;
  readonly #base: string;
  readonly #limits: ApiLimits;
  /** For writes: one can be stopped while it waits for its turn, not once it was sent, when nobody could tell what became of it. */
  readonly #seenThrough: ProviderContext;

  constructor(context: ProviderContext) {
    this.context = context;
    this.#seenThrough = {
      ...context,
      http: {
        send: ({ signal, ...request }) => {
          if (signal?.aborted !== true) return context.http.send(request);
          return Promise.reject(
            new RegctlError('INTERRUPTED', 'stopped before anything was sent to Porkbun'),
          );
        },
      },
    };
    this.#base = (context.endpoint ?? description.endpoint.default ?? '').replace(/\/+$/, '');
    this.#limits = generalLimits(context.account);
  }

  /** @throws RegctlError as `refusal` says; `NETWORK` with `details.outcome: 'unknown'` when a write may have been made */
  async call<T>(call: Call<T>): Promise<T> {
    const { 'api-key': key = '', 'secret-api-key': secret = '' } = await this.context.credentials();
    const response = await sendWithinBudget(
      call.repeat === 'always' ? this.context : this.#seenThrough,
      call.limits ?? this.#limits,
      {
        method: call.body === undefined ? 'GET' : 'POST',
        url: [this.#base, ...call.path.map((part) => encodeURIComponent(part))].join('/'),
        headers: {
          'x-api-key': key,
          'x-secret-api-key': secret,
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        timeoutMs: this.context.timeoutMs,
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      },
      call.repeat,
    );
    return this.#read(call, response);
  }

  /** A write without content in its answer. It is sent again only when the server clearly did not take it. */
  async write(call: Omit<Call<object>, 'expect' | 'repeat'>): Promise<void> {
    await this.call({ ...call, expect: apiNothing, repeat: 'refused' });
  }

  /** Every domain of the account, or the one asked for; older servers pass over the filter (read 2026-11-21). */
  async domains(only?: DomainName, signal?: AbortSignal): Promise<readonly ApiDomain[]> {
    const found = new Map<string, ApiDomain>();
    for (let page = 0; page < MAX_PAGES; page++) {
      const { domains } = await this.call({
        path: ['domain', 'listAll'],
        body: {
          start: String(page * PAGE_SIZE),
          includeLabels: 'yes',
          ...(only === undefined ? {} : { domain: only }),
        },
        expect: apiDomains,
        what: 'the list of domains',
        part: 'account',
        repeat: 'always',
        signal,
      });
      const before = found.size;
      for (const row of domains) found.set(row.domain.toLowerCase(), row);
      const wanted = only === undefined ? undefined : found.get(only);
      if (wanted !== undefined) return [wanted];
      // A server that gives the same page again has no more.
      if (domains.length < PAGE_SIZE || found.size === before) break;
    }
    return only === undefined ? [...found.values()] : [];
  }

  #read<T>(call: Call<T>, response: HttpResponse): T {
    const json = tryJson(response.text);
    const envelope = apiEnvelope.safeParse(json);
    const isRead = call.repeat === 'always';
    if (!envelope.success) throw this.#unreadable(call, response, 'it is not the JSON of the API');
    if (envelope.data.status.toUpperCase() !== 'SUCCESS') {
      // Behind a failure of the server a write may have been made all the same.
      if (response.status >= 500 && !isRead)
        throw this.#unreadable(call, response, envelope.data.message ?? 'the server failed');
      const about: About = {
        account: this.context.account,
        what: call.what,
        part: call.part,
        ...(call.domain === undefined ? {} : { domain: call.domain }),
      };
      throw refusal(about, envelope.data, response.status);
    }
    const content = call.expect.safeParse(json);
    if (content.success) return content.data;
    const [issue] = content.error.issues;
    throw this.#unreadable(
      call,
      response,
      issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`,
    );
  }

  #unreadable<T>(call: Call<T>, response: HttpResponse, reason: string): RegctlError {
    const init = { reason: `${reason} (HTTP status ${response.status})`, provider: 'porkbun' };
    if (call.repeat !== 'always') {
      return new RegctlError('NETWORK', `it is not known whether Porkbun made the change to ${call.what}`, {
        ...init,
        hint: 'look at what is there before trying again',
        details: { outcome: 'unknown' },
      });
    }
    return new RegctlError('PROVIDER_UNAVAILABLE', `the reply about ${call.what} cannot be understood`, {
      ...init,
      hint: `check that the endpoint is Porkbun's API v3, such as ${description.endpoint.example}; else try again in some minutes`,
    });
  }
}
