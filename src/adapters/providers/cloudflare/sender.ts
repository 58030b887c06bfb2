import { RegctlError } from '../../../core/errors.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpRequest, HttpResponse } from '../../../ports/http-client.ts';
import { sendWithinBudget, type ApiLimits, type Repeat } from '../../http/within-budget.ts';
import { tryJson } from '../../http/json.ts';
import { credentialRejected, type Subject } from './failure.ts';
import { limitsOf } from './limits.ts';
import { apiEnvelope, type ApiEnvelope } from './schema.ts';

export const DEFAULT_ENDPOINT = 'https://api.cloudflare.com/client/v4';

/** One call of the API. */
export interface Call {
  readonly method: HttpRequest['method'];
  /** Under the endpoint, with a leading slash. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string | readonly string[] };
  readonly body?: object;
  readonly subject: Subject;
  /** `always` where nothing is said. */
  readonly repeat?: Repeat;
  /** The zone was made by this process a moment ago: refusals for want of permission pass (read 2026-11-21). */
  readonly isNewZone?: boolean;
  /** A good reply is the result itself, without the envelope; refusals have it all the same. */
  readonly isBare?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What came, and what it says where it is a reply of the API. */
interface Exchange {
  readonly response: HttpResponse;
  readonly envelope: ApiEnvelope | undefined;
}

/** Sends calls with the account's credential, within its budget. */
export class Sender {
  readonly #context: ProviderContext;
  readonly #limits: ApiLimits;
  readonly #base: string;

  constructor(context: ProviderContext) {
    this.#context = context;
    this.#limits = limitsOf(context.account);
    this.#base = (context.endpoint ?? DEFAULT_ENDPOINT).replace(/\/+$/, '');
  }

  async exchange(call: Call): Promise<Exchange> {
    const query = new URLSearchParams(
      Object.entries(call.query ?? {}).flatMap(([name, value]) =>
        (typeof value === 'string' ? [value] : value).map((one) => [name, one]),
      ),
    );
    const request: HttpRequest = {
      method: call.method,
      url: `${this.#base}${call.path}${query.size === 0 ? '' : `?${query.toString()}`}`,
      headers: {
        accept: 'application/json',
        ...(await this.#credential()),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      timeoutMs: this.#context.timeoutMs,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    };
    const response = await sendWithinBudget(this.#context, this.#limits, request, call.repeat ?? 'always');
    const value = tryJson(response.text);
    const isResult = call.isBare === true && response.status < 400 && !isEnvelope(value);
    return { response, envelope: isResult ? { result: value } : apiEnvelope.safeParse(value).data };
  }

  /** Tells whether the account has a token, and not the global key. */
  async hasToken(): Promise<boolean> {
    return (await this.#credential())['authorization'] !== undefined;
  }

  async #credential(): Promise<{ readonly [header: string]: string }> {
    const credentials = await this.#context.credentials();
    const [token, email, key] = ['api-token', 'email', 'api-key'].map((field) =>
      (credentials[field] ?? '').trim(),
    );
    const headers = token
      ? { authorization: `Bearer ${token}` }
      : email && key
        ? { 'x-auth-email': email, 'x-auth-key': key }
        : undefined;
    const { account } = this.#context;
    if (headers === undefined) {
      throw new RegctlError('CREDENTIAL_MISSING', `account ${account} has no credential`, {
        reason: 'there is neither an api-token nor both email and api-key',
        hint: `regctl accounts update ${account} --new-secret < credentials.json`,
        provider: 'cloudflare',
      });
    }
    // fetch quotes a header that it cannot send in its error.
    if (Object.values(headers).some((value) => !/^[\x20-\x7e]+$/.test(value)))
      throw credentialRejected(account, 'it has characters that no token or key has');
    return headers;
  }
}

function isEnvelope(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'success' in value;
}
