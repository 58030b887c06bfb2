import type * as z from 'zod';
import { RegctlError } from '../core/errors.ts';

/** A variable that is bound to nothing counts as one that is not there. */
export function isSet(secret: string | undefined): secret is string {
  return secret !== undefined && secret !== '';
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
