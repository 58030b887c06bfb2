import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlPlane, ProgressEvent } from '../../src/control-plane/index.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { editRRsets } from '../../src/core/plan/target.ts';
import type { RRset } from '../../src/core/rrset.ts';
import { hashZone } from '../../src/core/zone.ts';
import { crashEdits } from '../support/server-zones/crash-edits.ts';
import { SERVER_ZONES } from '../support/server-zones/index.ts';
import { Death, Life, type DeathPoint } from '../support/server-zones/mortal.ts';
import { codeOf, newFolder, openControlPlane } from '../support/server-zones/open-control-plane.ts';
import { meaningOf, type ServerZone } from '../support/server-zones/server-zone.ts';

const ZONE = 'example.com';
/** Small enough for several writes. */
const MAX_CHANGES = 3;

describe.each(Object.entries(SERVER_ZONES))('an apply to %s that is killed', (provider, openZone) => {
  let zone: ServerZone;
  let folder: string;
  let desired: readonly RRset[];
  /** Of the first state, as regctl reads it. */
  let hash: string;
  /** What the server holds at first, and after an apply that nothing befell. */
  let first: readonly string[];
  let goal: readonly string[];
  let points: number;
  const opened: ControlPlane[] = [];

  /** A process: a control plane on the same store. */
  function open(life?: Life): ControlPlane {
    const one = openControlPlane(zone, folder, (deps) => life?.of(deps, MAX_CHANGES) ?? deps);
    opened.push(one);
    return one;
  }
  async function setUp(): Promise<void> {
    zone.reset();
    folder = newFolder();
    await open().accounts.add(zone.account);
  }
  async function tearDown(): Promise<void> {
    for (const one of opened.splice(0)) await one.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const plan = (regctl: ControlPlane, onEvent?: (event: ProgressEvent) => void): Promise<Plan> =>
    regctl.plans.create(
      { zone: ZONE, target: { kind: 'replace', rrsets: desired }, keep: true },
      onEvent === undefined ? {} : { onEvent },
    );
  const apply = (
    regctl: ControlPlane,
    made: Plan,
    onEvent?: (event: ProgressEvent) => void,
  ): Promise<unknown> =>
    regctl.plans.apply({ plan: made, allowDeletes: 1000 }, onEvent === undefined ? {} : { onEvent });

  beforeAll(async () => {
    zone = await openZone();
    await setUp();
    const { rrsets } = await open().zones.read({ zone: ZONE });
    hash = hashZone({ name: ZONE, rrsets });
    desired = editRRsets(rrsets, crashEdits(provider));
    first = meaningOf(zone);
    const life = new Life({ moment: 'before', at: 0 });
    const whole = open(life);
    await apply(whole, await plan(whole));
    goal = meaningOf(zone);
    ({ points } = life);
    await tearDown();
  });
  afterAll(() => zone.server.stop());

  /** Makes the plan and applies it in a process that dies on the way; gives the plan where it came so far. */
  async function dieAt(death: DeathPoint): Promise<Plan | undefined> {
    const dying = open(new Life(death));
    let made: Plan | undefined;
    try {
      made = await plan(dying);
      await apply(dying, made);
    } catch (error) {
      if (error instanceof Death) return made;
      throw error;
    }
    throw new Error('it did not die');
  }

  /** Gives the process that came next. */
  async function expectFinished(death: DeathPoint): Promise<ControlPlane> {
    const say = `${death.moment} ${death.at}`;
    const made = await dieAt(death);
    const left = meaningOf(zone);
    const said: string[] = [];
    const listen = (event: ProgressEvent): void => {
      if (event.kind === 'resuming') said.push(event.message);
    };
    const next = open();
    const wasRunning = (await next.operations.list({ limit: 9 })).some(({ status }) => status === 'running');
    // The plan that was reviewed is finished, or says why not and touches nothing.
    const code = made === undefined ? 'PLAN_STALE' : await codeOf(apply(next, made, listen));
    if (code !== undefined) expect(code, say).toBe('PLAN_STALE');
    expect(meaningOf(zone), say).toEqual(code === undefined ? goal : left);
    // What was wanted is had by asking for it again.
    await apply(next, await plan(next, listen), listen);
    expect(meaningOf(zone), say).toEqual(goal);
    const isBetween = ![first.join(), goal.join()].includes(left.join());
    if (wasRunning && isBetween)
      expect(said.join(), say).toMatch(
        /interrupted: .* changes were made.*; undo with `regctl zones restore/,
      );
    const journal = await next.operations.list({ limit: 9 });
    expect(journal.filter(({ status }) => status === 'running')).toEqual([]);
    return next;
  }

  async function expectRestored(regctl: ControlPlane, say: string): Promise<void> {
    const history = await regctl.zones.history({ zone: ZONE }, { limit: 20 });
    const kept = history.find((snapshot) => snapshot.hash === hash);
    const target = { kind: 'restore', snapshot: kept?.id ?? '' } as const;
    await apply(regctl, await regctl.plans.create({ zone: ZONE, target }));
    expect(meaningOf(zone), `${say} restored`).toEqual(first);
  }

  it('is finished or explained by the next run, and undone by a restore', { timeout: 120_000 }, async () => {
    expect(points).toBeGreaterThan(15);
    process.stdout.write(`${provider}: ${points} effects of an apply, a death before and after each\n`);
    for (let at = 1; at <= points; at++) {
      for (const moment of ['before', 'after'] as const) {
        await setUp();
        const next = await expectFinished({ moment, at });
        await expectRestored(next, `${moment} ${at}`);
        await tearDown();
      }
    }
  });
});
