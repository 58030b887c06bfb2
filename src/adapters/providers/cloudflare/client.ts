import * as z from 'zod';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import {
  AMBIGUOUS_REFUSAL,
  credentialRejected,
  flatten,
  garbled,
  isCredentialRefusal,
  isPlainRefusal,
  permissionMissing,
  refusalOf,
  type Subject,
} from './failure.ts';
import { ZONES_PER_PAGE } from './limits.ts';
import { apiAccount, apiToken, type ApiEnvelope, type ApiPageInfo, type ApiToken } from './schema.ts';
import { Sender, type Call } from './sender.ts';

interface Reply<T> {
  readonly result: T;
  readonly info: ApiPageInfo;
}

/** Milliseconds between tries while the permissions of a new zone arrive. */
const NEW_ZONE_PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000];
/** Readings of a list that changed between two of its pages. */
const MAX_READINGS = 3;

/** Speaks the Cloudflare API v4: credentials, envelope, pages, errors. */
export class CloudflareClient {
  readonly #context: ProviderContext;
  readonly #sender: Sender;
  #accountId: string | undefined;

  constructor(context: ProviderContext) {
    this.#context = context;
    this.#sender = new Sender(context);
    this.#accountId = context.settings['account-id'];
  }

  /** @throws RegctlError */
  async call<T>(schema: z.ZodType<T>, call: Call): Promise<Reply<T>> {
    for (const pause of call.isNewZone === true ? [...NEW_ZONE_PAUSES, undefined] : [undefined]) {
      const { response, envelope } = await this.#sender.exchange(call);
      if (envelope === undefined) throw this.#garbled(call, response);
      const items = envelope.errors ?? [];
      if (response.status < 400 && (envelope.success ?? items.length === 0)) {
        const parsed = schema.safeParse(envelope.result);
        if (parsed.success) return { result: parsed.data, info: envelope.result_info ?? {} };
        const [issue] = parsed.error.issues;
        throw this.#garbled(call, response, issue && `${issue.path.join('.')}: ${issue.message}`);
      }
      if (isCredentialRefusal(items))
        throw credentialRejected(this.#context.account, wordsOf(envelope), response);
      const isAmbiguous =
        flatten(items).some(({ code }) => code === AMBIGUOUS_REFUSAL) ||
        ([401, 403].includes(response.status) && !isPlainRefusal(call.subject, items));
      if (!isAmbiguous) {
        if (response.status >= 500) throw this.#garbled(call, response, wordsOf(envelope));
        throw refusalOf(call.subject, response, items);
      }
      if (pause === undefined) throw await this.#whyRefused(call, response);
      await this.#context.clock.sleep(pause, call.signal);
    }
    throw new RegctlError('INTERNAL', 'defect: a call of Cloudflare without an end');
  }

  /** Reads all pages of a list; entries have ids. */
  async pages<T extends { readonly id: string }>(
    item: z.ZodType<T>,
    call: Call,
    perPage: number,
  ): Promise<T[]> {
    return (await this.fewPages(item, call, perPage, Infinity)) ?? [];
  }

  /** The same; undefined where the list has more than so many pages. */
  async fewPages<T extends { readonly id: string }>(
    item: z.ZodType<T>,
    call: Call,
    perPage: number,
    mostPages: number,
  ): Promise<T[] | undefined> {
    const list = z.array(item);
    for (let reading = 1; reading <= MAX_READINGS; reading++) {
      const found = new Map<string, T>();
      let total: number | undefined;
      for (let page = 1; ; page++) {
        const query = { ...call.query, page: String(page), per_page: String(perPage) };
        const { result, info } = await this.call(list, { ...call, query });
        for (const one of result) found.set(one.id, one);
        total = page === 1 && info.total_pages === 1 ? undefined : info.total_count;
        // Without a number of pages the end is a page with nothing on it: the server may give fewer than asked for.
        if (result.length === 0 || page >= (info.total_pages ?? Infinity)) break;
        if (Math.max(page + 1, info.total_pages ?? 0) > mostPages) return undefined;
      }
      if (total === undefined || total === found.size) return [...found.values()];
    }
    throw new RegctlError(
      'PROVIDER_UNAVAILABLE',
      `the list of ${call.subject.name} changed each time it was read`,
      {
        reason: 'somebody writes to it all the time',
        hint: 'try again when they are done',
        provider: 'cloudflare',
      },
    );
  }

  /** Reads all pages of a list with a cursor; an empty one is the end (read 2026-11-21). */
  async cursorPages<T>(item: z.ZodType<T>, call: Call): Promise<T[]> {
    const list = z.array(item);
    const found: T[] = [];
    for (let cursor = ''; ;) {
      const query = { ...call.query, ...(cursor === '' ? {} : { cursor }) };
      const { result, info } = await this.call(list, { ...call, query });
      found.push(...result);
      const next = info.cursor ?? '';
      if (next === '' || next === cursor) return found;
      cursor = next;
    }
  }

  /** The account that registrations and new zones belong to: as set, or the only one there is. @throws RegctlError `INVALID_CONFIG` */
  async accountId(signal?: AbortSignal): Promise<string> {
    if (this.#accountId !== undefined) return this.#accountId;
    const accounts = await this.pages(
      apiAccount,
      { method: 'GET', path: '/accounts', subject: this.#self('Account Settings:Read'), signal },
      ZONES_PER_PAGE,
    );
    const [only] = accounts;
    if (only === undefined || accounts.length > 1) {
      throw new RegctlError(
        'INVALID_CONFIG',
        `account ${this.#context.account} needs the setting account-id`,
        {
          reason:
            only === undefined
              ? 'the credential lists no account of Cloudflare'
              : `the credential reaches ${accounts.length}: ${accounts.map(({ id, name }) => `${id} (${name ?? ''})`).join(', ')}`,
          hint: `regctl accounts update ${this.#context.account} --setting account-id=ID`,
          provider: 'cloudflare',
        },
      );
    }
    this.#accountId = only.id;
    return only.id;
  }

  /** What Cloudflare says of the token; undefined where it knows none such, and for the global key, of which nothing can be asked. */
  async token(signal?: AbortSignal): Promise<ApiToken | undefined> {
    const verify = async (path: string): Promise<ApiToken | undefined> => {
      const call: Call = { method: 'GET', path, subject: this.#self('nothing'), signal };
      const { response, envelope } = await this.#sender.exchange(call);
      // A failure of the server says nothing of the token.
      if (envelope === undefined || response.status >= 500) throw this.#garbled(call, response);
      return response.status >= 400 ? undefined : apiToken.safeParse(envelope.result).data;
    };
    // A token of the account fails at the place for those of users (read 2026-11-21).
    const own = await verify('/user/tokens/verify');
    if (own !== undefined) return own;
    const account = this.#accountId ?? (await this.#firstAccount(signal));
    return account === undefined
      ? undefined
      : verify(`/accounts/${encodeURIComponent(account)}/tokens/verify`);
  }

  /** Tells whether the account has a token, and not the global key. */
  hasToken(): Promise<boolean> {
    return this.#sender.hasToken();
  }

  async #firstAccount(signal: AbortSignal | undefined): Promise<string | undefined> {
    const { envelope } = await this.#sender.exchange({
      method: 'GET',
      path: '/accounts',
      subject: this.#self('nothing'),
      signal,
    });
    return z.array(apiAccount).safeParse(envelope?.result).data?.[0]?.id;
  }

  /** 10000 is said to a wrong token as to one without the permission: the token itself is asked about. */
  async #whyRefused(call: Call, response: HttpResponse): Promise<RegctlError> {
    const { account } = this.#context;
    if (!(await this.#sender.hasToken())) return permissionMissing(account, call.subject, response);
    const token = await this.token(call.signal);
    if (token === undefined) return credentialRejected(account, 'it knows no such token', response);
    if (token.status === 'active') return permissionMissing(account, call.subject, response);
    return credentialRejected(account, `the token is ${token.status}`, response);
  }

  /** A reply that is none: after a write nobody knows what became of it. */
  #garbled({ subject, repeat = 'always' }: Call, response: HttpResponse, fault?: string): RegctlError {
    return garbled(subject, response, {
      code: repeat === 'never' ? 'NETWORK' : 'PROVIDER_UNAVAILABLE',
      isUnknown: repeat !== 'always' && (response.status < 400 || response.status >= 500),
      ...(fault === undefined ? {} : { fault }),
    });
  }

  #self(needs: string): Subject {
    return { kind: 'account', name: `account ${this.#context.account}`, needs };
  }
}

/** Tells whether an error says that the thing is not there, or that we may not see it. */
export function isOutOfSight(error: unknown): boolean {
  return isRegctlError(error, 'ZONE_NOT_FOUND', 'PERMISSION_MISSING');
}

function wordsOf({ errors }: ApiEnvelope): string {
  return flatten(errors ?? [])
    .map(({ code, message }) => `${message} (${code})`)
    .join(': ');
}
