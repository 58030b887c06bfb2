import type { ControlPlane } from '../control-plane/index.ts';
import type { Machine } from '../ports/machine.ts';
import type { RawAnswer, RawRequest } from '../control-plane/raw-call.ts';
import type { ProviderDescription } from '../ports/dns-provider.ts';
import type { Logins } from '../ports/logins.ts';
import type { ServerHost } from '../ports/server-host.ts';
import type { Updater } from '../ports/updater.ts';
import type { CompletionCache } from './completion/cache.ts';
import type { Settings } from './config/settings.ts';
import type { GlobalFlags } from './global-flags.ts';
import type { Io } from './io.ts';
import type { Prompt } from './prompt.ts';
import type { Registry } from './registry.ts';

/** Folders of the user. */
export interface Folders {
  readonly configDir: string;
  readonly stateDir: string;
  readonly dataDir: string;
  readonly extensionsDir: string;
  readonly cacheDir: string;
}

/** One finding of `doctor`. */
export interface Diagnosis {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'broken';
  readonly detail: string;
  readonly advice: string;
}

/** Sends requests to a control plane as they are. */
export interface RawApi {
  send(request: RawRequest): Promise<RawAnswer>;
  /** Every page of a list, as one. */
  all(request: RawRequest): Promise<RawAnswer>;
}

/** Everything a command touches. What costs something to open is behind a function and opened at the first call. */
export interface Context {
  readonly io: Io;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  readonly folders: Folders;
  readonly flags: GlobalFlags;
  /** Whether output is JSON: then stderr stays empty, or holds the one object of a failure. */
  readonly json: boolean;
  readonly version: string;
  /** What it was built of and for: `linux-x64`; sources that run by themselves have neither. */
  readonly build: { readonly commit: string; readonly target: string } | undefined;
  /** Every command there is. */
  readonly registry: Registry;
  /** Aborted by the first Ctrl-C: finish what is at hand and say what was done. */
  readonly signal: AbortSignal;
  readonly prompt: Prompt;
  readonly cache: CompletionCache;
  now(): Date;
  /** Settings from flags, environment, project file, user file and defaults, each with where it came from. */
  settings(): Promise<Settings>;
  controlPlane(): Promise<ControlPlane>;
  /** Requests to the control plane as a person writes them. @throws RegctlError `MODE_UNSUPPORTED` in local mode */
  api(): Promise<RawApi>;
  /** The providers that this regctl knows; no store is opened for them. */
  providers(): Promise<readonly ProviderDescription[]>;
  /** What the adapters of this machine can tell about their health. */
  diagnose(options: {
    readonly offline: boolean;
    readonly resolver: Settings['resolver'];
  }): Promise<readonly Diagnosis[]>;
  /** Servers on this machine. */
  server(): Promise<ServerHost>;
  /** Brings this regctl up to date. */
  updater(): Promise<Updater>;
  /** Logins at control planes. */
  logins(): Promise<Logins>;
  /** The settings of this machine: trusted roots, timers. */
  machine(): Promise<Machine>;
  /** A line on stderr, unless `--quiet` or JSON. */
  notice(message: string): void;
  /** A warning on stderr, unless JSON. */
  warn(message: string): void;
}
