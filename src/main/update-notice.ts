import { spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../adapters/make-folder.ts';
import { isNewer } from '../core/version.ts';
import type { Updater } from '../ports/updater.ts';
import { LOOK_WORD } from './look-word.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What is known of releases; times in milliseconds since 1970. */
interface Known {
  readonly latest: string;
  readonly lookedAt: number;
  readonly toldAt: number;
}

/** Where notices of releases are kept, and who they are for. */
export interface NoticeOptions {
  readonly cacheDir: string;
  readonly version: string;
  readonly updater: Updater;
  readonly now: number;
}

/**
 * Tells once a day of a newer release that is known of, and once a day lets another process look: the command that was called never waits for it.
 *
 * @param look - starts the process that looks
 */
export function announceRelease(
  options: NoticeOptions,
  tell: (line: string) => void,
  look: () => void = lookBesides,
): void {
  if (options.updater.installation().method !== 'binary') return;
  const { now, version } = options;
  const known = readKnown(options.cacheDir);
  const tells = isNewer(known.latest, version) && now - known.toldAt >= DAY_MS;
  const looks = now - known.lookedAt >= DAY_MS;
  if (!tells && !looks) return;
  const next = {
    ...known,
    toldAt: tells ? now : known.toldAt,
    lookedAt: looks ? now : known.lookedAt,
  };
  // What cannot be remembered would be told, and looked for, with every command.
  if (!writeKnown(options.cacheDir, next)) return;
  if (tells) tell(`regctl ${known.latest} is released; this is ${version}: regctl update`);
  if (looks) look();
}

/** Looks for the newest release and remembers it. */
export async function lookForRelease(options: NoticeOptions): Promise<void> {
  try {
    const { version } = await options.updater.release();
    writeKnown(options.cacheDir, { ...readKnown(options.cacheDir), latest: version });
  } catch {
    // Nobody waits for the answer, and tomorrow somebody asks again.
  }
}

function lookBesides(): void {
  const child = spawn(process.execPath, [LOOK_WORD], { detached: true, stdio: 'ignore' });
  // A file that is gone cannot be started, and has nobody to tell.
  child.on('error', () => undefined);
  child.unref();
}

function readKnown(cacheDir: string): Known {
  const nothing = { latest: '', lookedAt: 0, toldAt: 0 };
  try {
    const { latest, lookedAt, toldAt } = JSON.parse(
      readFileSync(join(cacheDir, 'release.json'), 'utf8'),
    ) as Partial<Known>;
    if (typeof latest !== 'string' || typeof lookedAt !== 'number' || typeof toldAt !== 'number')
      return nothing;
    return { latest, lookedAt, toldAt };
  } catch {
    // Absent or damaged: nothing is known.
    return nothing;
  }
}

/** Tells whether it could be written. */
function writeKnown(cacheDir: string, known: Known): boolean {
  const path = join(cacheDir, 'release.json');
  try {
    makeFolder(cacheDir, 0o700);
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(known), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
    return true;
  } catch {
    return false;
  }
}
