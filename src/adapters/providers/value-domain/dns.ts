import { RegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import { applyChanges } from '../../../core/plan/diff.ts';
import { refuseMoved } from '../../../core/plan/precondition.ts';
import type { RRset } from '../../../core/rrset.ts';
import { hashZone } from '../../../core/zone.ts';
import type { DnsProvider, ProviderZoneState } from '../../../ports/dns-provider.ts';
import { findTogether } from '../../http/find-together.ts';
import { domainPath, domainSubject, type ValueDomainClient } from './client.ts';
import {
  checkLines,
  editLines,
  readLines,
  rrsetsOf,
  ttlAfter,
  writeLines,
  type ZoneLine,
} from './convert.ts';
import { description } from './description.ts';
import { apiNameservers, type ApiZone } from './schema.ts';

/** The sets of name servers that `ns_type` names (read 2026-11-21). */
export const NAMESERVER_SETS: { readonly [nsType: string]: readonly DomainName[] } = {
  valuedomain1: [1, 2, 3, 4, 5].map((number) => `ns${number}.value-domain.com`),
  valuedomain11: [11, 12, 13].map((number) => `ns${number}.value-domain.com`),
};

/** Records that an error lists at most. */
const SHOWN = 20;

interface ReadZone extends ProviderZoneState {
  readonly api: ApiZone;
  readonly lines: readonly ZoneLine[];
}

export function dnsProvider(client: ValueDomainClient): DnsProvider {
  const read = async (zone: DomainName, signal?: AbortSignal): Promise<ReadZone> => {
    const api = await client.zone(zone, signal);
    const lines = readLines(zone, api.records);
    const rrsets = rrsetsOf(lines, api.ttl);
    return { name: zone, rrsets, revision: hashZone({ name: zone, rrsets }), api, lines };
  };
  const named = findTogether({
    all: (_mostPages, signal) => client.domains(signal),
    nameOf: (domain) => parseDomainName(domain.domainname),
  });
  return {
    capabilities: description.dns,
    listZones: async (signal) =>
      (await client.domains(signal)).map((domain) => ({ name: parseDomainName(domain.domainname) })),
    hasZone: async (zone, signal) => (await named(zone, signal)).length > 0,
    readZone: async (zone, signal) => {
      const { name, rrsets, revision } = await read(zone, signal);
      return { name, rrsets, revision };
    },
    checkChanges: (zone, present, changes) => {
      checkLines(zone, changes);
      refuseEmpty(zone, applyChanges(present, changes).length === 0);
    },
    write: async (zone, changes, { revision }, signal) => {
      // The API has no precondition and replaces the whole zone: the last look is as near to the write as can be.
      const present = await read(zone, signal);
      refuseMoved(present, changes, revision, 'value-domain');
      const lines = editLines(zone, present.lines, changes);
      const wanted: ApiZone = {
        ns_type: present.api.ns_type,
        records: writeLines(lines),
        ttl: ttlAfter(zone, present.rrsets, changes, present.api.ttl),
      };
      if (wanted.records === present.api.records && wanted.ttl === present.api.ttl) return;
      refuseEmpty(
        zone,
        lines.every((line) => line.record === null),
      );
      // Lines may come back in another order, so what counts is what they say.
      const stored = (await client.putZone(zone, wanted)) ?? (await client.zone(zone));
      verify(zone, wanted, stored);
    },
    nameservers: async (zone, signal) => {
      const { ns_type: nsType } = await client.zone(zone, signal);
      const set = NAMESERVER_SETS[nsType];
      if (set !== undefined) return set.map((name) => ({ name }));
      const path = `${domainPath(zone)}/nameserver`;
      const { ns } = await client.read(path, apiNameservers, domainSubject(zone), signal);
      return ns.filter((name) => name !== '').map((name) => ({ name: parseDomainName(name) }));
    },
    metadata: async (zone, signal) => {
      const { ns_type: nsType, ttl } = await client.zone(zone, signal);
      return { nsType, ttl };
    },
  };
}

/** Whether an empty text empties the zone, or counts as none given, is not documented (read 2026-11-21). */
function refuseEmpty(zone: DomainName, isEmpty: boolean): void {
  if (!isEmpty) return;
  throw new RegctlError('CAPABILITY_MISSING', `the last record of ${zone} cannot be deleted`, {
    reason: 'VALUE-DOMAIN says nothing of what an empty zone text does; nothing was written',
    hint: 'keep one record, or delete the last one in the console',
    provider: 'value-domain',
  });
}

/**
 * Compares what was stored with what was sent. The write has happened, and a line of somebody else may be gone, so this is never an error that passes by
 * itself once the changes alone are looked at.
 *
 * @throws RegctlError `PARTLY_APPLIED`
 */
function verify(zone: DomainName, wanted: ApiZone, stored: ApiZone): void {
  const [want, have] = [wanted, stored].map((api) => recordsOf(rrsetsOf(readLines(zone, api.records), 0)));
  const missing = [...(want ?? [])].filter((record) => have?.has(record) !== true);
  const extra = [...(have ?? [])].filter((record) => want?.has(record) !== true);
  if (missing.length + extra.length > 0)
    throw partlyApplied(
      zone,
      `VALUE-DOMAIN stored ${missing.length} records otherwise or not at all, and ${extra.length} that were not sent`,
      { missing: missing.slice(0, SHOWN), extra: extra.slice(0, SHOWN) },
    );
  if (stored.ttl !== wanted.ttl)
    throw partlyApplied(
      zone,
      `the records are stored, but with a TTL of ${stored.ttl} s instead of ${wanted.ttl} s: VALUE-DOMAIN chose it`,
      { ttl: stored.ttl },
    );
}

function recordsOf(rrsets: readonly RRset[]): Set<string> {
  return new Set(rrsets.flatMap(({ name, type, rdata }) => rdata.map((each) => `${name} ${type} ${each}`)));
}

function partlyApplied(zone: DomainName, reason: string, details: RegctlError['details']): RegctlError {
  return new RegctlError('PARTLY_APPLIED', `zone ${zone} does not hold what was written to it`, {
    reason,
    hint: `look at it with \`regctl dns list ${zone}\`, or undo with \`regctl zones restore ${zone}\``,
    provider: 'value-domain',
    ...(details === undefined ? {} : { details }),
  });
}
