import type * as z from 'zod';
import { tryJson } from '../../http/json.ts';
import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpRequest, HttpResponse } from '../../../ports/http-client.ts';
import {
  apiCryptokeys,
  apiError,
  apiServer,
  apiZone,
  apiZones,
  type ApiCryptokey,
  type ApiZone,
  type ApiZoneSummary,
} from './schema.ts';

/** Speaks the HTTP API of PowerDNS Authoritative 4 and 5, v1. A method builds a request; the reply is checked before anyone uses it. */
export class PowerdnsClient {
  readonly #context: ProviderContext;
  readonly #base: string;

  constructor(context: ProviderContext) {
    this.#context = context;
    const server = encodeURIComponent(context.settings['server-id'] ?? 'localhost');
    this.#base = `${(context.endpoint ?? '').replace(/\/+$/, '')}/api/v1/servers/${server}`;
  }

  async server(signal?: AbortSignal): Promise<z.infer<typeof apiServer>> {
    return this.#parse(apiServer, await this.#send({ method: 'GET', url: this.#base }, signal), 'the server');
  }

  async listZones(signal?: AbortSignal): Promise<readonly ApiZoneSummary[]> {
    return this.#parse(
      apiZones,
      await this.#send({ method: 'GET', url: `${this.#base}/zones` }, signal),
      'the list of zones',
    );
  }

  /** @throws RegctlError `ZONE_NOT_FOUND` */
  async zone(zone: DomainName, signal?: AbortSignal): Promise<ApiZone> {
    return this.#parse(
      apiZone,
      await this.#send({ method: 'GET', url: this.#zoneUrl(zone) }, signal, zone),
      `zone ${zone}`,
    );
  }

  /** Replaces and deletes RRsets, all or none. */
  async patchZone(zone: DomainName, body: object): Promise<void> {
    await this.#send(
      { method: 'PATCH', url: this.#zoneUrl(zone), body: JSON.stringify(body) },
      undefined,
      zone,
    );
  }

  async createZone(body: object, zone: DomainName, signal?: AbortSignal): Promise<void> {
    await this.#send(
      { method: 'POST', url: `${this.#base}/zones`, body: JSON.stringify(body) },
      signal,
      zone,
    );
  }

  async deleteZone(zone: DomainName, signal?: AbortSignal): Promise<void> {
    await this.#send({ method: 'DELETE', url: this.#zoneUrl(zone) }, signal, zone);
  }

  async cryptokeys(zone: DomainName, signal?: AbortSignal): Promise<readonly ApiCryptokey[]> {
    const response = await this.#send(
      { method: 'GET', url: `${this.#zoneUrl(zone)}/cryptokeys` },
      signal,
      zone,
    );
    return this.#parse(apiCryptokeys, response, `the keys of ${zone}`);
  }

  #zoneUrl(zone: DomainName): string {
    // Zone ids escape everything but letters, digits, dots, hyphens and underscores as =XX.
    const id = `${zone}.`.replaceAll(
      /[^A-Za-z0-9._-]/g,
      (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
    return `${this.#base}/zones/${zone === '' ? '=2E' : id}`;
  }

  async #send(
    request: Omit<HttpRequest, 'headers'>,
    signal: AbortSignal | undefined,
    zone?: DomainName,
  ): Promise<HttpResponse> {
    const { 'api-key': key = '' } = await this.#context.credentials();
    const response = await this.#context.http.send({
      ...request,
      headers: {
        'x-api-key': key,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      timeoutMs: this.#context.timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.status >= 200 && response.status < 300) return response;
    throw this.#failure(response, zone);
  }

  #failure({ status, text, headers }: HttpResponse, zone: DomainName | undefined): RegctlError {
    const said = apiError.safeParse(tryJson(text));
    const reason = said.success ? said.data.error : `it answered with status ${status}`;
    const about = zone === undefined ? `account ${this.#context.account}` : `zone ${zone}`;
    const init = { reason, provider: 'powerdns' };
    if (status === 401 || status === 403) {
      return new RegctlError(
        'CREDENTIAL_REJECTED',
        `PowerDNS refused the API key of account ${this.#context.account}`,
        {
          ...init,
          hint: `regctl accounts update ${this.#context.account} --new-secret < credentials.json`,
        },
      );
    }
    if (status === 404 || (status === 422 && /not find domain/i.test(reason))) {
      return new RegctlError('ZONE_NOT_FOUND', `${about} not found`, { ...init, hint: 'regctl zones list' });
    }
    if (status === 409)
      return new RegctlError('ALREADY_EXISTS', `${about} exists already`, {
        ...init,
        hint: `regctl zones get ${zone ?? ''}`,
      });
    if (status === 400 || status === 422) {
      return new RegctlError('INVALID_RDATA', `PowerDNS refused the change to ${about}`, {
        ...init,
        hint: 'nothing was written; correct the records it names',
      });
    }
    if (status === 429) {
      const wait = Number(headers['retry-after']);
      return new RegctlError('RATE_LIMITED', `PowerDNS asks to slow down`, {
        ...init,
        ...(Number.isFinite(wait) ? { retryAfterSeconds: wait } : {}),
      });
    }
    return new RegctlError('PROVIDER_UNAVAILABLE', `PowerDNS failed on ${about}`, {
      ...init,
      hint: 'try again; look at the log of the server',
    });
  }

  #parse<T>(schema: z.ZodType<T>, response: HttpResponse, what: string): T {
    const parsed = schema.safeParse(tryJson(response.text));
    if (parsed.success) return parsed.data;
    throw new RegctlError('PROVIDER_UNAVAILABLE', `the reply about ${what} cannot be understood`, {
      reason:
        parsed.error.issues[0] === undefined
          ? 'it has another form'
          : `${parsed.error.issues[0].path.join('.')}: ${parsed.error.issues[0].message}`,
      hint: 'check that the endpoint is the API of PowerDNS Authoritative, version 4 or 5',
      provider: 'powerdns',
    });
  }
}
