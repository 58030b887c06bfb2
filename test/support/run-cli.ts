import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnnotator } from '../../src/cli/annotations.ts';
import { createCompletionCache } from '../../src/cli/completion/cache.ts';
import { runApp } from '../../src/cli/app.ts';
import { loadSettings } from '../../src/cli/config/load.ts';
import type { Context } from '../../src/cli/context.ts';
import { createPrompt, type Prompt } from '../../src/cli/prompt.ts';
import { createMachine } from '../../src/adapters/machine/index.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { Machine } from '../../src/ports/machine.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { extensionEnvironment } from '../../src/main/extension-environment.ts';
import { userFolders } from '../../src/main/folders.ts';
import { unlimited } from './open-provider.ts';
import { createLogins, openHostedControlPlane, openRawApi } from '../../src/main/hosted.ts';
import { createServerHost } from '../../src/main/server-host.ts';
import { apiHost, loginHost } from '../../src/cli/login-host.ts';
import { openUpdater } from '../../src/main/updater.ts';
import { createRegistry, openLocalControlPlane } from '../../src/main/local.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** What one call of regctl printed. */
export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly tty?: boolean;
  /** Characters in a line of the terminal; 100 when omitted. */
  readonly columns?: number;
  readonly stdin?: string;
  readonly environment?: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
  /** Who answers questions; nobody when omitted. */
  readonly prompt?: Prompt;
  /** Stands in for the control plane of this machine. */
  readonly controlPlane?: ControlPlane;
  /** Stands in for this machine, whose settings a test must not change. */
  readonly machine?: Machine;
  /** Whether pauses end at once: for what asks again and again. */
  readonly withoutPauses?: boolean;
  /** The time at which all of it happens; pauses end at once then. */
  readonly now?: Date;
}

/** A home of its own, in which regctl can be called in this process as often as a test likes. */
export interface CliHome {
  readonly folder: string;
  readonly project: string;
  run(argv: readonly string[] | string, options?: CliOptions): Promise<CliResult>;
  /** The same in this process, where `run` calls another one. */
  prepare?(argv: readonly string[] | string, options?: CliOptions): Promise<CliResult>;
  dispose(): void;
}

export function createCliHome(): CliHome {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-cli-'));
  const project = join(folder, 'project');
  mkdirSync(project);
  return {
    folder,
    project,
    run: (argv, options = {}) =>
      runOnce(folder, project, typeof argv === 'string' ? argv.split(' ') : argv, options),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function runOnce(
  folder: string,
  cwd: string,
  argv: readonly string[],
  options: CliOptions,
): Promise<CliResult> {
  const environment: { [name: string]: string | undefined } = {
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    PATH: process.env['PATH'],
    ...options.environment,
  };
  const folders = userFolders(environment);
  const isTty = options.tty === true;
  const signal = options.signal ?? new AbortController().signal;
  let stdout = '';
  let stderr = '';
  const exitCode = await runApp({
    argv,
    environment,
    version: '0.0.0-test',
    signal,
    workingFolder: () => cwd,
    stdin: { isTty, text: () => Promise.resolve(options.stdin ?? '') },
    stdout: {
      write: (text) => (stdout += text),
      flushed: () => Promise.resolve(),
      isTty,
      columns: options.columns ?? 100,
    },
    stderr: { write: (text) => (stderr += text), isTty, columns: options.columns ?? 100 },
    settings: (flags) => loadSettings({ flags, environment, cwd, configDir: folders.configDir }),
    extensionsFolder: () => Promise.resolve(folders.extensionsDir),
    extensionEnvironment: () => extensionEnvironment(environment),
    completionCache: () => Promise.resolve(createCompletionCache(folders.cacheDir)),
    createContext: async (io, flags, registry) => {
      let opened: ControlPlane | undefined;
      const annotate =
        flags.annotate === true ? createAnnotator(io.stderr, { cwd: () => cwd, environment }) : undefined;
      const json = flags.json !== undefined || flags.output === 'json' || flags.output === 'ndjson';
      const settings = (): ReturnType<Context['settings']> =>
        loadSettings({ flags, environment, cwd, configDir: folders.configDir });
      const context: Context = {
        io,
        environment,
        cwd,
        folders,
        flags,
        json,
        registry,
        version: '0.0.0-test',
        build: undefined,
        signal,
        prompt: options.prompt ?? createPrompt(false, signal),
        cache: createCompletionCache(folders.cacheDir),
        now: () => options.now ?? new Date(),
        settings,
        controlPlane: async () => {
          if (options.controlPlane !== undefined) return options.controlPlane;
          if ((await settings()).get('mode') === 'hosted') {
            opened ??= openHostedControlPlane(
              { environment, stateDir: folders.stateDir, logger },
              await loginHost(context, undefined),
            );
            return opened;
          }
          opened ??= openLocalControlPlane({
            environment,
            stateDir: folders.stateDir,
            dataDir: folders.dataDir,
            resolver: (await settings()).resolver,
            logger,
            wrap: (deps) => {
              const clock = clockOf(options, deps.clock);
              return { ...deps, clock, surroundings: { ...deps.surroundings, clock, limiter: unlimited } };
            },
          });
          return opened;
        },
        server: async () =>
          createServerHost({
            version: '0.0.0-test',
            environment,
            resolver: (await settings()).resolver,
            logger,
          }),
        machine: () => Promise.resolve(options.machine ?? createMachine(environment, ['/usr/bin/regctl'])),
        logins: () => Promise.resolve(createLogins({ environment, stateDir: folders.stateDir, logger })),
        updater: () => Promise.resolve(openUpdater(environment, '0.0.0-test')),
        providers: () => createRegistry(folders.dataDir).describe(),
        api: async () =>
          openRawApi({ environment, stateDir: folders.stateDir, logger }, await apiHost(context), signal),
        diagnose: () => Promise.resolve([{ check: 'test', status: 'ok', detail: 'fine', advice: '' }]),
        notice: (message) => {
          if (flags.quiet !== true && !json) io.stderr.write(`${message}\n`);
        },
        warn: (message) => {
          if (annotate !== undefined) annotate({ level: 'warning', message });
          else if (!json) io.stderr.write(`! ${message}\n`);
        },
      };
      return Object.assign(context, { close: async () => opened?.close() });
    },
  });
  return { exitCode, stdout, stderr };
}

function clockOf({ now, withoutPauses }: CliOptions, system: Clock): Clock {
  return {
    now: () => now ?? system.now(),
    sleep: withoutPauses === true || now !== undefined ? () => Promise.resolve() : system.sleep.bind(system),
  };
}
