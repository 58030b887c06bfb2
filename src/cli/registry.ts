import type { CommandRecord, Group } from './command-record.ts';

/** One command as the registry knows it: enough for help and suggestions, without its code. */
export interface CommandEntry {
  /** Words as typed: `plan`, `dns set` or `domains ns set`. */
  readonly path: readonly [string, ...string[]];
  readonly summary: string;
  readonly load: () => Promise<CommandRecord>;
}

/** A noun with its verbs. A part of a noun (`domains ns`) is one too. */
export interface GroupEntry extends Group {
  /** Its words, with a blank between. */
  readonly name: string;
}

/** Every command, found by the words that people type. */
export interface Registry<E extends CommandEntry = CommandEntry> {
  readonly commands: readonly E[];
  readonly groups: readonly GroupEntry[];
  /** Finds a noun by its name, its singular or another name it has; with `within`, a part of that noun. */
  findGroup(word: string, within?: GroupEntry): GroupEntry | undefined;
  /** Finds a command by its noun and verb, or a command without a noun; verbs may be given by their other names. */
  findCommand(noun: string, verb?: string): E | undefined;
  /** The verbs of a noun, in the order of its help. */
  verbsOf(group: GroupEntry): readonly E[];
  /** The parts of a noun that have verbs of their own. */
  partsOf(group: GroupEntry): readonly GroupEntry[];
}

/** Other words for verbs, the same below every noun; the first that the noun has is meant. */
const VERB_ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ls', ['list']],
  ['show', ['get']],
  ['add', ['create']],
  ['rm', ['delete', 'remove']],
  ['remove', ['delete']],
  ['delete', ['remove']],
]);

/** Commands that are typed without their noun by many. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['login', 'auth login'],
  ['logout', 'auth logout'],
]);

/** Makes the registry of the generated lists. */
export function createRegistry<E extends CommandEntry>(
  groups: readonly GroupEntry[],
  commands: readonly E[],
): Registry<E> {
  const byWords = new Map(commands.map((entry) => [entry.path.join(' '), entry]));
  const at = (noun: string, verb: string | undefined): E | undefined =>
    byWords.get(verb === undefined ? noun : `${noun} ${verb}`);
  return {
    commands,
    groups,
    findGroup: (word, within) =>
      groups.find((group) => {
        const words = group.name.split(' ');
        const last = words.at(-1) ?? '';
        return (
          words.slice(0, -1).join(' ') === (within?.name ?? '') &&
          (last === word || last === `${word}s` || group.aliases?.includes(word) === true)
        );
      }),
    findCommand: (noun, verb) => {
      if (verb === undefined) return at(SHORT.get(noun) ?? noun, undefined);
      return [verb, ...(VERB_ALIASES.get(verb) ?? [])]
        .map((word) => at(noun, word))
        .find((entry) => entry !== undefined);
    },
    verbsOf: (group) => {
      const order = group.order ?? [];
      const rank = (entry: E): number => {
        const index = order.indexOf(entry.path.at(-1) ?? '');
        return index < 0 ? order.length : index;
      };
      return commands
        .filter((entry) => entry.path.length > 1 && entry.path.slice(0, -1).join(' ') === group.name)
        .toSorted((a, b) => rank(a) - rank(b));
    },
    partsOf: (group) => groups.filter((part) => part.name.startsWith(`${group.name} `)),
  };
}
