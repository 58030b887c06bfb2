import { canonicalJson } from '../../../core/canonical-json.ts';
import { isRegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { failureMidway, refuseMoved } from '../../../core/plan/precondition.ts';
import { isDone } from '../../../core/plan/progress.ts';
import type { RRset } from '../../../core/rrset.ts';
import { hashZone } from '../../../core/zone.ts';
import type { DnsProvider, ProviderContext } from '../../../ports/dns-provider.ts';
import { findTogether, type Find } from '../../http/find-together.ts';
import type { GodaddyClient } from './client.ts';
import { readRows, toRows, toRRsets } from './convert.ts';
import { description } from './description.ts';
import { failure } from './failures.ts';
import { PAUSES_MS } from './limits.ts';
import { readApexRecords, readRecords, sendStep } from './records.ts';
import { isHeld } from './registration.ts';
import type { ApiDomain, ApiRecord } from './schema.ts';
import { compileSteps, stateAt, type Step } from './steps.ts';

/** The DNS part: zones are the account's domains that use GoDaddy's name servers. */
export class GodaddyDns implements DnsProvider {
  readonly capabilities: DnsProvider['capabilities'] = description.dns;
  readonly #context: ProviderContext;
  readonly #client: GodaddyClient;
  readonly #zones: Find<ApiDomain>;
  /** The changes of the last write by zone: a read right after it may still show the state before (read 2026-11-21). */
  readonly #written: Map<DomainName, readonly Change[]> = new Map();

  constructor(context: ProviderContext, client: GodaddyClient) {
    this.#context = context;
    this.#client = client;
    this.#zones = findTogether({
      all: (_mostPages, signal) => this.#list(signal),
      nameOf: ({ domain }) => parseDomainName(domain),
    });
  }

  async listZones(signal?: AbortSignal): ReturnType<DnsProvider['listZones']> {
    return (await this.#list(signal)).map(({ domain }) => ({ name: parseDomainName(domain) }));
  }

  async hasZone(zone: DomainName, signal?: AbortSignal): Promise<boolean> {
    return (await this.#zones(zone, signal)).length > 0;
  }

  async #list(signal?: AbortSignal): Promise<readonly ApiDomain[]> {
    return (await this.#client.domains(undefined, signal)).filter(usesOurServers);
  }

  async readZone(zone: DomainName, signal?: AbortSignal): ReturnType<DnsProvider['readZone']> {
    const { rrsets } = await this.#read(zone, signal);
    return { name: zone, rrsets, revision: hashZone({ name: zone, rrsets }) };
  }

  checkChanges(zone: DomainName, _present: readonly RRset[], changes: readonly Change[]): void {
    for (const { before, after, type } of changes) {
      if (after === null) continue;
      // Other records are replaced with their RRset, and written anew where they stay.
      const rdata = after.rdata.filter((one) => type !== 'NATIVE' || before?.rdata.includes(one) !== true);
      toRows(zone, { ...after, rdata });
    }
  }

  async write(
    zone: DomainName,
    changes: readonly Change[],
    { revision }: { readonly revision: string },
    signal?: AbortSignal,
  ): Promise<void> {
    // The API has no precondition: the last look is as near to the write as can be.
    const { records, rrsets } = await this.#read(zone, signal);
    refuseMoved({ name: zone, rrsets }, changes, revision, 'godaddy');
    const steps = compileSteps(zone, records, changes);
    this.#written.delete(zone);
    for (const [index, step] of steps.entries()) {
      try {
        await this.#send(zone, step);
      } catch (error) {
        throw index === 0 ? error : failureMidway(error);
      }
    }
    this.#written.set(zone, changes);
  }

  async nameservers(zone: DomainName, signal?: AbortSignal): ReturnType<DnsProvider['nameservers']> {
    const rows = readRows(zone, await readApexRecords(this.#client, zone, 'NS', signal));
    return rows.filter((row) => row.type === 'NS').map((row) => ({ name: row.rdata.slice(0, -1) }));
  }

  /** Reads a zone; where this process wrote to it just now, again until it shows that, for a while. */
  async #read(
    zone: DomainName,
    signal?: AbortSignal,
  ): Promise<{ readonly records: readonly ApiRecord[]; readonly rrsets: readonly RRset[] }> {
    for (let look = 0; ; look++) {
      const records = await readRecords(this.#client, zone, signal);
      const rrsets = toRRsets(readRows(zone, records));
      const written = this.#written.get(zone) ?? [];
      if (written.every((change) => isDone(change, rrsets))) return { records, rrsets };
      const pause = PAUSES_MS[look];
      if (pause === undefined) {
        this.#written.delete(zone);
        return { records, rrsets };
      }
      await this.#context.clock.sleep(pause, signal);
    }
  }

  /** Sends one step, again while an earlier change is still being applied, unless that was somebody else's at the same place. */
  async #send(zone: DomainName, step: Step): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await sendStep(this.#client, zone, step);
        return;
      } catch (error) {
        // What is to be deleted is gone already.
        if (step.method === 'DELETE' && isRegctlError(error) && error.details?.['status'] === 404) return;
        const pause = PAUSES_MS[attempt];
        if (pause === undefined || !isRegctlError(error, 'OPERATION_PENDING')) throw error;
        await this.#context.clock.sleep(pause);
      }
      const present = stateAt(await readRecords(this.#client, zone), step.places);
      if (canonicalJson(present) === canonicalJson(step.before)) continue;
      throw failure('CONFLICT', `zone ${zone} changed since it was read`, {
        reason: 'somebody else changed the same records while GoDaddy was still applying a change',
        hint: 'run the command again: it then starts from the present state',
      });
    }
  }
}

/** Where the answer does not say, the zone may be there. */
function usesOurServers(domain: ApiDomain): boolean {
  const servers = domain.nameServers ?? [];
  return (
    isHeld(domain) &&
    (servers.length === 0 ||
      servers.some((host) => /\.(?:domaincontrol\.com|secureserver\.net)\.?$/i.test(host)))
  );
}
