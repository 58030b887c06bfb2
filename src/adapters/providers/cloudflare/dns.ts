import { RegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import { refuseMoved } from '../../../core/plan/precondition.ts';
import { parseRdata } from '../../../core/records/index.ts';
import { hashZone } from '../../../core/zone.ts';
import type { DnsProvider, DnssecState, ProviderContext } from '../../../ports/dns-provider.ts';
import { isThere } from '../../is-there.ts';
import { batchSize, checkParts, makeBatch } from './batch.ts';
import { fromApi, placeRecords } from './convert.ts';
import { description } from './description.ts';
import { BATCH_RECORDS, type Plan } from './limits.ts';
import type { ApiDnssec } from './schema.ts';
import { canonical, type CloudflareZones } from './zones.ts';

/** The DNS part: records one by one in the API, RRsets here, one batch for each write. */
export function cloudflareDns(context: ProviderContext, zones: CloudflareZones): DnsProvider {
  const plan = (context.settings['plan'] ?? 'free') as Plan;
  return {
    capabilities: {
      ...description.dns,
      maxChangesPerWrite: BATCH_RECORDS[plan],
      minTtl: plan === 'enterprise' ? 30 : description.dns.minTtl,
    },
    listZones: async (signal) =>
      (await zones.list(signal)).map(({ name }) => ({ name: canonical(name), dnssec: 'unknown' as const })),
    hasZone: (zone, signal) => isThere(zones.find(zone, signal)),
    readZone: async (zone, signal) => {
      const rrsets = fromApi(placeRecords(zone, await zones.records(zone, signal)));
      return { name: zone, rrsets, revision: hashZone({ name: zone, rrsets }) };
    },
    checkChanges: (zone, _present, changes) => checkParts(zone, changes),
    write: async (zone, changes, { revision }, signal) => {
      // The API has no precondition: the last look is as near to the write as can be. A batch names records by id, so that one that went meanwhile fails it.
      const held = placeRecords(zone, await zones.records(zone, signal));
      refuseMoved({ name: zone, rrsets: fromApi(held) }, changes, revision, 'cloudflare');
      const batch = makeBatch(zone, held, changes);
      const size = batchSize(batch);
      if (size > BATCH_RECORDS[plan]) throw tooLarge(zone, size, plan);
      if (size > 0) await zones.batch(zone, batch);
    },
    createZone: (zone, _options, signal) => zones.create(zone, signal),
    deleteZone: (zone, signal) => zones.delete(zone, signal),
    nameservers: async (zone, signal) =>
      ((await zones.find(zone, signal)).name_servers ?? []).map((name) => ({ name: parseDomainName(name) })),
    dnssec: async (zone, signal) => dnssecState(await zones.dnssec(zone, signal)),
    metadata: async (zone, signal) => {
      const found = await zones.find(zone, signal);
      return {
        id: found.id,
        status: found.status ?? null,
        type: found.type ?? null,
        paused: found.paused ?? null,
        plan: found.plan?.name ?? null,
        account: found.account?.id ?? null,
        nameservers: found.name_servers ?? [],
        originalNameservers: found.original_name_servers ?? [],
      };
    },
  };
}

/** Parting it here would break the promise that a write is made whole or not at all. */
function tooLarge(zone: DomainName, size: number, plan: Plan): RegctlError {
  return new RegctlError('INVALID_INPUT', `one write to zone ${zone} cannot touch ${size} records`, {
    reason: `Cloudflare takes ${BATCH_RECORDS[plan]} in one transaction on this plan, and each record of an RRset counts`,
    hint:
      plan === 'free'
        ? 'nothing was written; make the change in smaller steps, or set plan=paid if the zone has a paid plan'
        : 'nothing was written; make the change in smaller steps',
    provider: 'cloudflare',
  });
}

function dnssecState({ status, ds, flags, algorithm, public_key: key }: ApiDnssec): DnssecState {
  // A pending zone is signed and waits for its DS; one that is to be unsigned is so until the DS is gone.
  const signed = ['active', 'pending', 'pending-disabled'].includes(status);
  // `example.com. 3600 IN DS 2371 13 2 …`
  const dsText = /\bDS\s+(.+)$/.exec(ds ?? '')?.[1];
  const isKey = typeof key === 'string' && key !== '' && algorithm !== null && algorithm !== undefined;
  return {
    signed,
    ds: signed && dsText !== undefined ? [parseRdata('DS', dsText, '')] : [],
    dnskey: signed && isKey ? [parseRdata('DNSKEY', `${flags ?? 257} 3 ${algorithm} ${key}`, '')] : [],
  };
}
