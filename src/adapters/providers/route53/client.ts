import type * as z from 'zod';
import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import type { Repeat } from '../../http/within-budget.ts';
import type { BatchStep } from './convert.ts';
import type { KeySource } from './credentials.ts';
import {
  actionBudget,
  dnsLimits,
  MAX_PAGES,
  PRIOR_REQUEST_PAUSE_MS,
  PRIOR_REQUEST_TRIES,
  RECORD_SETS_PER_PAGE,
  ZONES_PER_PAGE,
} from './limits.ts';
import { recordSetXml } from './record-set.ts';
import { refusalError, unreadableError } from './refusals.ts';
import {
  changeReply,
  errorReply,
  getDnssec,
  getHostedZone,
  listHostedZones,
  listHostedZonesByName,
  listResourceRecordSets,
  type ApiChange,
  type ApiDnssec,
  type ApiRecordSet,
  type ApiZone,
} from './schema.ts';
import { createSender, type Sender } from './sender.ts';
import { fromApiName, toApiName } from './text.ts';
import { element, leaf, parseXml, xmlDocument } from './xml.ts';

type Query = { readonly [name: string]: string | undefined };

/** One request: what it does by its name in the API, and the zone it is about. */
interface Call {
  readonly action: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly body?: string;
  readonly about?: DomainName;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks the REST API of Route 53, version 2013-04-01, in XML. */
export class Route53Client {
  readonly #context: ProviderContext;
  readonly #base: string;
  readonly #send: Sender;

  /** @param endpoint - base URL without a trailing slash */
  constructor(context: ProviderContext, endpoint: string, keys: KeySource) {
    this.#context = context;
    this.#base = `${endpoint}/2013-04-01`;
    this.#send = createSender(context, keys, { service: 'route53', region: 'us-east-1' });
  }

  /** One page of the hosted zones, the private ones included. */
  async zonePage(marker?: string, signal?: AbortSignal): Promise<z.infer<typeof listHostedZones>> {
    const query = { marker, maxitems: String(ZONES_PER_PAGE) };
    return this.#ask(
      { action: 'ListHostedZones', method: 'GET', path: '/hostedzone', query, signal },
      listHostedZones,
    );
  }

  /** Every hosted zone, the private ones included; undefined where they fill more than so many pages. */
  async zones(mostPages: number, signal?: AbortSignal): Promise<readonly ApiZone[] | undefined> {
    const zones: ApiZone[] = [];
    let marker: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const page = await this.zonePage(marker, signal);
      zones.push(...page.zones);
      if (page.next === undefined) return zones;
      marker = page.next;
    }
    return undefined;
  }

  /** Every hosted zone of a name: several may share one, private ones among them. */
  async zonesNamed(name: DomainName, signal?: AbortSignal): Promise<readonly ApiZone[]> {
    const zones: ApiZone[] = [];
    let query: Query = { dnsname: toApiName(name), maxitems: String(ZONES_PER_PAGE) };
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await this.#ask(
        {
          action: 'ListHostedZonesByName',
          method: 'GET',
          path: '/hostedzonesbyname',
          query,
          about: name,
          signal,
        },
        listHostedZonesByName,
      );
      // The name is where the list starts, not a filter (API reference, read 2026-11-21).
      const found = page.zones.filter((zone) => fromApiName(zone.name) === name);
      zones.push(...found);
      if (page.next === undefined || found.length < page.zones.length) return zones;
      query = { ...query, dnsname: page.next.name, hostedzoneid: page.next.id };
    }
    throw tooManyPages(`hosted zones named ${name}`);
  }

  /** @throws RegctlError `ZONE_NOT_FOUND` */
  async zone(
    id: string,
    about: DomainName,
    signal?: AbortSignal,
  ): Promise<{ readonly zone: ApiZone; readonly nameservers: readonly string[] }> {
    return this.#ask(
      {
        action: 'GetHostedZone',
        method: 'GET',
        path: `/hostedzone/${encodeURIComponent(id)}`,
        about,
        signal,
      },
      getHostedZone,
    );
  }

  /** Every record set of a zone. @throws RegctlError `ZONE_NOT_FOUND` */
  async recordSets(id: string, about: DomainName, signal?: AbortSignal): Promise<readonly ApiRecordSet[]> {
    const sets: ApiRecordSet[] = [];
    let query: Query = { maxitems: String(RECORD_SETS_PER_PAGE) };
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const path = `/hostedzone/${encodeURIComponent(id)}/rrset`;
      const page = await this.#ask(
        { action: 'ListResourceRecordSets', method: 'GET', path, query, about, signal },
        listResourceRecordSets,
      );
      sets.push(...page.sets);
      if (page.next === undefined) return sets;
      query = { ...query, ...page.next };
    }
    throw tooManyPages(`record sets of ${about}`);
  }

  /** Carries one batch out, wholly or not at all. @throws RegctlError `CONFLICT`, `INVALID_RDATA`, `ZONE_NOT_FOUND` */
  async changeRecordSets(id: string, steps: readonly BatchStep[], about: DomainName): Promise<ApiChange> {
    const changes = steps.map(({ action, set }) =>
      element('Change', leaf('Action', action), recordSetXml(set)),
    );
    const batch = element('ChangeBatch', element('Changes', ...changes));
    return this.#ask(
      {
        action: 'ChangeResourceRecordSets',
        method: 'POST',
        path: `/hostedzone/${encodeURIComponent(id)}/rrset/`,
        body: xmlDocument('ChangeResourceRecordSetsRequest', batch),
        about,
      },
      changeReply,
    );
  }

  /** @param reference - serves once, for ever */
  async createZone(name: string, reference: string, about: DomainName, signal?: AbortSignal): Promise<void> {
    const body = xmlDocument(
      'CreateHostedZoneRequest',
      leaf('Name', name),
      leaf('CallerReference', reference),
    );
    await this.#ask(
      { action: 'CreateHostedZone', method: 'POST', path: '/hostedzone', body, about, signal },
      changeReply,
    );
  }

  /** Deletes a zone that holds nothing but its apex NS and SOA. */
  async deleteZone(id: string, about: DomainName, signal?: AbortSignal): Promise<void> {
    await this.#ask(
      {
        action: 'DeleteHostedZone',
        method: 'DELETE',
        path: `/hostedzone/${encodeURIComponent(id)}`,
        about,
        signal,
      },
      changeReply,
    );
  }

  /** @throws RegctlError `NOT_FOUND` */
  async change(id: string, about: DomainName, signal?: AbortSignal): Promise<ApiChange> {
    return this.#ask(
      { action: 'GetChange', method: 'GET', path: `/change/${encodeURIComponent(id)}`, about, signal },
      changeReply,
    );
  }

  async dnssec(id: string, about: DomainName, signal?: AbortSignal): Promise<ApiDnssec> {
    const path = `/hostedzone/${encodeURIComponent(id)}/dnssec`;
    return this.#ask({ action: 'GetDNSSEC', method: 'GET', path, about, signal }, getDnssec);
  }

  async #ask<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
    const { account } = this.#context;
    const repeat: Repeat = call.method === 'GET' ? 'always' : 'refused';
    const permission = `route53:${call.action}`;
    for (let attempt = 1; ; attempt++) {
      const own = actionBudget(account, call.action);
      if (own !== undefined) await this.#context.limiter.take(own, signalOf(call));
      const response = await this.#send(dnsLimits(account), this.#request(call), repeat);
      const document = parseXml(response.text);
      const refused = errorReply.safeParse(document).data;
      if (refused?.code === 'PriorRequestNotComplete' && attempt < PRIOR_REQUEST_TRIES) {
        // Nothing was taken; the wait has to grow (API reference, ChangeResourceRecordSets, read 2026-11-21).
        await this.#context.clock.sleep(PRIOR_REQUEST_PAUSE_MS * 2 ** (attempt - 1), call.signal);
        continue;
      }
      const { status } = response;
      const asked = { account, permission, about: call.about, status };
      if (refused !== undefined) throw refusalError({ ...asked, ...refused });
      const parsed = schema.safeParse(document);
      if (parsed.success && status >= 200 && status < 300) return parsed.data;
      throw unreadableError(asked, whyNot(response, parsed.error), repeat !== 'always');
    }
  }

  #request({ method, path, query = {}, body, signal }: Call): Parameters<Sender>[1] {
    const words = Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`);
    return {
      method,
      url: `${this.#base}${path}${words.length === 0 ? '' : `?${words.join('&')}`}`,
      timeoutMs: this.#context.timeoutMs,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/xml' } }),
      ...signalOf({ signal }),
    };
  }
}

function signalOf({ signal }: { readonly signal?: AbortSignal | undefined }): {
  readonly signal?: AbortSignal;
} {
  return signal === undefined ? {} : { signal };
}

/** Why an answer was not understood: its status, or the first member that is not as the model has it. */
export function whyNot({ status }: HttpResponse, error: z.ZodError | undefined): string {
  const [issue] = error?.issues ?? [];
  if (status < 200 || status >= 300 || issue === undefined)
    return `it has status ${status} and is no answer of the API`;
  return issue.path.length === 0 ? 'it has another form' : `${issue.path.join('.')}: ${issue.message}`;
}

/** What is thrown for a list of so many pages that it is not believed. */
export function tooManyPages(what: string): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', `the list of ${what} does not end`, {
    reason: `more than ${MAX_PAGES} pages came`,
    hint: 'check the endpoint of the account',
    provider: 'route53',
  });
}
