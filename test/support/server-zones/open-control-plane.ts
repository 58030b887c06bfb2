import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/adapters/clock.ts';
import type { ControlPlane } from '../../../src/control-plane/index.ts';
import type { LocalDeps } from '../../../src/control-plane/local.ts';
import { isRegctlError } from '../../../src/core/errors.ts';
import { openLocalControlPlane } from '../../../src/main/local.ts';
import { silent, unlimited } from '../open-provider.ts';
import type { ServerZone } from './server-zone.ts';

/** A folder for stores, in memory where the system has such: these tests die a hundred times, and none of them by the disk. */
export function newFolder(): string {
  const memory = '/dev/shm';
  return mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'regctl-'));
}

/** Opens the real control plane on a store in `folder`: no budget to keep, and a clock that does not wait. */
export function openControlPlane(
  zone: ServerZone,
  folder: string,
  change: (deps: LocalDeps) => LocalDeps = (deps) => deps,
): ControlPlane {
  const clock = { now: () => systemClock.now(), sleep: () => Promise.resolve() };
  return openLocalControlPlane({
    environment: zone.environment,
    stateDir: join(folder, 'state'),
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger: silent,
    wrap: (deps) =>
      change({ ...deps, clock, surroundings: { ...deps.surroundings, clock, limiter: unlimited } }),
  });
}

/** The code with which something failed; undefined where it did not. */
export async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isRegctlError(error)) return error.code;
    throw error;
  }
}
