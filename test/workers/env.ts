import { env as bindings } from 'cloudflare:test';
import type { WorkerEnv } from '../../src/main/worker-env.ts';

/** The bindings of the Worker, and what vitest.workers.config.ts adds to them. */
export const env: WorkerEnv & {
  readonly MIGRATIONS: readonly unknown[];
  readonly STATEMENTS: readonly { readonly place: string; readonly text: string }[];
} = bindings as typeof env;
