import { GLOBAL_FLAGS } from './global-flags.ts';

/** `domains ns set` */
const MAX_COMMAND_WORDS = 3;

/** A word of a call, and where in it. */
export interface PlacedWord {
  readonly word: string;
  readonly index: number;
}

type Environment = { readonly [name: string]: string | undefined };

/** The words that name a command: those that are no flags and no values of global flags, with their places. */
export function commandWords(argv: readonly string[]): readonly PlacedWord[] {
  const words: PlacedWord[] = [];
  for (let i = 0; i < argv.length && words.length < MAX_COMMAND_WORDS; i++) {
    const word = argv[i] as string;
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') words.push({ word, index: i });
    else if (takesNextWord(word)) i += 1;
  }
  return words;
}

function takesNextWord(word: string): boolean {
  if (word.includes('=') || word === '--json') return false;
  const flag = Object.entries(GLOBAL_FLAGS).find(
    ([name, about]) => word === `--${name}` || ('short' in about && word === `-${about.short}`),
  );
  return flag !== undefined && flag[1].type !== 'boolean';
}

export function isGlobalFlag(word: string): boolean {
  const name = word.split('=')[0] ?? '';
  return Object.entries(GLOBAL_FLAGS).some(
    ([flag, about]) => name === `--${flag}` || ('short' in about && name === `-${about.short}`),
  );
}

export function hasFlag(argv: readonly string[], names: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).some((word) => names.includes(word));
}

/** The value of a flag, wherever it stands. */
export function flagValue(argv: readonly string[], names: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => names.some((name) => word === name || word.startsWith(`${name}=`)));
  if (at < 0) return undefined;
  const equals = argv[at]?.indexOf('=') ?? -1;
  return equals < 0 ? argv[at + 1] : argv[at]?.slice(equals + 1);
}

/** What must be known before the words are understood, so that a failure to understand them is printed as asked. */
export function earlyFlags(
  argv: readonly string[],
  environment: Environment,
): {
  json: boolean;
  debug: boolean;
  verbose: boolean;
  annotate: boolean;
  colour: 'auto' | 'always' | 'never';
} {
  const output = flagValue(argv, ['--output', '-o']);
  const colour = flagValue(argv, ['--color']);
  return {
    json:
      argv.some(
        (word) => word === '--json' || word.startsWith('--json=') || word === '-ojson' || word === '-ondjson',
      ) ||
      output === 'json' ||
      output === 'ndjson',
    debug: hasFlag(argv, ['--debug']) || isOn(environment, 'REGCTL_DEBUG'),
    verbose: hasFlag(argv, ['--verbose']),
    annotate: hasFlag(argv, ['--annotate']) || isOn(environment, 'REGCTL_ANNOTATE'),
    colour: hasFlag(argv, ['--no-color'])
      ? 'never'
      : colour === 'always' || colour === 'never'
        ? colour
        : 'auto',
  };
}

/** Whether a variable switches something on. */
export function isOn(environment: Environment, name: string): boolean {
  return !['', '0', 'false'].includes(environment[name] ?? '');
}
