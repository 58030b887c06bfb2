import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { applyChanges } from '../../../core/plan/diff.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { refuseMoved } from '../../../core/plan/precondition.ts';
import { parseRdata, rdataFields } from '../../../core/records/index.ts';
import type { RRset } from '../../../core/rrset.ts';
import { hashZone } from '../../../core/zone.ts';
import type { DnsProvider, DnssecState } from '../../../ports/dns-provider.ts';
import { isThere } from '../../is-there.ts';
import type { Route53Client } from './client.ts';
import {
  aliasRank,
  cutBatches,
  fromApi,
  shareOfBatch,
  toApi,
  type BatchStep,
  type Content,
} from './convert.ts';
import { description } from './description.ts';
import { MAX_BATCH_CHARACTERS, MAX_BATCH_VALUES } from './limits.ts';
import { fieldText, readRecordSet } from './record-set.ts';
import type { ApiChange, ApiZone } from './schema.ts';
import { fromApiName } from './text.ts';
import { ZoneDirectory } from './zone-directory.ts';

/** Times the length of the same in regctl's form, at most, but for what nobody writes so; a write that is still too large is refused. */
const STORED_LENGTH = 1.1;

/** A zone as it was read last, to be deleted from to the letter. */
interface Kept extends Content {
  readonly revision: string;
}

interface Dns {
  readonly client: Route53Client;
  readonly directory: ZoneDirectory;
  readonly kept: Map<DomainName, Kept>;
  /** The last change made by this process. */
  readonly changes: Map<DomainName, ApiChange>;
}

/** The hosted zones of an AWS account. */
export function createDns(client: Route53Client): DnsProvider {
  const dns: Dns = { client, directory: new ZoneDirectory(client), kept: new Map(), changes: new Map() };
  return {
    capabilities: description.dns,
    listZones: async (signal) =>
      (await dns.directory.list(signal)).map((zone) => ({
        name: fromApiName(zone.name),
        dnssec: 'unknown' as const,
      })),
    hasZone: (zone, signal) => isThere(dns.directory.find(zone, signal)),
    readZone: async (zone, signal) => {
      const { rrsets, revision } = await read(dns, zone, signal);
      return { name: zone, rrsets, revision };
    },
    checkChanges: (zone, present, changes) => {
      refuseBesideNative(zone, present, changes);
      for (const each of changes) refuseLarge(zone, toApi(zone, [each], new Map()));
    },
    write: (zone, changes, { revision }) => write(dns, zone, changes, revision),
    // What is stored may be a little longer than what regctl makes of it.
    writeShare: (change) => shareOfBatch(toApi('', [change], new Map())) * STORED_LENGTH,
    createZone: (zone, _options, signal) => createZone(dns, zone, signal),
    deleteZone: (zone, signal) => deleteZone(dns, zone, signal),
    nameservers: async (zone, signal) => {
      const { nameservers } = await ofZone(dns, zone, signal, ({ id }) => client.zone(id, zone, signal));
      return nameservers.map((name) => ({ name: fromApiName(name) }));
    },
    dnssec: (zone, signal) => ofZone(dns, zone, signal, ({ id }) => readDnssec(client, id, zone, signal)),
    metadata: async (zone, signal) => {
      const { zone: found } = await ofZone(dns, zone, signal, ({ id }) => client.zone(id, zone, signal));
      return {
        zoneId: found.id,
        comment: found.comment,
        callerReference: found.callerReference,
        recordSets: found.recordSets,
        linkedService: found.linkedService,
        lastChange: await lastChange(dns, zone, signal),
      };
    },
  };
}

/** Refuses an ordinary RRset where a routed set or alias of its type stays: Route 53 takes one or the other. @throws RegctlError `INVALID_ZONE` */
function refuseBesideNative(zone: DomainName, present: readonly RRset[], changes: readonly Change[]): void {
  const natives = applyChanges(present, changes).filter((rrset) => rrset.type === 'NATIVE');
  for (const { name, type, after } of changes) {
    if (after === null || type === 'NATIVE') continue;
    const held = natives.find((rrset) => rrset.name === name)?.rdata ?? [];
    if (!held.some((rdata) => rdataFields('NATIVE', rdata)['Type'] === type)) continue;
    throw new RegctlError('INVALID_ZONE', `${name} ${type} cannot stand beside ${name} NATIVE in ${zone}`, {
      reason: `the NATIVE record is an alias or a routed set of type ${type}, and Route 53 keeps no other set of that type beside it`,
      hint: `regctl dns delete ${zone} ${name} NATIVE`,
      provider: 'route53',
    });
  }
}

/** Does something with the zone of a name. An id that is no longer one was kept too long, and is looked up once more. */
async function ofZone<T>(
  { directory }: Dns,
  zone: DomainName,
  signal: AbortSignal | undefined,
  work: (found: ApiZone) => Promise<T>,
): Promise<T> {
  const found = await directory.find(zone, signal);
  try {
    return await work(found);
  } catch (error) {
    if (!isRegctlError(error, 'ZONE_NOT_FOUND')) throw error;
    directory.forget(zone);
    return work(await directory.find(zone, signal));
  }
}

async function read(dns: Dns, zone: DomainName, signal?: AbortSignal): Promise<Kept> {
  const content = await ofZone(dns, zone, signal, async ({ id, linkedService }) =>
    fromApi(zone, await dns.client.recordSets(id, zone, signal), linkedService),
  );
  const kept = { ...content, revision: hashZone({ name: zone, rrsets: content.rrsets }) };
  dns.kept.set(zone, kept);
  return kept;
}

/**
 * Makes the changes in one batch. No look at the zone comes before it: a set that somebody changed since is refused by the API itself, as each that goes is
 * named to the letter and each that comes must not be there.
 */
async function write(
  dns: Dns,
  zone: DomainName,
  changes: Parameters<DnsProvider['write']>[1],
  revision: string,
): Promise<void> {
  const known = dns.kept.get(zone);
  const state = known?.revision === revision ? known : await read(dns, zone);
  refuseMoved({ name: zone, rrsets: state.rrsets }, changes, revision, 'route53');
  const steps = toApi(zone, changes, state.stored);
  refuseLarge(zone, steps);
  // Whatever comes of it, what was read is then of yesterday.
  dns.kept.delete(zone);
  if (steps.length > 0) await change(dns, zone, steps);
}

async function change(dns: Dns, zone: DomainName, steps: readonly BatchStep[]): Promise<void> {
  const { id } = await dns.directory.find(zone);
  try {
    dns.changes.set(zone, await dns.client.changeRecordSets(id, steps, zone));
  } catch (error) {
    if (isRegctlError(error, 'ZONE_NOT_FOUND')) dns.directory.forget(zone);
    throw error;
  }
}

function refuseLarge(zone: DomainName, steps: readonly BatchStep[]): void {
  if (shareOfBatch(steps) <= 1) return;
  throw new RegctlError('CAPABILITY_MISSING', `the changes to ${zone} do not fit into one change batch`, {
    reason: `Route 53 takes ${MAX_BATCH_VALUES} values and ${MAX_BATCH_CHARACTERS} characters at once; an update counts what goes and what comes`,
    hint: 'nothing was written; make them in smaller steps',
    provider: 'route53',
  });
}

async function createZone({ client }: Dns, zone: DomainName, signal?: AbortSignal): Promise<void> {
  // Route 53 would make a second zone of the name, which then nothing can tell apart.
  const named = await client.zonesNamed(zone, signal);
  if (named.some((each) => !each.isPrivate))
    throw new RegctlError('ALREADY_EXISTS', `zone ${zone} exists already`, {
      reason: 'the AWS account has a public hosted zone of that name',
      hint: `regctl zones get ${zone}`,
      provider: 'route53',
    });
  await client.createZone(`${zone}.`, crypto.randomUUID(), zone, signal);
}

/** Deletes every set and then the zone, as Route 53 deletes only empty ones. What would stop it half way is looked for first. */
async function deleteZone(dns: Dns, zone: DomainName, signal?: AbortSignal): Promise<void> {
  const { client, directory } = dns;
  const { id, linkedService } = await directory.find(zone, signal);
  const sets = (await client.recordSets(id, zone, signal)).map(readRecordSet);
  const policy = sets.find(({ fields }) => fields['TrafficPolicyInstanceId'] !== undefined);
  if (linkedService !== null) throw notDeleted(zone, `it belongs to ${linkedService}`, `delete it there`);
  if (policy !== undefined)
    throw notDeleted(
      zone,
      `a traffic policy writes ${policy.name} in it`,
      'delete the policy record in the AWS console: without its records it would go on to be charged',
    );
  const { serves, keys } = await client.dnssec(id, zone, signal);
  if (serves !== 'NOT_SIGNING' || keys.length > 0)
    throw notDeleted(
      zone,
      'it is signed, or holds key-signing keys',
      'take the DS away from the registrar, then disable signing and delete the keys in the AWS console',
    );
  const apex = new Set(['NS', 'SOA']);
  const steps = sets
    .filter(({ name, fields }) => fromApiName(name) !== zone || !apex.has(fieldText(fields, 'Type')))
    .toSorted((a, b) => aliasRank(a) - aliasRank(b))
    .map((set): BatchStep => ({ action: 'DELETE', set }));
  for (const batch of cutBatches(steps)) await change(dns, zone, batch);
  await client.deleteZone(id, zone, signal);
  directory.forget(zone);
  dns.kept.delete(zone);
  dns.changes.delete(zone);
}

function notDeleted(zone: DomainName, reason: string, hint: string): RegctlError {
  return new RegctlError('PROTECTED', `zone ${zone} is not deleted`, { reason, hint, provider: 'route53' });
}

async function readDnssec(
  client: Route53Client,
  id: string,
  zone: DomainName,
  signal?: AbortSignal,
): Promise<DnssecState> {
  const { serves, keys } = await client.dnssec(id, zone, signal);
  const active = keys.filter((key) => key.status === 'ACTIVE');
  return {
    // ACTION_NEEDED and the like are states of a zone that was signed: to take its DS for needless would be a guess.
    signed: serves !== 'NOT_SIGNING',
    ds: active.flatMap((key) => (key.ds === undefined ? [] : [parseRdata('DS', key.ds, '')])),
    dnskey: active.flatMap((key) => (key.dnskey === undefined ? [] : [parseRdata('DNSKEY', key.dnskey, '')])),
  };
}

/** How the last change of this process stands: `PENDING` until every name server has it, then `INSYNC`. */
async function lastChange(
  { client, changes }: Dns,
  zone: DomainName,
  signal?: AbortSignal,
): Promise<{ readonly id: string; readonly status: string } | null> {
  const last = changes.get(zone);
  if (last === undefined) return null;
  const { id, status } = await client.change(last.id, zone, signal);
  return { id, status };
}
