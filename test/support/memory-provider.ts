import { RegctlError } from '../../src/core/errors.ts';
import { applyChanges } from '../../src/core/plan/diff.ts';
import { sameState } from '../../src/core/plan/progress.ts';
import { rrsetKey, type RRset } from '../../src/core/rrset.ts';
import type { DnsCapabilities, DnsProvider } from '../../src/ports/dns-provider.ts';

export const MEMORY_CAPABILITIES: DnsCapabilities = {
  types: 'any',
  granularity: 'rrset',
  atomic: true,
  maxChangesPerWrite: 1000,
  minTtl: 0,
  maxTtl: 2_147_483_647,
  writesApexNs: true,
  createsZones: true,
  deletesZones: true,
  listsZones: true,
  detectsConcurrentEdits: true,
  dnssec: 'none',
  notes: [],
};

/** A DNS provider with real state in memory, revisions and refusals, for tests of what stands above providers. */
export interface MemoryProvider extends DnsProvider {
  readonly zones: Map<string, { rrsets: RRset[]; revision: number }>;
  /** Writes so far. */
  readonly writes: { readonly zone: string; readonly changes: number }[];
  /** Called before a write takes effect and after it; what it throws goes to the caller. */
  onWrite: (moment: 'before' | 'after', count: number) => void;
  /** Changes a zone as another program would. */
  editOutside(zone: string, rrsets: RRset[]): void;
}

export function createMemoryProvider(
  initial: { readonly [zone: string]: readonly RRset[] },
  capabilities: Partial<DnsCapabilities> = {},
): MemoryProvider {
  const zones = new Map(
    Object.entries(initial).map(([name, rrsets]) => [name, { rrsets: [...rrsets], revision: 1 }]),
  );
  const zoneOf = (name: string): { rrsets: RRset[]; revision: number } => {
    const zone = zones.get(name);
    if (zone === undefined) throw new RegctlError('ZONE_NOT_FOUND', `zone ${name} not found in memory`);
    return zone;
  };
  const provider: MemoryProvider = {
    capabilities: { ...MEMORY_CAPABILITIES, ...capabilities },
    zones,
    writes: [],
    onWrite: () => undefined,
    editOutside: (name, rrsets) => {
      const zone = zoneOf(name);
      zone.rrsets = [...rrsets];
      zone.revision += 1;
    },
    listZones: () => Promise.resolve([...zones.keys()].map((name) => ({ name }))),
    readZone: async (name) => {
      const zone = zoneOf(name);
      return { name, rrsets: [...zone.rrsets], revision: String(zone.revision) };
    },
    write: async (name, changes, { revision }) => {
      const zone = zoneOf(name);
      const present = new Map(zone.rrsets.map((rrset) => [rrsetKey(rrset), rrset]));
      const moved = changes.find(
        (change) => !sameState(present.get(rrsetKey(change)) ?? null, change.before),
      );
      if (moved !== undefined || String(zone.revision) !== revision) {
        throw new RegctlError('CONFLICT', `zone ${name} changed`, { reason: 'another writer came by' });
      }
      provider.onWrite('before', provider.writes.length);
      zone.rrsets = applyChanges(zone.rrsets, changes);
      zone.revision += 1;
      (provider.writes as { zone: string; changes: number }[]).push({ zone: name, changes: changes.length });
      provider.onWrite('after', provider.writes.length);
    },
    createZone: async (name) => {
      if (zones.has(name)) throw new RegctlError('ALREADY_EXISTS', `zone ${name} exists`);
      zones.set(name, { rrsets: [], revision: 1 });
    },
    deleteZone: async (name) => {
      zoneOf(name);
      zones.delete(name);
    },
    nameservers: async (name) => {
      zoneOf(name);
      return [];
    },
  };
  return provider;
}
