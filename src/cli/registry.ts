import type { AnyCommand, Group } from './command.ts';
import { COMMANDS, GROUPS } from './commands/registry.gen.ts';

/** One command as the registry knows it: enough for help and suggestions, without its code. */
export interface CommandEntry {
  /** Words as typed: `dns set`, or `plan`. */
  readonly path: readonly [string] | readonly [string, string];
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

/** A noun with its verbs. */
export interface GroupEntry extends Group {
  readonly name: string;
}

/** Other words for verbs, the same below every noun (`add` is `create` only where there is no `add`). */
const VERB_ALIASES: { readonly [alias: string]: string } = {
  ls: 'list',
  show: 'get',
  add: 'create',
  rm: 'delete',
  remove: 'delete',
};

export const commands: readonly CommandEntry[] = COMMANDS;
export const groups: readonly GroupEntry[] = GROUPS;

/** Finds a noun by its name, its singular or another name it has. */
export function findGroup(word: string): GroupEntry | undefined {
  return groups.find(
    (group) => group.name === word || group.name === `${word}s` || group.aliases?.includes(word) === true,
  );
}

/** Finds a command by its words; verbs may be given by their other names. */
export function findCommand(noun: string, verb?: string): CommandEntry | undefined {
  const at = (word: string | undefined): CommandEntry | undefined =>
    commands.find((entry) => entry.path[0] === noun && entry.path[1] === word);
  if (verb === undefined) return at(undefined);
  const alias = VERB_ALIASES[verb];
  return (
    at(verb) ??
    (alias === undefined ? undefined : at(alias)) ??
    (verb === 'rm' || verb === 'delete' ? at('remove') : undefined)
  );
}

/** The verbs of a noun, in the order of its help. */
export function verbsOf(group: GroupEntry): readonly CommandEntry[] {
  const order = group.order ?? [];
  const rank = (entry: CommandEntry): number => {
    const index = order.indexOf(entry.path[1] ?? '');
    return index < 0 ? order.length : index;
  };
  return commands
    .filter((entry) => entry.path[0] === group.name && entry.path.length === 2)
    .toSorted((a, b) => rank(a) - rank(b));
}
