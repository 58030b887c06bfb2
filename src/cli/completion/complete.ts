import type { Completes, Flag } from '../flag.ts';
import { GLOBAL_FLAGS } from '../global-flags.ts';
import type { GroupEntry, Registry } from '../registry.ts';
import type { CompletionCache } from './cache.ts';
import { PROVIDERS, WORDS } from './words.gen.ts';

/** One suggestion. */
interface Suggestion {
  readonly value: string;
  readonly description?: string;
}

/** Tells the shell's script to complete file names. */
const FILES: readonly Suggestion[] = [{ value: ':files' }];

/** What a shell may put into a line as it is: it holds nothing that ends a word there, runs something or paints the terminal. */
const ONE_WORD = /^[\p{L}\p{M}\p{N}@%+=:,./_*~-]+$/u;

/** Everyday types first; a list of forty helps nobody. */
const TYPES = [
  'A',
  'AAAA',
  'CNAME',
  'MX',
  'TXT',
  'NS',
  'SRV',
  'CAA',
  'PTR',
  'HTTPS',
  'SVCB',
  'TLSA',
  'DS',
  'SSHFP',
  'NAPTR',
  'ALIAS',
  'DNAME',
  'SOA',
];

/** Gives what the last of `words` may become, one suggestion a line. Reads the cache and nothing else. */
export function complete(registry: Registry, words: readonly string[], cache: CompletionCache): string {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const suggestions = suggestionsFor(registry, before, current, cache);
  return suggestions
    .filter(({ value }) => value === ':files' || (value.startsWith(current) && ONE_WORD.test(value)))
    .map(({ value, description }) => `${value}${description === undefined ? '' : `\t${description}`}\n`)
    .join('');
}

function suggestionsFor(
  registry: Registry,
  before: readonly string[],
  current: string,
  cache: CompletionCache,
): readonly Suggestion[] {
  const plain = plainWords(before, GLOBAL_FLAGS);
  const [noun] = plain;
  const early = flagBefore(before, GLOBAL_FLAGS);
  if (early !== undefined) return flagValues(early, [], cache);
  if (noun === undefined)
    return current.startsWith('-')
      ? flagsOf({})
      : [...nouns(registry), ...singles(registry), ...cache.read().aliases.map((value) => ({ value }))];
  const { group, verb } = findVerb(registry, plain);
  if (group !== undefined && verb === undefined) return verbs(registry, group);
  const entry = group === undefined ? registry.findCommand(noun) : registry.findCommand(group.name, verb);
  if (entry === undefined) return [];
  const command = WORDS[entry.path.join(' ')];
  if (command === undefined) return [];
  const flags: { readonly [name: string]: Flag } = { ...GLOBAL_FLAGS, ...command.flags };
  const args = plainWords(before, flags).slice(entry.path.length);
  const flag = flagBefore(before, flags);
  if (flag !== undefined) return flagValues(flag, args, cache);
  if (current.startsWith('-')) return flagsOf(command.flags);
  const argument = command.args[Math.min(args.length, command.args.length - 1)];
  return argument === undefined || argument === '' ? [] : valuesOf(argument, args, cache);
}

/** Follows the words down to a noun, or a part of one, and the verb behind it. */
function findVerb(
  registry: Registry,
  words: readonly string[],
): { readonly group: GroupEntry | undefined; readonly verb: string | undefined } {
  let group = registry.findGroup(words[0] ?? '');
  let at = 1;
  for (let part = group; part !== undefined; at++) {
    part = registry.findGroup(words[at] ?? '', part);
    if (part === undefined) break;
    group = part;
  }
  return { group, verb: words[at] };
}

function verbs(registry: Registry, group: GroupEntry): Suggestion[] {
  return [
    ...registry
      .verbsOf(group)
      .map((entry) => ({ value: entry.path.at(-1) ?? '', description: entry.summary })),
    ...registry
      .partsOf(group)
      .map((part) => ({ value: part.name.split(' ').at(-1) ?? '', description: part.summary })),
  ];
}

/** The words that are neither flags nor their values. */
function plainWords(words: readonly string[], flags: { readonly [name: string]: Flag }): readonly string[] {
  return words.filter(
    (word, i) => !word.startsWith('-') && flagBefore(words.slice(0, i), flags) === undefined,
  );
}

/** The flag that the next word is the value of: the last of these words, where it takes one. */
function flagBefore(words: readonly string[], flags: { readonly [name: string]: Flag }): Flag | undefined {
  const word = words.at(-1) ?? '';
  // `--json` takes its fields behind `=` only.
  if (!word.startsWith('-') || word === '--json') return undefined;
  const found = Object.entries(flags).find(
    ([name, { short }]) => word === `--${name}` || (short !== undefined && word === `-${short}`),
  );
  return found === undefined || found[1].type === 'boolean' ? undefined : found[1];
}

function nouns(registry: Registry): Suggestion[] {
  return registry.groups
    .filter((group) => !group.name.includes(' '))
    .map((group) => ({ value: group.name, description: group.summary }));
}

function singles(registry: Registry): Suggestion[] {
  return registry.commands
    .filter((entry) => entry.path.length === 1)
    .map((entry) => ({ value: entry.path[0], description: entry.summary }));
}

function flagsOf(flags: { readonly [name: string]: Flag }): Suggestion[] {
  return Object.entries({ ...flags, ...GLOBAL_FLAGS }).map(([name, flag]) => ({
    value: `--${name}`,
    description: flag.description,
  }));
}

function flagValues(flag: Flag, args: readonly string[], cache: CompletionCache): readonly Suggestion[] {
  if (flag.choices !== undefined) return flag.choices.map((value) => ({ value }));
  return flag.completes === undefined ? [] : valuesOf(flag.completes, args, cache);
}

function namesIn(cache: CompletionCache, zone: string): readonly string[] {
  const { names } = cache.read();
  return (Object.hasOwn(names, zone) ? names[zone] : undefined) ?? ['@'];
}

function valuesOf(what: Completes, args: readonly string[], cache: CompletionCache): readonly Suggestion[] {
  const toSuggestions = (values: readonly string[]): Suggestion[] => values.map((value) => ({ value }));
  switch (what) {
    case 'zone':
      return toSuggestions(cache.read().zones);
    case 'domain':
      return toSuggestions(cache.read().domains);
    case 'name':
      return toSuggestions(namesIn(cache, args[0] ?? ''));
    case 'account':
      return toSuggestions(cache.read().accounts);
    case 'profile':
      return toSuggestions(cache.read().profiles);
    case 'type':
      return toSuggestions(TYPES);
    case 'provider':
      return toSuggestions(PROVIDERS);
    case 'file':
    case 'plan':
      return FILES;
    case 'snapshot':
      return [];
  }
}
