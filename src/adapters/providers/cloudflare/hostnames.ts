import type { CustomHostname, FallbackOrigin, HostnameQuota } from '../../../core/custom-hostname.ts';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { CustomHostnames, HostnameCapabilities, NewHostname } from '../../../ports/custom-hostnames.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { CloudflareClient } from './client.ts';
import { fallbackOriginOf, hostnameOf, newHostnameBody, sslOf } from './hostnames-convert.ts';
import {
  apiDelegation,
  apiFallbackOrigin,
  apiHostname,
  apiHostnameGone,
  apiHostnameQuota,
} from './hostnames-schema.ts';
import { HOSTNAMES_PER_PAGE } from './limits.ts';
import type { Call } from './sender.ts';
import { canonical, type CloudflareZones } from './zones.ts';

const capabilities: HostnameCapabilities = {
  methods: ['http', 'txt', 'email'],
  wildcardMethods: ['txt'],
  authorities: ['google', 'lets_encrypt', 'ssl_com'],
};

/** Challenges that customers delegate are answered below this (read 2026-11-21). */
const DELEGATION = 'dcv.cloudflare.com';

/** The nil UUID (RFC 9562 §5.9): no hostname has it. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

type Options = Partial<Pick<Call, 'query' | 'body' | 'signal'>>;

/** Custom hostnames: Cloudflare for SaaS. */
export class CloudflareHostnames implements CustomHostnames {
  readonly capabilities: HostnameCapabilities = capabilities;
  readonly #client: CloudflareClient;
  readonly #zones: CloudflareZones;
  readonly #only: { readonly id: string; readonly name: DomainName | undefined } | undefined;
  readonly #account: string;

  constructor(client: CloudflareClient, zones: CloudflareZones, context: ProviderContext) {
    this.#client = client;
    this.#zones = zones;
    this.#account = context.account;
    const id = context.settings['saas-zone-id'];
    // A token for nothing but SSL for SaaS cannot ask for the name of its zone: the account tells it.
    this.#only =
      id === undefined ? undefined : { id, name: context.zones.length === 1 ? context.zones[0] : undefined };
  }

  async zones(signal?: AbortSignal): Promise<readonly DomainName[]> {
    if (this.#only !== undefined) return [this.#onlyName()];
    return (await this.#zones.list(signal)).map(({ name }) => canonical(name));
  }

  async hasZone(zone: DomainName, signal?: AbortSignal): Promise<boolean> {
    if (this.#only !== undefined) return this.#onlyName() === zone;
    try {
      await this.#zones.find(zone, signal);
      return true;
    } catch (error) {
      if (isRegctlError(error, 'ZONE_NOT_FOUND')) return false;
      throw error;
    }
  }

  async list(zone: DomainName, signal?: AbortSignal): Promise<readonly CustomHostname[]> {
    const call = await this.#call('GET', zone, '', `the custom hostnames of zone ${zone}`, { signal });
    const found = await this.#client.pages(apiHostname, call, HOSTNAMES_PER_PAGE);
    return found.map((one) => hostnameOf(zone, one));
  }

  async get(zone: DomainName, hostname: DomainName, signal?: AbortSignal): Promise<CustomHostname> {
    const call = await this.#call('GET', zone, '', about(hostname), { query: { hostname }, signal });
    const found = await this.#client.pages(apiHostname, call, HOSTNAMES_PER_PAGE);
    const one = found.map((each) => hostnameOf(zone, each)).find((each) => each.hostname === hostname);
    if (one !== undefined) return one;
    throw new RegctlError('HOSTNAME_NOT_FOUND', `zone ${zone} has no custom hostname ${hostname}`, {
      reason: 'Cloudflare lists none of this name',
      hint: `regctl hostnames list --zone ${zone}`,
      provider: 'cloudflare',
    });
  }

  async create(zone: DomainName, input: NewHostname, signal?: AbortSignal): Promise<CustomHostname> {
    const body = newHostnameBody(input);
    const call = await this.#call('POST', zone, '', about(input.hostname), { body, signal });
    return hostnameOf(zone, (await this.#client.call(apiHostname, call)).result);
  }

  async refresh(
    zone: DomainName,
    hostname: DomainName,
    method: string | null,
    signal?: AbortSignal,
  ): Promise<CustomHostname> {
    const { id, certificate } = await this.get(zone, hostname, signal);
    const present = certificate ?? { method: null, authority: null, wildcard: false };
    // The same object again restarts the validation (read 2026-11-21).
    const body = { ssl: sslOf(method === null ? present : { ...present, method }) };
    const call = await this.#call('PATCH', zone, `/${encodeURIComponent(id)}`, about(hostname), {
      body,
      signal,
    });
    return hostnameOf(zone, (await this.#client.call(apiHostname, call)).result);
  }

  async delete(zone: DomainName, hostname: DomainName, signal?: AbortSignal): Promise<void> {
    const { id } = await this.get(zone, hostname, signal);
    const call = await this.#call('DELETE', zone, `/${encodeURIComponent(id)}`, about(hostname), { signal });
    // The answer is the id alone (read 2026-11-21).
    await this.#client.call(apiHostnameGone, { ...call, isBare: true });
  }

  async fallbackOrigin(zone: DomainName, signal?: AbortSignal): Promise<FallbackOrigin | null> {
    const call = await this.#call('GET', zone, '/fallback_origin', aboutOrigin(zone), { signal });
    try {
      return fallbackOriginOf((await this.#client.call(apiFallbackOrigin, call)).result);
    } catch (error) {
      if (isRegctlError(error, 'HOSTNAME_NOT_FOUND')) return null;
      throw error;
    }
  }

  async setFallbackOrigin(
    zone: DomainName,
    origin: DomainName,
    signal?: AbortSignal,
  ): Promise<FallbackOrigin> {
    const body = { origin };
    const call = await this.#call('PUT', zone, '/fallback_origin', aboutOrigin(zone), { body, signal });
    const set = fallbackOriginOf((await this.#client.call(apiFallbackOrigin, call)).result);
    return set ?? { origin, state: 'unknown', status: '', problems: [] };
  }

  async delegation(zone: DomainName, signal?: AbortSignal): Promise<DomainName> {
    const path = `/zones/${await this.#zoneId(zone, signal)}/dcv_delegation/uuid`;
    const call = this.#about('GET', path, `the delegated validation of zone ${zone}`, { signal });
    return `${(await this.#client.call(apiDelegation, call)).result.uuid.toLowerCase()}.${DELEGATION}`;
  }

  async quota(zone: DomainName, signal?: AbortSignal): Promise<HostnameQuota> {
    const name = `the quota of custom hostnames of zone ${zone}`;
    const call = await this.#call('GET', zone, '/quota', name, { signal });
    return (await this.#client.call(apiHostnameQuota, call)).result;
  }

  /** Proves the right to change hostnames by changing one that cannot exist. @throws RegctlError `PERMISSION_MISSING` */
  async proveEdit(zone: DomainName, signal?: AbortSignal): Promise<void> {
    const name = `the custom hostnames of zone ${zone}`;
    const call = await this.#call('PATCH', zone, `/${NOBODY}`, name, { body: {}, signal });
    try {
      await this.#client.call(apiHostname, call);
    } catch (error) {
      if (!isRegctlError(error, 'HOSTNAME_NOT_FOUND', 'INVALID_INPUT')) throw error;
    }
  }

  async #call(
    method: Call['method'],
    zone: DomainName,
    path: string,
    name: string,
    options: Options,
  ): Promise<Call> {
    const id = encodeURIComponent(await this.#zoneId(zone, options.signal));
    return this.#about(method, `/zones/${id}/custom_hostnames${path}`, name, options);
  }

  #about(method: Call['method'], path: string, name: string, options: Options): Call {
    const needs = `SSL and Certificates:${method === 'GET' ? 'Read' : 'Edit'}`;
    // A write goes out again only when it was clearly not taken.
    const repeat = method === 'GET' ? 'always' : 'refused';
    return { method, path, subject: { kind: 'hostname', name, needs }, repeat, ...options };
  }

  async #zoneId(zone: DomainName, signal: AbortSignal | undefined): Promise<string> {
    if (this.#only === undefined) return this.#zones.idOf(zone, signal);
    const name = this.#onlyName();
    if (name === zone) return this.#only.id;
    throw new RegctlError('ZONE_NOT_FOUND', `account ${this.#account} has no zone ${zone}`, {
      reason: `it is for the custom hostnames of zone ${name} alone`,
      hint: `give --zone ${name}, or another account`,
      provider: 'cloudflare',
    });
  }

  #onlyName(): DomainName {
    const name = this.#only?.name;
    if (name !== undefined) return name;
    throw new RegctlError('INVALID_CONFIG', `account ${this.#account} needs the name of its zone`, {
      reason: 'a token that may only manage custom hostnames cannot ask which zone saas-zone-id is',
      hint: `regctl accounts update ${this.#account} --zone NAME`,
      provider: 'cloudflare',
    });
  }
}

function about(hostname: DomainName): string {
  return `custom hostname ${hostname}`;
}

function aboutOrigin(zone: DomainName): string {
  return `the fallback origin of zone ${zone}`;
}
