import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { isRegctlError } from '../../src/core/errors.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { DnsCapabilities } from '../../src/ports/dns-provider.ts';
import {
  foreignDraws,
  foreignEdit,
  foreignKinds,
  isThere,
  type ForeignKind,
} from '../support/server-zones/foreign-edits.ts';
import { SERVER_ZONES } from '../support/server-zones/index.ts';
import { codeOf, newFolder, openControlPlane } from '../support/server-zones/open-control-plane.ts';
import { stateBut, wholeState, type ServerZone } from '../support/server-zones/server-zone.ts';
import { openValueDomainZone } from '../support/server-zones/value-domain.ts';
import { draws, wishFor, type Draw, type Wish } from '../support/server-zones/wishes.ts';

const ZONE = 'example.com';
/** Edits for each company, and those of which each is made once for every request that it takes. */
const RUNS = Number(process.env['REGCTL_TEST_RUNS'] ?? 25);
const FEW_RUNS = Math.ceil(RUNS / 4);
/** What a wish may be refused with before anything is written: things that a provider cannot hold. */
const CANNOT = ['INVALID_TTL', 'INVALID_RDATA', 'INVALID_ZONE', 'CAPABILITY_MISSING', 'PROTECTED'];
/** Two values in the place of those that stand at `www`, which every zone has. */
const SET_WWW: Draw = { op: 'set', at: 0, key: 'www A', values: [7, 8], ttl: null };

/** What is not left to chance: several services at one place, a TTL, a CNAME that comes and one that goes. */
const ALWAYS: readonly Draw[] = [
  SET_WWW,
  { op: 'add', at: 0, key: '_sip._tcp SRV', values: [7], ttl: null },
  { op: 'empty', at: 0, key: '_sip._tcp SRV', values: [7], ttl: null },
  { op: 'ttl', at: 0, key: 'www A', values: [7], ttl: 0 },
  { op: 'to-cname', at: 0, key: 'www A', values: [7], ttl: 1 },
  { op: 'from-cname', at: 0, key: 'shop CNAME', values: [7], ttl: 1 },
];

describe.each(Object.entries(SERVER_ZONES))('what %s holds', (_, openZone) => {
  let zone: ServerZone;
  let regctl: ControlPlane;
  let folder: string;
  let capabilities: DnsCapabilities;

  beforeAll(async () => {
    folder = newFolder();
    zone = await openZone();
    regctl = openControlPlane(zone, folder);
    await regctl.accounts.add(zone.account);
    capabilities = await regctl.accounts.capabilities('main');
  });
  afterAll(async () => {
    await regctl.close();
    await zone.server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const plan = (wish: Wish): Promise<Plan> =>
    regctl.plans.create({ zone: zone.zone, target: { kind: 'edit', edits: wish.edits } });
  const apply = (made: Plan): Promise<string | undefined> =>
    codeOf(regctl.plans.apply({ plan: made, allowDeletes: 1000 }));

  /** A plan for a wish in the first state of the zone; undefined where there is nothing to do, or it cannot be. */
  async function planAnew(wish: Wish): Promise<Plan | undefined> {
    try {
      const made = await plan(wish);
      return made.changes.length === 0 ? undefined : made;
    } catch (error) {
      if (isRegctlError(error) && CANNOT.includes(error.code)) return undefined;
      throw error;
    }
  }

  function expectWished(wish: Wish, before: ReturnType<ServerZone['records']>): void {
    for (const [key, wanted] of wish.named) {
      const there = zone.records().filter((one) => one.key === key);
      expect(new Set(there.flatMap(({ rdata }) => rdata))).toEqual(new Set(wanted.rdata));
      if (wanted.ttl !== undefined) expect(Math.min(...there.map(({ ttl }) => ttl ?? 0))).toBe(wanted.ttl);
      const was = before.filter((one) => one.key === key);
      const ttls = new Set([...was.map(({ ttl }) => ttl), wanted.ttl ?? was[0]?.ttl]);
      if (!zone.keepsRecords || ttls.size > 1) continue;
      // Nothing is asked of the records that stay.
      const stay = was.filter(({ rdata }) => wanted.rdata.includes(rdata?.[0] ?? ''));
      for (const one of stay) expect(there).toContainEqual(one);
    }
  }

  it('changes only where an edit names it', async () => {
    let applied = 0;
    await fc.assert(
      fc.asyncProperty(draws, async (draw) => {
        zone.reset();
        const wish = wishFor(zone, draw);
        const [before, state, rest] = [zone.records(), wholeState(zone), zone.rest()];
        const others = stateBut(zone, new Set(wish.named.keys()));
        const code = await codeOf(
          plan(wish).then((made) => regctl.plans.apply({ plan: made, allowDeletes: 1000 })),
        );
        if (code !== undefined) {
          expect(CANNOT).toContain(code);
          expect(wholeState(zone)).toBe(state);
          return;
        }
        applied += 1;
        expect(stateBut(zone, new Set(wish.named.keys()))).toEqual(others);
        expect(zone.rest()).toBe(rest);
        expectWished(wish, before);
      }),
      { numRuns: RUNS, examples: ALWAYS.map((draw) => [draw]) },
    );
    // Of what is wished here little cannot be had.
    expect(applied).toBeGreaterThan(RUNS * 0.7);
  });

  it('is not touched by a plan of which one part cannot be held', async () => {
    zone.reset();
    const state = wholeState(zone);
    const { name, type, rdata } = zone.inexpressible;
    const ttl = zone.ttls[0] ?? 3600;
    const target = {
      kind: 'edit',
      edits: [
        { op: 'set', name: 'www', type: 'A', rdata: ['198.51.100.7'] },
        { op: 'set', name, type, ttl, rdata: [rdata] },
      ],
    } as const;
    expect(await codeOf(regctl.plans.create({ zone: ZONE, target }))).toBe('INVALID_RDATA');
    expect(wholeState(zone)).toBe(state);
  });

  it('is left as it is by a plan made before somebody else changed it', async () => {
    await fc.assert(
      fc.asyncProperty(draws, foreignDraws, async (draw, kind) => {
        zone.reset();
        const wish = wishFor(zone, draw);
        const made = await planAnew(wish);
        if (made === undefined) return;
        foreignEdit(zone, wish, kind).make();
        const state = wholeState(zone);
        expect(await apply(made)).toBe('PLAN_STALE');
        expect(wholeState(zone)).toBe(state);
      }),
      { numRuns: RUNS },
    );
  });

  /** Applies a wish, with an edit by somebody else right before the request of that number; false when there is no such request. */
  async function applyWithEdit(draw: Draw, kind: ForeignKind, at: number): Promise<boolean> {
    zone.reset();
    const wish = wishFor(zone, draw);
    const made = await planAnew(wish);
    if (made === undefined) return false;
    const foreign = foreignEdit(zone, wish, kind);
    const first = zone.server.requests.length + at;
    let isOver = false;
    let seen:
      { readonly state: string; readonly others: readonly string[]; readonly isMade: boolean } | undefined;
    zone.server.before(
      () => isOver || zone.server.requests.length === first,
      () => {
        if (isOver) return;
        const isMade = foreign.make();
        seen = { isMade, state: wholeState(zone), others: stateBut(zone, new Set(wish.named.keys())) };
      },
    );
    const code = await apply(made);
    isOver = true;
    if (seen?.isMade !== true) return seen !== undefined;
    const asked = zone.server.requests.slice(first - at);
    const isAtWrite = asked.slice(at - 1, at).some(zone.isWrite);
    const isNamed = wish.named.has(foreign.key);
    const say = `${kind} before request ${at}: ${code ?? 'applied'}`;
    if (code === 'PLAN_STALE' || (code === 'CONFLICT' && !asked.slice(0, at - 1).some(zone.isWrite)))
      expect(wholeState(zone), say).toBe(seen.state);
    else if (code !== undefined && CANNOT.includes(code)) expect(wholeState(zone), say).toBe(seen.state);
    else if (code !== undefined) expect([code, isNamed], say).toEqual(['PARTLY_APPLIED', true]);
    // The write itself is where an API without a precondition lets nobody see an edit of the very thing that is written.
    const isLost = isAtWrite && !capabilities.detectsConcurrentEdits;
    if (!isLost || capabilities.granularity !== 'zone')
      expect(stateBut(zone, new Set(wish.named.keys())), say).toEqual(seen.others);
    const isSafe = !isLost || (capabilities.granularity === 'record' && kind === 'beside');
    if (isNamed && isSafe) expect(isThere(zone, foreign), say).toBe(true);
    return true;
  }

  it('keeps what somebody else writes while an edit is carried out', async () => {
    await fc.assert(
      fc.asyncProperty(draws, foreignDraws, async (draw, kind) => {
        for (let at = 1; await applyWithEdit(draw, kind, at); at++);
      }),
      { numRuns: FEW_RUNS, examples: foreignKinds.map((kind) => [SET_WWW, kind]) },
    );
  });
});

describe('the whole-zone write of VALUE-DOMAIN', () => {
  let zone: ServerZone;
  let regctl: ControlPlane;
  let folder: string;

  beforeEach(async () => {
    folder = newFolder();
    zone = await openValueDomainZone();
    zone.reset();
    regctl = openControlPlane(zone, folder);
    await regctl.accounts.add(zone.account);
  });
  afterEach(async () => {
    await regctl.close();
    await zone.server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const setWww = async (): Promise<string | undefined> => {
    const edits = [{ op: 'set', name: 'www', type: 'A', rdata: ['198.51.100.7'] } as const];
    const plan = await regctl.plans.create({ zone: ZONE, target: { kind: 'edit', edits } });
    return codeOf(regctl.plans.apply({ plan }));
  };
  const addOutside = (): void => zone.add({ name: 'outside', type: 'TXT', rdata: '"new"', ttl: 3600 });
  const held = (): string[] => zone.records().map(({ key, rdata }) => `${key} ${rdata?.join() ?? ''}`);

  it('overwrites what somebody else wrote since its last look, and says that it may', async () => {
    zone.server.before(zone.isWrite, addOutside);
    // The API tells neither a version nor what was replaced: of that edit nothing is left that anybody could see.
    expect(await setWww()).toBeUndefined();
    expect(held()).not.toContain('outside TXT "new"');
    const { detectsConcurrentEdits, notes } = await regctl.accounts.capabilities('main');
    expect(detectsConcurrentEdits).toBe(false);
    expect(notes.find(({ subject }) => subject === 'concurrent edits')?.text).toContain('overwritten unseen');
  });

  it('tells when a whole-zone write of somebody else took it back, and both are in the history', async () => {
    const earlier = zone.records().map(({ said }) => said);
    zone.server.before(
      ({ method }) => method === 'GET' && zone.records().some(({ rdata }) => rdata?.[0] === '198.51.100.7'),
      () => {
        // Another client with the same lack: it read the zone before us and writes it after us.
        zone.reset();
        addOutside();
      },
    );
    expect(await setWww()).toBe('PARTLY_APPLIED');
    const [after, before] = await regctl.zones.history({ zone: ZONE }, { limit: 2 });
    expect([after?.moment, before?.moment]).toEqual(['after', 'before']);
    const kept = (await regctl.zones.snapshot(after?.id ?? '')).rrsets;
    expect(kept.find(({ name }) => name === 'outside')?.rdata).toEqual(['"new"']);
    // What both wanted is had by doing it again, and what was before by the snapshot.
    expect(await setWww()).toBeUndefined();
    expect(held()).toEqual(expect.arrayContaining(['www A 198.51.100.7', 'outside TXT "new"']));
    const target = { kind: 'restore', snapshot: before?.id ?? '' } as const;
    const restore = await regctl.plans.create({ zone: ZONE, target });
    await regctl.plans.apply({ plan: restore });
    expect(zone.records().map(({ said }) => said)).toEqual(expect.arrayContaining(earlier));
    expect(held()).not.toContain('outside TXT "new"');
  });
});
