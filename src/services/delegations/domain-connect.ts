import { isRegctlError } from '../../core/errors.ts';
import { parentName, type DomainName } from '../../core/names.ts';
import { textOf } from '../../core/records/txt.ts';
import type { Delegation } from '../../ports/delegation-store.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import type { createLookupOperations } from '../lookups/index.ts';

/** A template of Domain Connect that DNS hosts took in: it sets `_acme-challenge` as CNAME to the variable `target`. */
export interface ConnectTemplate {
  readonly provider: string;
  readonly service: string;
}

/** A page of the DNS host, where its user sets the record with one click. */
export interface ConnectLink {
  readonly url: string;
  /** What the DNS host calls itself. */
  readonly host: string;
}

export interface ConnectDeps {
  readonly template: ConnectTemplate;
  readonly http: HttpClient;
  readonly lookups: Pick<ReturnType<typeof createLookupOperations>, 'query'>;
}

/** How it is stopped. */
interface Call {
  readonly signal?: AbortSignal;
}

/** Milliseconds for one request to a DNS host: the link is a convenience, nobody should wait for it. */
const TIMEOUT_MS = 5_000;

/** The link to the DNS host of a domain that speaks Domain Connect and knows the template; null where there is none. */
export async function connectLink(
  deps: ConnectDeps,
  { domain, target }: Pick<Delegation, 'domain' | 'target'>,
  call: Call = {},
): Promise<ConnectLink | null> {
  for (let zone: DomainName | undefined = domain; zone?.includes('.') === true; zone = parentName(zone)) {
    const api = await announced(deps, zone, call);
    if (api === undefined) continue;
    const about = (await readJson(deps, `https://${api}/v2/${zone}/settings`, call)) ?? {};
    const { urlSyncUX, urlAPI, providerName } = about as { readonly [field: string]: unknown };
    if (!isHttps(urlSyncUX) || !isHttps(urlAPI)) return null;
    const path = `/v2/domainTemplates/providers/${encodeURIComponent(deps.template.provider)}/services/${encodeURIComponent(deps.template.service)}`;
    if ((await readJson(deps, `${urlAPI}${path}`, call)) === undefined) return null;
    const query = new URLSearchParams({ domain: zone });
    if (zone !== domain) query.set('host', domain.slice(0, -zone.length - 1));
    query.set('target', target);
    return {
      url: `${urlSyncUX}${path}/apply?${query.toString()}`,
      host: typeof providerName === 'string' ? providerName : api,
    };
  }
  return null;
}

/** Where the DNS host of a zone says that it speaks Domain Connect. */
async function announced(
  { lookups }: ConnectDeps,
  zone: DomainName,
  { signal }: Call,
): Promise<string | undefined> {
  try {
    const question = { name: `_domainconnect.${zone}`, type: 'TXT' };
    const { observations } = await lookups.query(question, signal === undefined ? {} : { signal });
    const text = observations.flatMap(({ rdata }) => rdata.map(textOf))[0];
    // A host and perhaps a path; whatever else stands there leads nowhere.
    return text !== undefined && /^[a-z\d-]+(?:\.[a-z\d-]+)+(?:\/[\w./-]*)?$/i.test(text) ? text : undefined;
  } catch (error) {
    if (isRegctlError(error, 'ZONE_NOT_FOUND', 'NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING'))
      return undefined;
    throw error;
  }
}

/** Undefined for whatever is not JSON with status 200: then there is no link. */
async function readJson({ http }: ConnectDeps, url: string, { signal }: Call): Promise<object | undefined> {
  try {
    const response = await http.send({
      method: 'GET',
      url,
      timeoutMs: TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    const value: unknown = response.status === 200 ? JSON.parse(response.text) : undefined;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isRegctlError(error, 'NETWORK', 'PERMISSION_MISSING'))
      return undefined;
    throw error;
  }
}

function isHttps(value: unknown): value is string {
  return typeof value === 'string' && /^https:\/\/[^\s?#]+$/.test(value);
}
