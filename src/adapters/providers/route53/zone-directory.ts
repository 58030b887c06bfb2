import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { findTogether, type Find } from '../../http/find-together.ts';
import { tooManyPages, type Route53Client } from './client.ts';
import { MAX_PAGES } from './limits.ts';
import type { ApiZone } from './schema.ts';
import { fromApiName } from './text.ts';

/** Finds the public hosted zone of a name; what was found or listed is kept as long as the account is open. */
export class ZoneDirectory {
  readonly #client: Route53Client;
  readonly #named: Find<ApiZone>;
  readonly #known = new Map<DomainName, ApiZone>();

  constructor(client: Route53Client) {
    this.#client = client;
    this.#named = findTogether({
      one: (zone, signal) => client.zonesNamed(zone, signal),
      all: (mostPages, signal) => client.zones(mostPages, signal),
      nameOf: (zone) => fromApiName(zone.name),
    });
  }

  /** Every public zone. */
  async list(signal?: AbortSignal): Promise<readonly ApiZone[]> {
    const listed = await this.#client.zones(MAX_PAGES, signal);
    if (listed === undefined) throw tooManyPages('hosted zones');
    const zones = listed.filter(isPublic);
    this.#known.clear();
    for (const [name, [only, ...others]] of Map.groupBy(zones, (zone) => fromApiName(zone.name)))
      if (only !== undefined && others.length === 0) this.#known.set(name, only);
    return zones;
  }

  /** @throws RegctlError `ZONE_NOT_FOUND`, `AMBIGUOUS` for several public ones */
  async find(zone: DomainName, signal?: AbortSignal): Promise<ApiZone> {
    const known = this.#known.get(zone);
    if (known !== undefined) return known;
    const named = await this.#named(zone, signal);
    const [found, ...others] = named.filter(isPublic);
    if (found === undefined)
      throw new RegctlError('ZONE_NOT_FOUND', `zone ${zone} not found`, {
        reason:
          named.length === 0
            ? 'the AWS account has no hosted zone of that name'
            : 'the AWS account has only private hosted zones of that name, which regctl leaves alone',
        hint: 'regctl zones list',
        provider: 'route53',
      });
    if (others.length > 0)
      throw new RegctlError('AMBIGUOUS', `there are ${others.length + 1} public hosted zones named ${zone}`, {
        reason: `their ids are ${[found, ...others].map((each) => each.id).join(', ')}, and the name does not tell which one is meant`,
        hint: 'delete those that no delegation points to, in the AWS console',
        provider: 'route53',
      });
    this.#known.set(zone, found);
    return found;
  }

  forget(zone: DomainName): void {
    this.#known.delete(zone);
  }
}

function isPublic(zone: ApiZone): boolean {
  return !zone.isPrivate;
}
