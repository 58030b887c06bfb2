import type { DomainName } from '../../../core/names.ts';
import { failureMidway, refuseMoved } from '../../../core/plan/precondition.ts';
import { hashZone } from '../../../core/zone.ts';
import type { DnsProvider } from '../../../ports/dns-provider.ts';
import { findTogether } from '../../http/find-together.ts';
import type { PorkbunClient } from './client.ts';
import { heldOf, toRRsets, type Held } from './held.ts';
import { description } from './description.ts';
import { apiForwards, apiRecords } from './schema.ts';
import { checkBodies, toSteps, type Step } from './steps.ts';

/** What a zone is served by when it shows no apex NS rows (API v3, read 2026-11-21). */
export const DEFAULT_NAMESERVERS: readonly DomainName[] = ['curitiba', 'fortaleza', 'maceio', 'salvador'].map(
  (host) => `${host}.ns.porkbun.com`,
);

export function dnsProvider(client: PorkbunClient): DnsProvider {
  const named = findTogether({
    all: (_mostPages, signal) => client.domains(undefined, signal),
    nameOf: (row) => row.domain.toLowerCase(),
  });
  return {
    capabilities: description.dns,
    listZones: async (signal) =>
      (await client.domains(undefined, signal)).map((row) => ({ name: row.domain.toLowerCase() })),
    hasZone: async (zone, signal) => (await named(zone, signal)).length > 0,
    readZone: async (zone, signal) => {
      const rrsets = toRRsets(await readHeld(client, zone, signal));
      return { name: zone, rrsets, revision: hashZone({ name: zone, rrsets }) };
    },
    checkChanges: (zone, _present, changes) => checkBodies(zone, changes),
    write: async (zone, changes, { revision }, signal) => {
      // The API has no precondition: the last look is as near to the write as can be.
      const held = await readHeld(client, zone, signal);
      refuseMoved({ name: zone, rrsets: toRRsets(held) }, changes, revision, 'porkbun');
      for (const [index, step] of toSteps(zone, held, changes).entries()) {
        try {
          await send(client, zone, step);
        } catch (error) {
          throw index === 0 ? error : failureMidway(error);
        }
      }
    },
    nameservers: async (zone, signal) => {
      const { records } = await readRecords(client, zone, signal);
      const apex = toRRsets(heldOf(zone, records, [])).find(
        (rrset) => rrset.name === '@' && rrset.type === 'NS',
      );
      const names = apex?.rdata.map((rdata) => rdata.slice(0, -1)) ?? DEFAULT_NAMESERVERS;
      return names.map((name) => ({ name }));
    },
    metadata: async (zone, signal) => ({
      cloudflare: (await readRecords(client, zone, signal)).cloudflare,
    }),
  };
}

/** No signal: a write that was begun is seen through. */
async function send(client: PorkbunClient, zone: DomainName, { call, what, id, body }: Step): Promise<void> {
  await client.write({
    path: [...call.split('/'), zone, ...(id === undefined ? [] : [id])],
    body,
    ...aboutZone(zone),
    what: `${what} in zone ${zone}`,
  });
}

async function readHeld(client: PorkbunClient, zone: DomainName, signal?: AbortSignal): Promise<Held[]> {
  // One after the other: the API throttles what comes side by side (read 2026-11-21). The records last: before a write nothing may come between.
  const { forwards } = await client.call({
    path: ['domain', 'getUrlForwarding', zone],
    expect: apiForwards,
    repeat: 'always',
    signal,
    ...aboutZone(zone),
  });
  const { records } = await readRecords(client, zone, signal);
  return heldOf(zone, records, forwards);
}

function readRecords(
  client: PorkbunClient,
  zone: DomainName,
  signal?: AbortSignal,
): Promise<{ readonly records: Parameters<typeof heldOf>[1]; readonly cloudflare: string | null }> {
  return client.call({
    path: ['dns', 'retrieve', zone],
    expect: apiRecords,
    repeat: 'always',
    signal,
    ...aboutZone(zone),
  });
}

function aboutZone(zone: DomainName): {
  readonly what: string;
  readonly domain: DomainName;
  readonly part: 'dns';
} {
  return { what: `zone ${zone}`, domain: zone, part: 'dns' };
}
