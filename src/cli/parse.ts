import { Command as Commander, CommanderError, Option } from 'commander';
import { RegctlError } from '../core/errors.ts';
import type { AnyCommand, AnyInput } from './command.ts';
import type { Argument } from './command-record.ts';
import type { Flag, Flags, FlagValue } from './flag.ts';
import { GLOBAL_FLAGS, type GlobalFlags } from './global-flags.ts';
import { usageLine } from './help.ts';
import { suggest } from './suggest.ts';

export interface Parsed {
  readonly input: AnyInput;
  readonly globals: GlobalFlags;
}

/** Stands for all fields where `--json` was given without a list. */
export const ALL_FIELDS = '*';

const UNITS: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads the words behind a command's name. Flags may stand anywhere, `--` ends them.
 *
 * @throws RegctlError `USAGE` with a suggestion
 */
export function parseInput(name: string, command: AnyCommand, words: readonly string[]): Parsed {
  const flags: Flags = { ...GLOBAL_FLAGS, ...command.flags };
  const commander = new Commander(name)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  commander.helpOption(false).allowExcessArguments(false).showSuggestionAfterError(false);
  for (const [flagName, flag] of Object.entries(flags)) commander.addOption(toOption(flagName, flag));
  for (const argument of command.args) {
    const form = `${argument.name}${argument.variadic === true ? '...' : ''}`;
    commander.argument(argument.optional === true ? `[${form}]` : `<${form}>`, argument.description);
  }
  let given: (string | string[] | undefined)[] = [];
  commander.action((...args: unknown[]) => {
    given = args.slice(0, command.args.length) as typeof given;
  });
  try {
    commander.parse(prepareWords(dashedLast(words, command)), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw usageError(name, command, flags, error);
    throw error;
  }
  for (const [i, argument] of command.args.entries()) {
    if ([given[i]].flat().includes('')) throw emptyWord(name, argument);
  }
  const values = commander.opts<{ [option: string]: string | boolean | string[] | undefined }>();
  const read = (flagName: string, flag: Flag): FlagValue =>
    readFlag(name, flagName, flag, values[camelCase(flagName)]);
  return {
    input: {
      flags: Object.fromEntries(
        Object.entries(command.flags).map(([flagName, flag]) => [flagName, read(flagName, flag)]),
      ),
      arg: (argument) => {
        const value = given[command.args.findIndex((candidate) => candidate.name === argument)];
        return typeof value === 'string' ? value : '';
      },
      rest: given.find((value) => Array.isArray(value)) ?? [],
    },
    globals: Object.fromEntries(
      Object.entries(GLOBAL_FLAGS)
        .map(([flagName, flag]) => [flagName, read(flagName, flag)] as const)
        .filter(
          ([, value]) =>
            value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
        ),
    ),
  };
}

/** Reads a duration into milliseconds; a bare number is seconds. Undefined for what is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  return match === null ? undefined : Math.round(Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 0));
}

/** Puts a word that is the last argument by its form behind `--`, so that a dash at its begin makes no flag of it. */
function dashedLast(words: readonly string[], { args }: AnyCommand): readonly string[] {
  const form = args.at(-1)?.form;
  const at = form === undefined || words.includes('--') ? -1 : words.findIndex((word) => form.test(word));
  const word = words[at];
  if (word === undefined || !word.startsWith('-')) return words;
  return [...words.toSpliced(at, 1), '--', word];
}

/**
 * `--json` takes a value only behind `=`, so that `dns list --json example.org` means what it looks like. Negated names go to commander under another one, as it
 * would invent their positive twins.
 */
function prepareWords(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  return words.map((word, i) => {
    if (end >= 0 && i >= end) return word;
    if (word === '--json') return `--json=${ALL_FIELDS}`;
    return word.replace(/^--no-/, '--not-');
  });
}

function toOption(name: string, flag: Flag): Option {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const long = `--${name.replace(/^no-/, 'not-')}`;
  const value = flag.type === 'boolean' ? '' : ` <${(flag.value ?? flag.type).toLowerCase()}>`;
  const option = new Option(`${short}${long}${value}`, flag.description);
  if (flag.type === 'list') option.argParser<string[]>((text, before) => [...(before ?? []), text]);
  return option;
}

function readFlag(
  command: string,
  name: string,
  flag: Flag,
  value: string | boolean | string[] | undefined,
): FlagValue {
  switch (flag.type) {
    case 'boolean':
      return value === true;
    case 'list':
      if (Array.isArray(value) && value.includes('')) throw emptyFlag(command, name);
      return Array.isArray(value) ? value : [];
    case 'string':
      if (value === '') throw emptyFlag(command, name);
      if (typeof value === 'string' && flag.choices !== undefined && !flag.choices.includes(value)) {
        throw badValue(command, name, value, `it takes one of ${flag.choices.join(', ')}`);
      }
      return typeof value === 'string' ? value : undefined;
    case 'integer': {
      if (typeof value !== 'string') return undefined;
      if (!/^\d{1,10}$/.test(value))
        throw badValue(command, name, value, 'it takes a whole number of at most ten digits');
      return Number(value);
    }
    case 'duration': {
      if (typeof value !== 'string') return undefined;
      const ms = parseDuration(value);
      if (ms === undefined) throw badValue(command, name, value, 'it takes a time such as 90s, 5m or 1h');
      return ms;
    }
  }
}

/** An empty word is a variable that was not set far more often than a wish: nothing is read into it. */
function emptyWord(command: string, argument: Argument): RegctlError {
  return new RegctlError('USAGE', `regctl ${command}: ${argument.name.toUpperCase()} is empty`, {
    reason: 'an empty word stands for nothing; a shell makes one of a variable that is not set',
    hint: argument.completes === 'name' ? 'write @ for the apex' : `regctl ${command} --help`,
  });
}

function emptyFlag(command: string, name: string): RegctlError {
  return badValue(command, name, '', 'an empty word stands for nothing; leave the flag out instead');
}

function badValue(command: string, name: string, value: string, reason: string): RegctlError {
  return new RegctlError('USAGE', `--${name} does not take ${JSON.stringify(value)}`, {
    reason,
    hint: `regctl ${command} --help`,
  });
}

function usageError(name: string, command: AnyCommand, flags: Flags, error: CommanderError): RegctlError {
  const hint = `regctl ${name} --help`;
  switch (error.code) {
    case 'commander.unknownOption': {
      const [, dashes = '--', given = ''] = /'(-*)([^'=]+)/.exec(error.message) ?? [];
      const word = given.replace(/^not-/, 'no-');
      if (Object.hasOwn(flags, word))
        return new RegctlError('USAGE', `--${word} takes no value`, {
          reason: flags[word]?.description ?? 'one was given',
          hint: `give --${word} alone, or leave it out`,
        });
      const near = suggest(word, Object.keys(flags)).map((flag) => `--${flag}`);
      return new RegctlError('USAGE', `regctl ${name} has no flag ${dashes}${word}`, {
        reason: near.length === 0 ? 'no flag of that name is known' : `did you mean ${near.join(' or ')}?`,
        hint,
      });
    }
    case 'commander.optionMissingArgument': {
      const word = /'(?:-\w, )?--([^' ]+)/.exec(error.message)?.[1] ?? '';
      return new RegctlError('USAGE', `--${word} needs a value`, {
        reason: flags[word]?.description ?? 'none was given',
        hint,
      });
    }
    case 'commander.missingArgument': {
      const word = /'([^']+)'/.exec(error.message)?.[1] ?? '';
      const argument = command.args.find((candidate) => candidate.name === word);
      return new RegctlError('USAGE', `regctl ${name} needs ${word.toUpperCase()}`, {
        reason: `${word.toUpperCase()} stands for ${argument?.description ?? 'argument'}; it is called as: ${usageLine(name, command)}`,
        hint,
      });
    }
    default:
      return new RegctlError('USAGE', `regctl ${name}: too many words`, {
        reason:
          command.args.length === 0
            ? 'it takes none'
            : `it takes ${command.args.map((argument) => argument.name.toUpperCase()).join(' ')}`,
        hint,
      });
  }
}

function camelCase(name: string): string {
  return name.replace(/^no-/, 'not-').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
