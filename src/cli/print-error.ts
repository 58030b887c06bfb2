import { ERROR_CODES, isRegctlError, RegctlError } from '../core/errors.ts';
import { fileFailure, isFileError } from '../core/file-failure.ts';
import { plainLine } from '../core/plain-text.ts';
import type { Sink } from './io.ts';

/** Gives any failure as a RegctlError; what is none was not foreseen and becomes `INTERNAL`. */
export function toRegctlError(error: unknown): RegctlError {
  if (isRegctlError(error)) return error;
  if (
    error instanceof Error &&
    (error.name === 'ExitPromptError' || error.name === 'AbortPromptError' || error.name === 'AbortError')
  ) {
    return new RegctlError('INTERRUPTED', 'stopped', {
      reason: 'it was asked to stop',
      hint: 'nothing was changed by the question',
    });
  }
  if (isFileError(error) && error.path !== undefined) return fileFailure('use', error.path, error);
  const message = error instanceof Error ? error.message : String(error);
  return new RegctlError('INTERNAL', `defect: ${message}`, {
    reason: 'this should not have happened',
    hint: 'run it again with --debug and report what it prints',
    cause: error,
  });
}

/** Prints a failure: one JSON object where the output is JSON, else three lines: what, why, what to do. */
export function printError(
  error: RegctlError,
  stderr: Sink,
  options: { readonly json: boolean; readonly debug: boolean; readonly verbose?: boolean },
): void {
  if (options.json) {
    stderr.write(`${JSON.stringify({ error: errorObject(error) })}\n`);
    return;
  }
  const { paint } = stderr;
  const lines = [`${paint.red('✗')} ${oneLine(error.message)}  ${paint.dim(`[${error.code}]`)}`];
  lines.push(`  ${oneLine(error.reason) || ERROR_CODES[error.code].meaning}`);
  lines.push(`  → ${oneLine(error.hint) || fallbackHint(error)}`);
  if (error.requestId !== undefined && (options.verbose === true || options.debug))
    lines.push(paint.dim(`  request ${oneLine(error.requestId)}`));
  if (options.debug && error.stack !== undefined) lines.push(paint.dim(error.stack));
  stderr.write(`${lines.join('\n')}\n`);
}

/** Text that may come from anywhere as part of one line: line ends and other control characters, which could paint the terminal, become blanks. */
export function oneLine(text: string | undefined): string {
  return plainLine(text ?? '').trim();
}

/** The form of a failure in JSON, as docs/errors.md states it. */
export function errorObject(error: RegctlError): object {
  return {
    code: error.code,
    message: error.message,
    reason: error.reason ?? null,
    hint: error.hint ?? null,
    retryable: error.retryable,
    retryAfterSeconds: error.retryAfterSeconds ?? null,
    provider: error.provider ?? null,
    requestId: error.requestId ?? null,
    details: error.details ?? null,
    docs: `docs/errors.md#${error.code.toLowerCase()}`,
  };
}

/** What to do where the failure does not say it: who said no needs no help, and finds nothing with --debug. */
function fallbackHint({ category }: RegctlError): string {
  if (category === 'interrupted') return 'run it again where it shall be done after all';
  return category === 'usage'
    ? 'correct it and run it again; --help behind a command shows how it is called'
    : 'see `regctl --help`, or run it again with --debug';
}
