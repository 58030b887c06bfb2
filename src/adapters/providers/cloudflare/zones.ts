import * as z from 'zod';
import { RegctlError } from '../../../core/errors.ts';
import { displayName, parseDomainName, type DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import { findTogether, type Find } from '../../http/find-together.ts';
import { isOutOfSight, type CloudflareClient } from './client.ts';
import type { Call } from './sender.ts';
import type { Batch } from './batch.ts';
import type { Subject } from './failure.ts';
import { RECORDS_PER_PAGE, ZONES_PER_PAGE } from './limits.ts';
import {
  apiBatch,
  apiDeleted,
  apiDnssec,
  apiRecord,
  apiZone,
  type ApiDnssec,
  type ApiRecord,
  type ApiZone,
} from './schema.ts';

/** The calls on zones and records, by name: ids are looked up once in a process. */
export class CloudflareZones {
  readonly #client: CloudflareClient;
  readonly #context: ProviderContext;
  readonly #ids = new Map<DomainName, string>();
  readonly #named: Find<ApiZone>;
  /** Ids of zones made by this process. */
  readonly #made = new Set<string>();

  constructor(client: CloudflareClient, context: ProviderContext) {
    this.#client = client;
    this.#context = context;
    this.#named = findTogether({
      one: (zone, signal) => this.#byName(zone, signal),
      all: (mostPages, signal) => this.#list(mostPages, signal),
      nameOf: ({ name }) => canonical(name),
    });
  }

  async list(signal?: AbortSignal): Promise<readonly ApiZone[]> {
    const zones = (await this.#list(Infinity, signal)) ?? [];
    this.#ids.clear();
    for (const [name, [only, ...others]] of Map.groupBy(zones, (zone) => canonical(zone.name)))
      if (only !== undefined && others.length === 0) this.#ids.set(name, only.id);
    return zones;
  }

  /** Finds a zone by its name. @throws RegctlError `ZONE_NOT_FOUND`, `AMBIGUOUS` */
  async find(zone: DomainName, signal?: AbortSignal): Promise<ApiZone> {
    const [one] = onlyServed(zone, await this.#named(zone, signal));
    if (one !== undefined) {
      this.#ids.set(zone, one.id);
      return one;
    }
    throw new RegctlError('ZONE_NOT_FOUND', `account ${this.#context.account} has no zone ${zone}`, {
      reason: 'Cloudflare shows none of this name to the credential',
      hint: '`regctl zones list`; a token sees only the zones among its resources',
      provider: 'cloudflare',
    });
  }

  /** The id of a zone. @throws RegctlError `ZONE_NOT_FOUND`, `AMBIGUOUS` */
  async idOf(zone: DomainName, signal?: AbortSignal): Promise<string> {
    return this.#ids.get(zone) ?? (await this.find(zone, signal)).id;
  }

  /** @throws RegctlError `ZONE_NOT_FOUND` */
  records(zone: DomainName, signal?: AbortSignal): Promise<ApiRecord[]> {
    const call = this.#about(zone, 'DNS:Read', { method: 'GET', path: '', signal }, 'records');
    return this.#inZone(zone, signal, (id) =>
      this.#client.pages(
        apiRecord,
        { ...call, path: `${pathOf(id)}/dns_records`, isNewZone: this.#made.has(id) },
        RECORDS_PER_PAGE,
      ),
    );
  }

  /** A few records of a zone by its id: whether they may be read at all. */
  async firstRecords(id: string, signal?: AbortSignal): Promise<readonly ApiRecord[]> {
    const path = `${pathOf(id)}/dns_records`;
    const subject: Subject = { kind: 'records', name: `zone ${id}`, needs: 'DNS:Read' };
    const call: Call = { method: 'GET', path, query: { per_page: '5' }, subject, signal };
    return (await this.#client.call(z.array(apiRecord), call)).result;
  }

  dnssec(zone: DomainName, signal?: AbortSignal): Promise<ApiDnssec> {
    const call = this.#about(zone, 'DNS:Read', { method: 'GET', path: '', signal });
    return this.#inZone(zone, signal, async (id) => {
      const path = `${pathOf(id)}/dnssec`;
      return (await this.#client.call(apiDnssec, { ...call, path, isNewZone: this.#made.has(id) })).result;
    });
  }

  /** Writes to the zone whose records were read last. */
  async batch(zone: DomainName, batch: Batch): Promise<void> {
    const id = await this.idOf(zone);
    const path = `${pathOf(id)}/dns_records/batch`;
    const call = this.#about(
      zone,
      'DNS:Edit',
      { method: 'POST', path, body: batch, repeat: 'refused' },
      'records',
    );
    await this.#client.call(apiBatch, { ...call, isNewZone: this.#made.has(id) });
  }

  async create(zone: DomainName, signal?: AbortSignal): Promise<void> {
    const account = await this.#client.accountId(signal);
    // Without jump_start: false Cloudflare scans for records and brings them in (read 2026-11-21).
    const body = { account: { id: account }, name: zone, type: 'full', jump_start: false };
    const call = this.#about(zone, 'Zone:Edit', {
      method: 'POST',
      path: '/zones',
      body,
      repeat: 'refused',
      signal,
    });
    const { result } = await this.#client.call(apiZone, {
      ...call,
      subject: { ...call.subject, kind: 'new-zone' },
    });
    this.#ids.set(zone, result.id);
    this.#made.add(result.id);
  }

  async delete(zone: DomainName, signal?: AbortSignal): Promise<void> {
    const { id } = await this.find(zone, signal);
    const call = this.#about(zone, 'Zone:Edit', {
      method: 'DELETE',
      path: pathOf(id),
      repeat: 'refused',
      signal,
    });
    await this.#client.call(apiDeleted, { ...call, isNewZone: this.#made.has(id) });
    this.#ids.delete(zone);
  }

  /** Reads by the id that is known; where that leads nowhere, the zone may have been deleted and made again. */
  async #inZone<T>(
    zone: DomainName,
    signal: AbortSignal | undefined,
    read: (id: string) => Promise<T>,
  ): Promise<T> {
    const known = this.#ids.get(zone);
    if (known === undefined) return read((await this.find(zone, signal)).id);
    try {
      return await read(known);
    } catch (error) {
      if (!isOutOfSight(error)) throw error;
      this.#ids.delete(zone);
      const { id } = await this.find(zone, signal);
      if (id === known) throw error;
      return read(id);
    }
  }

  #list(mostPages: number, signal: AbortSignal | undefined): Promise<readonly ApiZone[] | undefined> {
    const subject: Subject = {
      kind: 'account',
      name: `the zones of account ${this.#context.account}`,
      needs: 'Zone:Read',
    };
    const call: Call = { method: 'GET', path: '/zones', query: this.#ofAccount(), subject, signal };
    return this.#client.fewPages(apiZone, call, ZONES_PER_PAGE, mostPages);
  }

  /** Every zone of a name. */
  async #byName(zone: DomainName, signal: AbortSignal | undefined): Promise<readonly ApiZone[]> {
    const call = this.#about(zone, 'Zone:Read', { method: 'GET', path: '/zones', signal });
    // Both forms of an IDN occur in the names of zones (read 2026-11-21).
    for (const name of new Set([zone, displayName(zone)])) {
      const query = { ...this.#ofAccount(), name };
      const found = await this.#client.pages(apiZone, { ...call, query }, ZONES_PER_PAGE);
      const named = found.filter((each) => canonical(each.name) === zone);
      if (named.length > 0) return named;
    }
    return [];
  }

  #about(zone: DomainName, needs: string, call: Omit<Call, 'subject'>, kind: Subject['kind'] = 'zone'): Call {
    return { ...call, subject: { kind, name: `zone ${zone}`, needs } };
  }

  #ofAccount(): { readonly [name: string]: string } {
    const id = this.#context.settings['account-id'];
    return id === undefined ? {} : { 'account.id': id };
  }
}

/** Gives the name in our form. */
export function canonical(name: string): DomainName {
  return parseDomainName(name);
}

function pathOf(id: string): string {
  return `/zones/${encodeURIComponent(id)}`;
}

/** Of several zones of one name the active one is meant, where there is one. @throws RegctlError `AMBIGUOUS` */
function onlyServed(zone: DomainName, found: readonly ApiZone[]): readonly ApiZone[] {
  if (found.length < 2) return found;
  const active = found.filter((one) => one.status === 'active');
  if (active.length === 1) return active;
  throw new RegctlError('AMBIGUOUS', `Cloudflare has ${found.length} zones ${zone}`, {
    reason: `they are ${found.map(({ id, status, account }) => `${id} (${status ?? ''}, account ${account?.id ?? ''})`).join(', ')}`,
    hint: 'set the account with --setting account-id=ID, or delete the one that is not in use',
    provider: 'cloudflare',
  });
}
