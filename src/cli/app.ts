import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { AnyCommand } from './command.ts';
import type { CompletionCache } from './completion/cache.ts';
import type { ProjectAlias, Settings } from './config/settings.ts';
import type { Context } from './context.ts';
import type { GlobalFlags, OutputFormat } from './global-flags.ts';
import { commandHelp, groupHelp, rootHelp, type HelpStyle } from './help.ts';
import { createSink, type Io } from './io.ts';
import type { Annotation } from './output/view.ts';
import { printError, toRegctlError } from './print-error.ts';
import { COMMANDS, GROUPS, type RunnableEntry } from './commands/registry.gen.ts';
import { createRegistry, type GroupEntry, type Registry } from './registry.ts';
import {
  commandWords,
  earlyFlags,
  flagValue,
  hasFlag,
  isGlobalFlag,
  isOn,
  type PlacedWord,
} from './words.ts';

/** What the process gives: words, environment, streams. Everything else is made from it when it is needed. */
export interface Process {
  readonly argv: readonly string[];
  readonly environment: { readonly [name: string]: string | undefined };
  readonly version: string;
  readonly stdin: Io['stdin'];
  readonly stdout: {
    readonly write: (text: string) => void;
    /** Resolves when all that was written has been taken, rejects when it could not be: a full disk. */
    readonly flushed: () => Promise<void>;
    readonly isTty: boolean;
    readonly columns: number | undefined;
    /** Lines on the screen; longer output goes to the pager. */
    readonly rows?: number | undefined;
  };
  readonly stderr: {
    readonly write: (text: string) => void;
    readonly isTty: boolean;
    readonly columns: number | undefined;
  };
  readonly signal: AbortSignal;
  /** The folder that paths are taken from. @throws RegctlError where it is gone */
  readonly workingFolder: () => string;
  /** Called after everything was printed; fails never. */
  readonly afterwards?: (about: { readonly quiet: boolean }) => Promise<void>;
  /** What completion may read; a file, never a network. */
  readonly completionCache: () => Promise<CompletionCache>;
  /** Settings as flags, environment and files have them. */
  readonly settings: (flags: GlobalFlags) => Promise<Settings>;
  /** Where extensions are installed. */
  readonly extensionsFolder: () => Promise<string>;
  /** The environment as programs get it that are none of regctl's: without secrets. */
  readonly extensionEnvironment: () => Promise<Process['environment']>;
  /** Makes the context of a command; loaded only when one runs. */
  readonly createContext: (
    io: Io,
    flags: GlobalFlags,
    registry: Registry,
  ) => Promise<Context & { close(): Promise<void> }>;
}

/** Stands for the command that an extension is: its words are its own. */
const NO_COMMAND: AnyCommand = {
  summary: '',
  examples: [],
  args: [],
  flags: {},
  fields: [],
  writes: false,
  run: () => Promise.resolve({ kind: 'nothing' }),
};

const DONE: Outcome = { exitCode: 0 };

/** Every command there is; loading one costs its own file only. */
const registry = createRegistry(GROUPS, COMMANDS);

/** Runs one call of regctl and gives its exit code. */
export async function runApp(given: Process): Promise<number> {
  const process = withForcedTerminal(given);
  return runWords(process, process.argv);
}

async function runWords(process: Process, argv: readonly string[]): Promise<number> {
  const early = earlyFlags(argv, process.environment);
  const io = createIo(process, early);
  try {
    const outcome = await dispatch(process, io, argv);
    // Flags of an alias say how its output and failures look, as typed ones do.
    if ('argv' in outcome) return await runWords(process, outcome.argv);
    await flush(process);
    if (argv[0] !== '__complete')
      await process.afterwards?.({ quiet: early.json || hasFlag(argv, ['--quiet', '-q']) });
    return outcome.exitCode;
  } catch (error) {
    const failure = toRegctlError(error);
    if (early.annotate) await annotate(process, io, failure);
    // The annotation says it all; only who reads JSON needs that besides.
    if (early.json || !early.annotate) printError(failure, io.stderr, early);
    return failure.exitCode;
  }
}

/** With REGCTL_FORCE_TTY stdout is written as to a terminal, of so many characters in a line where it is a number. */
function withForcedTerminal(process: Process): Process {
  const forced = process.environment['REGCTL_FORCE_TTY'] ?? '';
  if (forced === '') return process;
  const columns = Number(forced) > 1 ? Number(forced) : (process.stdout.columns ?? process.stderr.columns);
  return { ...process, stdout: { ...process.stdout, isTty: true, columns, rows: undefined } };
}

/** Writes annotations to stderr. */
async function annotate(process: Process, io: Io, about: readonly Annotation[] | RegctlError): Promise<void> {
  const { annotateAll, createAnnotator, failureAnnotation } = await import('./annotations.ts');
  const place = { cwd: process.workingFolder, environment: process.environment };
  const annotations = about instanceof RegctlError ? [failureAnnotation(about)] : about;
  annotateAll(annotations, createAnnotator(io.stderr, place));
}

async function flush(process: Process): Promise<void> {
  try {
    await process.stdout.flushed();
  } catch (error) {
    const { fileFailure } = await import('../core/file-failure.ts');
    throw fileFailure('write', 'to stdout', error, 'send the output to where there is room');
  }
}

/** How a call ended, or the words that its alias stands for, which are still to be run. */
type Outcome = { readonly exitCode: number } | { readonly argv: readonly string[] };

async function dispatch(process: Process, io: Io, argv: readonly string[]): Promise<Outcome> {
  if (argv[0] === '__complete') {
    const [{ complete }, cache] = await Promise.all([
      import('./completion/complete.ts'),
      process.completionCache(),
    ]);
    io.stdout.write(complete(registry, argv.slice(argv[1] === '--' ? 2 : 1), cache));
    return DONE;
  }
  const words = commandWords(argv);
  const wantsHelp = hasFlag(argv, ['--help', '-h']);
  const style: HelpStyle = { paint: io.stdout.paint, columns: Math.min(io.stdout.columns, 120) };
  if (words.length === 0) {
    const unknown = argv.find((word) => word.startsWith('-') && word !== '--' && !isGlobalFlag(word));
    if (unknown !== undefined) throw (await import('./unknown-word.ts')).unknownFlag(unknown);
    if (hasFlag(argv, ['--version'])) {
      io.stdout.write(`${process.version}\n`);
      return DONE;
    }
    const outcome = argv.length === 0 && io.stdout.isTty ? await begin(process, io) : undefined;
    if (outcome === undefined) io.stdout.write(rootHelp(registry, style));
    return outcome ?? DONE;
  }
  const found = await resolve(process, io, words, argv);
  if ('exitCode' in found || 'argv' in found) return found;
  if ('group' in found) {
    io.stdout.write(groupHelp(registry, found.group, style));
    return DONE;
  }
  const command = await found.entry.load();
  const name = found.entry.path.join(' ');
  if (wantsHelp) {
    io.stdout.write(await commandHelp(name, command, style));
    return DONE;
  }
  return { exitCode: await execute(process, io, { name, command, words: found.rest }) };
}

/** Lets somebody who calls regctl for the first time choose what comes next; undefined where nothing was chosen. */
async function begin(process: Process, io: Io): Promise<Outcome | undefined> {
  const { firstCalls } = await import('./first-run.ts');
  const context = await process.createContext(io, {}, registry);
  const beginning = await firstCalls(context);
  await context.close();
  if (beginning === undefined) return undefined;
  for (const argv of beginning.calls) {
    io.stderr.write(`${io.stderr.paint.dim(`$ regctl ${argv.join(' ')}`)}\n`);
    const outcome = await dispatch(process, io, argv);
    if (!('exitCode' in outcome) || outcome.exitCode !== 0) return outcome;
  }
  if (beginning.next !== undefined) io.stderr.write(`${beginning.next}\n`);
  return DONE;
}

type Resolved =
  | { readonly entry: RunnableEntry; readonly rest: readonly string[] }
  | { readonly group: GroupEntry }
  | Outcome;

/** Finds what the words mean. @throws RegctlError `USAGE` with suggestions, before anything else is looked at */
async function resolve(
  process: Process,
  io: Io,
  words: readonly PlacedWord[],
  argv: readonly string[],
): Promise<Resolved> {
  const [first] = words as [PlacedWord];
  const without = (...indexes: number[]): string[] => argv.filter((_, i) => !indexes.includes(i));
  const single = registry.findCommand(first.word);
  if (single !== undefined) return { entry: single, rest: without(first.index) };
  const group = registry.findGroup(first.word);
  if (group === undefined) {
    const outcome = await callOwn(process, io, first, argv);
    if (outcome !== undefined) return outcome;
    throw (await import('./unknown-word.ts')).unknownNoun(registry, first.word);
  }
  return resolveVerb(group, words.slice(1), (...indexes) => without(first.index, ...indexes));
}

/** Finds what the words behind a noun mean: a verb, or a part of the noun with verbs of its own. */
async function resolveVerb(
  group: GroupEntry,
  words: readonly PlacedWord[],
  without: (...indexes: number[]) => string[],
): Promise<Resolved> {
  const [verb, ...others] = words;
  if (verb === undefined) return { group };
  const entry = registry.findCommand(group.name, verb.word);
  if (entry !== undefined) return { entry, rest: without(verb.index) };
  const part = registry.findGroup(verb.word, group);
  if (part !== undefined) return resolveVerb(part, others, (...indexes) => without(verb.index, ...indexes));
  throw (await import('./unknown-word.ts')).unknownVerb(registry, group, verb.word);
}

/** What the user added: an alias, or a program on PATH; else what the project names. Undefined where the word is none of these. */
async function callOwn(
  process: Process,
  io: Io,
  first: PlacedWord,
  argv: readonly string[],
): Promise<Outcome | undefined> {
  const { expandAlias, findExtension, runExtension } = await import('./own-commands.ts');
  const config = flagValue(argv, ['--config']);
  const find = async (): Promise<string | undefined> =>
    findExtension(first.word, process.environment, await process.extensionsFolder());
  const unread = async (error: unknown): Promise<never> => {
    if (!isRegctlError(error) || (await find()) !== undefined) throw error;
    const { isNearCommand, unknownNoun } = await import('./unknown-word.ts');
    // A word that is nearly one of regctl's own is a mistype more likely than an alias in the settings that cannot be read.
    throw isNearCommand(registry, first.word) ? unknownNoun(registry, first.word, error) : error;
  };
  const { aliases, projectAliases } = await process
    .settings(config === undefined ? {} : { config })
    .catch(unread);
  const own = Object.hasOwn(aliases, first.word) ? aliases[first.word] : undefined;
  if (own !== undefined) return { argv: expandAlias(registry, own, first, argv) };
  const path = await find();
  if (path === undefined) {
    const alias = projectAliases.find(({ name }) => name === first.word);
    if (alias === undefined) return undefined;
    const words = expandAlias(registry, alias.command, first, argv);
    await agreeToAlias(process, io, alias);
    return { argv: words };
  }
  const { parseInput } = await import('./parse.ts');
  // Flags in front of the word are regctl's, all behind it the extension's.
  const { globals } = parseInput(first.word, NO_COMMAND, argv.slice(0, first.index));
  const exitCode = await runExtension(
    { name: first.word, path },
    argv.slice(first.index + 1),
    await process.settings(globals),
    await process.extensionEnvironment(),
  );
  return { exitCode };
}

async function agreeToAlias(process: Process, io: Io, alias: ProjectAlias): Promise<void> {
  const { agreeTo } = await import('./project-aliases.ts');
  const isSilent = hasFlag(process.argv, ['--no-input']);
  const context = await process.createContext(io, isSilent ? { 'no-input': true } : {}, registry);
  try {
    await agreeTo(context, alias);
  } finally {
    await context.close();
  }
}

async function execute(
  process: Process,
  io: Io,
  call: { readonly name: string; readonly command: AnyCommand; readonly words: readonly string[] },
): Promise<number> {
  const { parseInput } = await import('./parse.ts');
  const { input, globals: given } = parseInput(call.name, call.command, call.words);
  const globals = {
    ...given,
    ...(isOn(process.environment, 'REGCTL_DEBUG') ? { debug: true } : {}),
    ...(isOn(process.environment, 'REGCTL_ANNOTATE') ? { annotate: true } : {}),
  };
  const context = await process.createContext(io, globals, registry);
  try {
    const view = await call.command.run(context, input);
    const { render } = await import('./output/render.ts');
    const settings = await settingsForOutput(context);
    let shown = '';
    await render(view, {
      flags: globals,
      defaultFormat:
        globals.output === undefined && globals.json === undefined
          ? (settings?.get('output') as OutputFormat | undefined)
          : undefined,
      fields: call.command.fields.map((field) => field.name),
      stdout: { ...io.stdout, write: (text) => (shown += text) },
      notice: (message) => context.notice(message),
    });
    await show(process, io, shown, settings?.get('pager'));
    const { annotations = [] } = view;
    if (globals.annotate === true) await annotate(process, io, annotations);
    return view.exitCode ?? 0;
  } finally {
    await context.close();
  }
}

/**
 * Gives the settings that output goes by. A command that needs none has done its work by then: that of a file which is not right it tells, and prints as without one;
 * `config path`, `doctor` and `help` are what mends it.
 */
async function settingsForOutput(context: Context): Promise<Settings | undefined> {
  try {
    return await context.settings();
  } catch (error) {
    if (!isRegctlError(error, 'INVALID_CONFIG', 'PROFILE_NOT_FOUND', 'FILE_NOT_FOUND')) throw error;
    context.warn(`${error.message}: ${error.reason ?? 'it is not taken'}`);
    return undefined;
  }
}

/** Prints; on a terminal what is longer than it goes through the pager. */
async function show(process: Process, io: Io, text: string, setting: string | undefined): Promise<void> {
  if (io.stdout.isTty) {
    const { choosePager, isLong, page } = await import('./pager.ts');
    const pager = choosePager(setting, process.environment);
    if (pager !== undefined && isLong(text, process.stdout.rows))
      return page(pager, text, process.environment);
  }
  if (text !== '') io.stdout.write(text);
}

function createIo(process: Process, early: { readonly colour: 'auto' | 'always' | 'never' }): Io {
  const wish = { colour: early.colour, environment: process.environment };
  return {
    stdin: process.stdin,
    stdout: createSink(process.stdout.write, { ...process.stdout, wish }),
    stderr: createSink(process.stderr.write, { ...process.stderr, wish }),
  };
}
