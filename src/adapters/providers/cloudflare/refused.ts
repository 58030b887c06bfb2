import { RegctlError, type ErrorCode } from '../../../core/errors.ts';

/** Gives the error of a change that is not sent at all. */
export function refused(
  code: ErrorCode,
  message: string,
  about: { readonly reason: string; readonly hint: string },
): RegctlError {
  return new RegctlError(code, message, { ...about, provider: 'cloudflare' });
}
