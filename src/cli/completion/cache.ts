import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../files.ts';

/** What completion knows: names seen by earlier commands. */
export interface CompletionData {
  readonly zones: readonly string[];
  readonly domains: readonly string[];
  readonly accounts: readonly string[];
  readonly profiles: readonly string[];
  /** Commands of the user's own, and of projects. */
  readonly aliases: readonly string[];
  /** Zone → owner names in it. */
  readonly names: { readonly [zone: string]: readonly string[] };
}

/** Remembers names for completion, which must answer at once and never asks a network. */
export interface CompletionCache {
  read(): CompletionData;
  /** Adds to what is known; `zones` and `accounts` replace when given whole. Failing to remember is no failure. */
  remember(data: Partial<CompletionData>): void;
}

/** Names kept for one zone; a shell shows no more than that anyway. */
const MAX_NAMES = 2_000;
const EMPTY: CompletionData = { zones: [], domains: [], accounts: [], profiles: [], aliases: [], names: {} };

export function createCompletionCache(cacheDir: string): CompletionCache {
  const path = join(cacheDir, 'completion.json');
  const read = (): CompletionData => {
    try {
      const data = JSON.parse(readFileSync(path, 'utf8')) as Partial<CompletionData>;
      const { names, ...lists } = { ...EMPTY, ...data };
      const isWhole = [...Object.values(lists), ...Object.values(names)].every((list) => Array.isArray(list));
      return isWhole ? { ...lists, names } : EMPTY;
    } catch {
      // Absent or damaged: nothing is known, and the next command writes it anew.
      return EMPTY;
    }
  };
  return {
    read,
    remember: (data) => {
      const known = read();
      const names = Object.fromEntries(
        Object.entries({ ...known.names, ...data.names }).map(([zone, list]) => [
          zone,
          list.slice(0, MAX_NAMES),
        ]),
      );
      const zones = [...new Set([...(data.zones ?? known.zones), ...Object.keys(data.names ?? {})])];
      const merged = {
        zones,
        domains: data.domains ?? known.domains,
        accounts: data.accounts ?? known.accounts,
        profiles: data.profiles ?? known.profiles,
        aliases: data.aliases ?? known.aliases,
        names,
      };
      try {
        makeFolder(cacheDir, { mode: 0o700 });
        const temporary = `${path}.${process.pid}.tmp`;
        writeFileSync(temporary, JSON.stringify(merged), { mode: 0o600 });
        renameSync(temporary, path);
      } catch {
        // A cache that cannot be written costs suggestions and nothing else.
      }
    },
  };
}
