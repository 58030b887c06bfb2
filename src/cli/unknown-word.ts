import { RegctlError } from '../core/errors.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import type { GroupEntry, Registry } from './registry.ts';
import { suggest } from './suggest.ts';

/** Nouns that are named to somebody who typed only a verb. */
const MAX_NOUNS = 4;

/** A flag where no command is named. */
export function unknownFlag(word: string): RegctlError {
  const flag = word.replace(/=.*$/s, '');
  const near = suggest(flag.replace(/^-+/, ''), Object.keys(GLOBAL_FLAGS)).map((name) => `--${name}`);
  return new RegctlError('USAGE', `regctl has no flag ${flag}`, {
    reason: /^-v$/i.test(flag)
      ? 'did you mean --version or --verbose?'
      : near.length === 0
        ? 'it stands before any command'
        : `did you mean ${near.join(' or ')}?`,
    hint: 'regctl --help',
  });
}

/** A first word that is neither a noun nor a command; `unread` where it could be an alias, for all that is known. */
export function unknownNoun(registry: Registry, word: string, unread?: RegctlError): RegctlError {
  const nouns = nounsWith(registry, word);
  const others = nouns.length > MAX_NOUNS ? ', …' : '';
  const calls = nouns.slice(0, MAX_NOUNS).map((noun) => `regctl ${noun} ${word}`);
  const meant =
    nouns.length > 0
      ? `it needs a noun in front: ${calls.join(', ')}${others}`
      : nearOf(word, firstWords(registry));
  const reason = unread === undefined ? meant : `${meant} (aliases could not be read: ${unread.message})`;
  return unknown(word, reason, 'regctl --help');
}

/** A word behind a noun that is no verb of it. */
export function unknownVerb(registry: Registry, group: GroupEntry, verb: string): RegctlError {
  const known = [
    ...registry.verbsOf(group).map(({ path }) => path.join(' ')),
    ...registry.partsOf(group).map(({ name }) => name),
  ];
  const word = `${group.name} ${verb}`;
  return unknown(word, nearOf(word, known), `regctl ${group.name} --help`);
}

/** Whether a first word is a verb without its noun, or all but a noun or a command. */
export function isNearCommand(registry: Registry, word: string): boolean {
  return nounsWith(registry, word).length > 0 || suggest(word, firstWords(registry)).length > 0;
}

function firstWords({ groups, commands }: Registry): readonly string[] {
  const single = commands.filter(({ path }) => path.length === 1).map(({ path }) => path[0]);
  return [...groups.map(({ name }) => name), ...single];
}

/** The nouns that a word is a verb of: `list` alone names nothing. */
function nounsWith(registry: Registry, verb: string): readonly string[] {
  const rank = ({ section }: GroupEntry): number => (section === 'zones' ? 0 : section === 'domains' ? 1 : 2);
  return registry.groups
    .filter(({ name }) => registry.findCommand(name, verb) !== undefined && !name.includes(' '))
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ name }) => name);
}

function nearOf(word: string, known: readonly string[]): string {
  const near = suggest(word, known).map((candidate) => `regctl ${candidate}`);
  return near.length === 0 ? 'no command of that name is known' : `did you mean ${near.join(' or ')}?`;
}

function unknown(word: string, reason: string, hint: string): RegctlError {
  return new RegctlError('USAGE', `regctl ${word} is no command`, { reason, hint });
}
