import { hashZone } from '../../src/core/zone.ts';
import type { RRset } from '../../src/core/rrset.ts';
import type { RRsetEdit } from '../../src/core/plan/target.ts';
import type { ZoneDeps } from '../../src/services/zones/deps.ts';
import { createPlan } from '../../src/services/zones/plan.ts';
import { createMemoryProvider, type MemoryProvider } from './memory-provider.ts';
import { createMemoryDeps } from './memory-stores.ts';

/** A zone of five RRsets, and short ways to plan for it. */
export const ZONE = 'example.org';
export const set = (name: string, type: string, ...rdata: string[]): RRset => ({
  name,
  type,
  ttl: 300,
  rdata,
});
export const SOA: RRset = set(
  '@',
  'SOA',
  'ns1.example.org. hostmaster.example.org. 7 7200 3600 1209600 3600',
);
export const BASE: readonly RRset[] = [
  SOA,
  set('@', 'NS', 'ns1.example.org.'),
  set('ns1', 'A', '192.0.2.53'),
  set('www', 'A', '192.0.2.1'),
  set('old', 'A', '192.0.2.9'),
];

/** The zone after four changes: one more address of `www`, two names more, and one less. */
export const WANTED: readonly RRset[] = [
  SOA,
  set('@', 'NS', 'ns1.example.org.'),
  set('ns1', 'A', '192.0.2.53'),
  set('www', 'A', '192.0.2.2'),
  set('new', 'A', '192.0.2.3'),
  set('more', 'A', '192.0.2.4'),
];

export const hash = (list: readonly RRset[]): string => hashZone({ name: ZONE, rrsets: list });
export const contentOf = (provider: MemoryProvider): RRset[] => provider.zones.get(ZONE)?.rrsets ?? [];

/** The zone at a provider in memory. */
export function setUp(
  rrsetsBefore: readonly RRset[] = BASE,
  capabilities = {},
): { provider: MemoryProvider; deps: ReturnType<typeof createMemoryDeps> } {
  const provider = createMemoryProvider({ [ZONE]: rrsetsBefore }, capabilities);
  return { provider, deps: createMemoryDeps({ main: provider }) };
}

export const edit = (deps: ZoneDeps, ...edits: RRsetEdit[]): ReturnType<typeof createPlan> =>
  createPlan(deps, { zone: ZONE, target: { kind: 'edit', edits } });
export const replace = (deps: ZoneDeps, list: readonly RRset[]): ReturnType<typeof createPlan> =>
  createPlan(deps, { zone: ZONE, target: { kind: 'replace', rrsets: list } });
