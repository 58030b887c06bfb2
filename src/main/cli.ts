import { readFileSync } from 'node:fs';
import { runApp, type Process } from '../cli/app.ts';
import type { Settings } from '../cli/config/settings.ts';
import type { Context, RawApi } from '../cli/context.ts';
import type { GlobalFlags } from '../cli/global-flags.ts';
import type { Io } from '../cli/io.ts';
import type { Registry } from '../cli/registry.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { RegctlError } from '../core/errors.ts';
import type { Logger } from '../ports/logger.ts';
import { build } from './build.ts';

/** Runs regctl in this process and sets its exit code. */
export async function main(process: NodeJS.Process): Promise<void> {
  ignoreClosedPipes(process);
  const signal = stopSignal(process);
  const environment = process.env;
  process.exitCode = await runApp({
    argv: process.argv.slice(2),
    environment,
    version: version(),
    signal,
    workingFolder: () => workingFolder(process),
    stdin: { isTty: process.stdin.isTTY === true, text: () => readStdin(process, signal) },
    stdout: {
      ...createOutput(process.stdout),
      isTty: process.stdout.isTTY === true,
      columns: process.stdout.columns,
      rows: process.stdout.rows,
    },
    stderr: {
      write: (chunk) => void process.stderr.write(chunk),
      isTty: process.stderr.isTTY === true,
      columns: process.stderr.columns,
    },
    completionCache: async () => {
      const [{ userFolders }, { createCompletionCache }] = await Promise.all([
        import('./folders.ts'),
        import('../cli/completion/cache.ts'),
      ]);
      return createCompletionCache(userFolders(environment).cacheDir);
    },
    afterwards: ({ quiet }) => announce(process, quiet),
    settings: (flags) => loadSettings(process, flags),
    extensionsFolder: async () => (await import('./folders.ts')).userFolders(environment).extensionsDir,
    extensionEnvironment: async () =>
      (await import('./extension-environment.ts')).extensionEnvironment(environment),
    createContext: (io, flags, registry) => createContext(process, io, flags, registry, signal),
  });
}

async function createContext(
  process: NodeJS.Process,
  io: Io,
  flags: GlobalFlags,
  registry: Registry,
  signal: AbortSignal,
): Promise<Context & { close(): Promise<void> }> {
  const environment = process.env;
  const [{ userFolders }, { createCompletionCache }, { createPrompt, isUnattended }] = await Promise.all([
    import('./folders.ts'),
    import('../cli/completion/cache.ts'),
    import('../cli/prompt.ts'),
  ]);
  const folders = userFolders(environment);
  const cwd = workingFolder(process);
  const annotate =
    flags.annotate === true
      ? (await import('../cli/annotations.ts')).createAnnotator(io.stderr, { cwd: () => cwd, environment })
      : undefined;
  let controlPlane: Promise<ControlPlane> | undefined;
  let settings: ReturnType<Context['settings']> | undefined;
  const context: Context = {
    io,
    environment,
    cwd,
    folders,
    flags,
    json: flags.json !== undefined || flags.output === 'json' || flags.output === 'ndjson',
    version: version(),
    build,
    registry,
    signal,
    prompt: createPrompt(
      io.stdin.isTty && io.stderr.isTty && flags['no-input'] !== true && !isUnattended(environment),
      signal,
    ),
    cache: createCompletionCache(folders.cacheDir),
    now: () => new Date(),
    settings: () => (settings ??= loadSettings(process, flags)),
    controlPlane: () => (controlPlane ??= openControlPlane(context)),
    server: async () => {
      const [{ createServerHost }, { resolver }] = await Promise.all([
        import('./server-host.ts'),
        context.settings(),
      ]);
      return createServerHost({
        version: context.version,
        resolver,
        environment,
        logger: await openLogger(context),
      });
    },
    machine: async () =>
      (await import('../adapters/machine/index.ts')).createMachine(environment, selfOf(process)),
    logins: async () => {
      const [{ createLogins }, logger] = await Promise.all([import('./hosted.ts'), openLogger(context)]);
      return createLogins({ environment, stateDir: folders.stateDir, logger });
    },
    updater: async () => (await import('./updater.ts')).openUpdater(environment, context.version),
    api: () => openApi(context),
    providers: async () => (await import('./local.ts')).createRegistry(folders.dataDir).describe(),
    diagnose: async ({ offline, resolver }) => {
      const [{ diagnose }, { openUpdater }] = await Promise.all([
        import('./diagnose.ts'),
        import('./updater.ts'),
      ]);
      return diagnose({
        environment,
        folders,
        resolver,
        installation: openUpdater(environment, context.version).installation(),
        offline,
      });
    },
    notice: (message) => {
      if (flags.quiet !== true && !context.json) io.stderr.write(`${message}\n`);
    },
    warn: (message) => {
      if (annotate !== undefined) annotate({ level: 'warning', message });
      else if (!context.json) io.stderr.write(`${io.stderr.paint.yellow('!')} ${message}\n`);
    },
  };
  return Object.assign(context, { close: async () => (await controlPlane?.catch(() => undefined))?.close() });
}

/** Tells of a newer release: to a person at a terminal, who did not ask for silence. */
async function announce({ argv, env, stdout, stderr }: NodeJS.Process, quiet: boolean): Promise<void> {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  if (build === undefined || build.releaseKeys.length === 0 || quiet || argv[2] === 'update') return;
  if (!stdout.isTTY || !stderr.isTTY || isSet('REGCTL_NO_UPDATE_CHECK')) return;
  if ((await import('../cli/prompt.ts')).isUnattended(env)) return;
  const [{ announceRelease }, { noticeOptions }] = await Promise.all([
    import('./update-notice.ts'),
    import('./updater.ts'),
  ]);
  announceRelease(noticeOptions(env, build.version), (line) => void stderr.write(`${line}\n`));
}

async function loadSettings(process: NodeJS.Process, flags: GlobalFlags): Promise<Settings> {
  const [{ loadSettings: load }, { userFolders }] = await Promise.all([
    import('../cli/config/load.ts'),
    import('./folders.ts'),
  ]);
  const environment = process.env;
  return load({
    flags,
    environment,
    cwd: workingFolder(process),
    configDir: userFolders(environment).configDir,
  });
}

async function openControlPlane(context: Context): Promise<ControlPlane> {
  const settings = await context.settings();
  if (settings.get('mode') === 'hosted') {
    const [{ openHostedControlPlane }, { loginHost }, logger] = await Promise.all([
      import('./hosted.ts'),
      import('../cli/login-host.ts'),
      openLogger(context),
    ]);
    return openHostedControlPlane(
      { environment: context.environment, stateDir: context.folders.stateDir, logger },
      await loginHost(context, undefined),
    );
  }
  const [{ openLocalControlPlane }, logger] = await Promise.all([import('./local.ts'), openLogger(context)]);
  return openLocalControlPlane({
    environment: context.environment,
    stateDir: context.folders.stateDir,
    dataDir: context.folders.dataDir,
    resolver: settings.resolver,
    onWait: (ms) =>
      context.notice(`the provider's request budget is spent; going on in ${Math.ceil(ms / 1000)} s`),
    logger,
  });
}

/** @throws RegctlError `MODE_UNSUPPORTED` in local mode */
async function openApi(context: Context): Promise<RawApi> {
  const [{ openRawApi }, { apiHost }, logger] = await Promise.all([
    import('./hosted.ts'),
    import('../cli/login-host.ts'),
    openLogger(context),
  ]);
  const surroundings = { environment: context.environment, stateDir: context.folders.stateDir, logger };
  return openRawApi(surroundings, await apiHost(context), context.signal);
}

async function openLogger({ io, flags }: Context): Promise<Logger> {
  const { createStreamLogger } = await import('../adapters/logger.ts');
  return createStreamLogger((line) => io.stderr.write(`${line}\n`), {
    debug: flags.debug === true,
    verbose: flags.verbose === true,
  });
}

/** @throws RegctlError `FILE_FAILED` where somebody removed it meanwhile */
function workingFolder(process: NodeJS.Process): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new RegctlError('FILE_FAILED', 'the working folder is gone', {
      reason: 'it was removed after this shell went into it',
      hint: 'cd to a folder that is there',
      cause: error,
    });
  }
}

/** How regctl is started again: a binary by itself, a script by the program that runs it. */
function selfOf({ execPath, argv }: NodeJS.Process): readonly [string, ...string[]] {
  const script = argv[1];
  return build !== undefined || script === undefined ? [execPath] : [execPath, script];
}

/** The first Ctrl-C asks to stop after what is at hand; the second stops at once. */
function stopSignal(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** Reads stdin to its end, or until it is asked to stop: nobody who presses Ctrl-C will end the input besides. */
async function readStdin(process: NodeJS.Process, signal: AbortSignal): Promise<string> {
  try {
    const [{ addAbortSignal }, { text }] = await Promise.all([
      import('node:stream'),
      import('node:stream/consumers'),
    ]);
    return await text(addAbortSignal(signal, process.stdin));
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new RegctlError('INTERRUPTED', 'stopped while reading stdin', {
      reason: 'it was asked to stop',
      hint: 'nothing was changed',
      cause: error,
    });
  }
}

/** `regctl … | head -1` closes the pipe early, which is no failure. Another failure of stdout comes to light in `flushed`; one of stderr cannot be told. */
function ignoreClosedPipes(process: NodeJS.Process): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    });
  }
}

/** Writes to a stream and remembers what could not be written. */
function createOutput(stream: NodeJS.WriteStream): Pick<Process['stdout'], 'write' | 'flushed'> {
  let written: Promise<unknown> = Promise.resolve();
  return {
    write: (chunk) => {
      const taken = new Promise<void>((resolve, reject) => {
        stream.write(chunk, (error) => {
          if (error === null || error === undefined || ('code' in error && error.code === 'EPIPE')) resolve();
          else reject(error);
        });
      });
      written = Promise.all([written, taken]);
      // Whoever calls `flushed` hears of it; until then it is nobody's unhandled rejection.
      written.catch(() => undefined);
    },
    flushed: async () => void (await written),
  };
}

/** The package's version; the file stands two folders up as source, three when compiled. A build has it with it. */
function version(): string {
  if (build !== undefined) return build.version;
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === '@regctl/cli' && version !== undefined) return version;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return 'unknown';
}
