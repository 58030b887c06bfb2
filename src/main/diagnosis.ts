import type { Diagnosis } from '../cli/context.ts';
import { isRegctlError } from '../core/errors.ts';

/** A finding that asks for nothing. */
export function ok(check: string, detail: string): Diagnosis {
  return { check, status: 'ok', detail, advice: '' };
}

/** A failure as a finding. @throws what is no failure of ours */
export function findingOf(check: string, status: 'warning' | 'broken', error: unknown): Diagnosis {
  if (!isRegctlError(error)) throw error;
  return {
    check,
    status,
    detail: error.reason === undefined ? error.message : `${error.message}: ${error.reason}`,
    advice: error.hint ?? '',
  };
}
