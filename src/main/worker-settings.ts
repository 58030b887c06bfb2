import type * as z from 'zod';
import { RegctlError } from '../core/errors.ts';
import type { WorkerEnv } from './worker-env.ts';

/** A text that is bound to nothing counts as one that is not there: dashboards and CI bind what they have no value for so. */
export function withoutEmptyTexts(env: WorkerEnv): WorkerEnv {
  return Object.fromEntries(Object.entries(env).filter(([, bound]) => bound !== '')) as unknown as WorkerEnv;
}

/** Reads a setting as the same of a process is read. @throws RegctlError `INVALID_CONFIG` */
export function readSetting<T>(name: string, schema: z.ZodType<T>, secret: string): T {
  const parsed = schema.safeParse(secret);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RegctlError('INVALID_CONFIG', `the setting ${name} is not as it must be`, {
    reason: [...(issue?.path ?? []), issue?.message ?? 'it is unknown'].join(': '),
    hint: 'bind it anew as docs/workers.md has it',
  });
}
