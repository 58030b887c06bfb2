import type { CommandRecord, Group } from './command-record.ts';

/** One command as the registry knows it: enough for help and suggestions, without its code. */
export interface CommandEntry {
  /** Words as typed: `dns set`, or `plan`. */
  readonly path: readonly [string] | readonly [string, string];
  readonly summary: string;
  readonly load: () => Promise<CommandRecord>;
}

/** A noun with its verbs. */
export interface GroupEntry extends Group {
  readonly name: string;
}

/** Every command, found by the words that people type. */
export interface Registry<E extends CommandEntry = CommandEntry> {
  readonly commands: readonly E[];
  readonly groups: readonly GroupEntry[];
  /** Finds a noun by its name, its singular or another name it has. */
  findGroup(word: string): GroupEntry | undefined;
  /** Finds a command by its words; verbs may be given by their other names. */
  findCommand(noun: string, verb?: string): E | undefined;
  /** The verbs of a noun, in the order of its help. */
  verbsOf(group: GroupEntry): readonly E[];
}

/** Other words for verbs, the same below every noun; the first that the noun has is meant. */
const VERB_ALIASES: { readonly [alias: string]: readonly string[] } = {
  ls: ['list'],
  show: ['get'],
  add: ['create'],
  rm: ['delete', 'remove'],
  remove: ['delete'],
  delete: ['remove'],
};

/** Makes the registry of the generated lists. */
export function createRegistry<E extends CommandEntry>(
  groups: readonly GroupEntry[],
  commands: readonly E[],
): Registry<E> {
  const at = (noun: string, verb: string | undefined): E | undefined =>
    commands.find((entry) => entry.path[0] === noun && entry.path[1] === verb);
  return {
    commands,
    groups,
    findGroup: (word) =>
      groups.find(
        (group) => group.name === word || group.name === `${word}s` || group.aliases?.includes(word) === true,
      ),
    findCommand: (noun, verb) => {
      if (verb === undefined) return at(noun, undefined);
      return [verb, ...(VERB_ALIASES[verb] ?? [])]
        .map((word) => at(noun, word))
        .find((entry) => entry !== undefined);
    },
    verbsOf: (group) => {
      const order = group.order ?? [];
      const rank = (entry: E): number => {
        const index = order.indexOf(entry.path[1] ?? '');
        return index < 0 ? order.length : index;
      };
      return commands
        .filter((entry) => entry.path[0] === group.name && entry.path.length === 2)
        .toSorted((a, b) => rank(a) - rank(b));
    },
  };
}
