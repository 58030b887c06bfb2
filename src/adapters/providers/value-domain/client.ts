import type * as z from 'zod';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpRequest } from '../../../ports/http-client.ts';
import { sendWithinBudget, type Repeat } from '../../http/within-budget.ts';
import { tryJson } from '../../http/json.ts';
import { description } from './description.ts';
import { failureOf, noEnvelope, unavailable, type Subject } from './errors.ts';
import { limitsOf, PAGE_SIZE } from './limits.ts';
import {
  apiDomain,
  apiEnvelope,
  apiFailure,
  apiZone,
  type ApiDomain,
  type ApiEnvelope,
  type ApiZone,
} from './schema.ts';

interface Call {
  readonly method: HttpRequest['method'];
  /** Behind the base URL, with its query. */
  readonly path: string;
  readonly body?: object;
  readonly repeat: Repeat;
  readonly subject: Subject;
  readonly secrets?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Speaks the VALUE-DOMAIN API, v1. A method builds a request; the reply is checked before anyone uses it. */
export class ValueDomainClient {
  readonly #context: ProviderContext;
  readonly #base: string;

  constructor(context: ProviderContext) {
    this.#context = context;
    this.#base = (context.endpoint ?? description.endpoint.default ?? '').replace(/\/+$/, '');
  }

  get account(): string {
    return this.#context.account;
  }

  /** Rows of the account's registrations; each has a zone, too. */
  domains(signal?: AbortSignal): Promise<readonly ApiDomain[]> {
    return this.list('domains', apiDomain, accountSubject(this.account), signal);
  }

  /** @throws RegctlError `ZONE_NOT_FOUND` */
  zone(zone: DomainName, signal?: AbortSignal): Promise<ApiZone> {
    return this.read(`${domainPath(zone)}/dns`, apiZone, zoneSubject(zone), signal);
  }

  /** Replaces the whole zone, and gives it as stored where the reply shows it. */
  async putZone(zone: DomainName, body: ApiZone): Promise<ApiZone | undefined> {
    const { results } = await this.#send({
      method: 'PUT',
      path: `${domainPath(zone)}/dns`,
      body,
      repeat: 'refused',
      subject: zoneSubject(zone),
    });
    return apiZone.safeParse(results).data;
  }

  /** Reads `results` of one object. */
  async read<T>(path: string, schema: z.ZodType<T>, subject: Subject, signal?: AbortSignal): Promise<T> {
    const { results } = await this.#send({ method: 'GET', path, repeat: 'always', subject, signal });
    return this.#parse(schema, results, subject);
  }

  /** Reads all pages of a list: `paging.max` is the number of rows (read 2026-11-21). */
  async list<T>(
    path: string,
    row: z.ZodType<T>,
    subject: Subject,
    signal?: AbortSignal,
  ): Promise<readonly T[]> {
    const rows: T[] = [];
    for (let page = 1; ; page++) {
      const { results, paging } = await this.#send({
        method: 'GET',
        path: `${path}?limit=${PAGE_SIZE}&page=${page}`,
        repeat: 'always',
        subject,
        signal,
      });
      const found = this.#parse(row.array(), results, subject);
      rows.push(...found);
      if (found.length === 0 || rows.length >= (paging?.max ?? 0)) return rows;
    }
  }

  /** Makes a change that may be sent again when it was clearly refused. */
  async change(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: object | undefined,
    subject: Subject,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.#send({
      method,
      path,
      ...(body === undefined ? {} : { body }),
      repeat: 'refused',
      subject,
      signal,
    });
  }

  /** Sends what costs money, once. It is not broken off once it is under way: its outcome would not be known. */
  async buy(
    method: 'POST' | 'PUT',
    path: string,
    body: object,
    subject: Subject,
    secrets: readonly string[] = [],
  ): Promise<unknown> {
    const { results } = await this.#send({ method, path, body, repeat: 'never', subject, secrets });
    return results;
  }

  async #send({ method, path, body, repeat, subject, secrets = [], signal }: Call): Promise<ApiEnvelope> {
    const { token = '' } = await this.#context.credentials();
    const response = await sendWithinBudget(
      this.#context,
      limitsOf(this.account),
      {
        method,
        url: `${this.#base}/${path}`,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          // The gateway turns away the default names of some HTTP libraries (read 2026-11-21).
          'user-agent': 'regctl (value-domain)',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        timeoutMs: this.#context.timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      },
      repeat,
    );
    const json = tryJson(response.text);
    const changing = repeat !== 'always';
    const ok = response.status >= 200 && response.status < 300;
    if (!ok || apiFailure.safeParse(json).success)
      throw failureOf(response, subject, this.account, changing, [token, ...secrets]);
    const envelope = apiEnvelope.safeParse(json);
    if (!envelope.success) throw noEnvelope(response, subject, changing);
    return envelope.data;
  }

  #parse<T>(schema: z.ZodType<T>, value: unknown, subject: Subject): T {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw unavailable(
      subject,
      `the reply cannot be understood: ${issue === undefined ? 'it has another form' : `${issue.path.join('.')}: ${issue.message}`}`,
    );
  }
}

export function domainPath(name: DomainName): string {
  return `domains/${encodeURIComponent(name)}`;
}

function zoneSubject(zone: DomainName): Subject {
  return {
    what: `zone ${zone}`,
    missing: 'ZONE_NOT_FOUND',
    refused: 'INVALID_RDATA',
    hint: 'nothing was written; correct the records it names',
  };
}

export function domainSubject(name: DomainName): Subject {
  return {
    what: name,
    missing: 'DOMAIN_NOT_FOUND',
    refused: 'REGISTRAR_REFUSED',
    hint: 'nothing was changed; correct what it names, or do it in the console of VALUE-DOMAIN',
  };
}

export function accountSubject(account: string): Subject {
  return {
    what: `account ${account}`,
    missing: 'NOT_FOUND',
    refused: 'PROVIDER_UNAVAILABLE',
    hint: 'try again later',
  };
}
