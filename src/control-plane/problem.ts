import * as z from 'zod';
import { ERROR_CODES, RegctlError, type ErrorCode, type Json } from '../core/errors.ts';

/** A failure on its way over HTTP (RFC 9457), with what makes the same RegctlError of it again. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What failed on which object. */
  readonly detail: string;
  readonly code: string;
  readonly reason?: string;
  readonly hint?: string;
  readonly provider?: string;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  readonly details?: { readonly [key: string]: Json };
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Statuses of codes whose category has a coarser one. */
const STATUS: { readonly [C in ErrorCode]?: number } = {
  NOT_LOGGED_IN: 401,
  RATE_LIMITED: 429,
  TOO_LARGE: 413,
  PRECONDITION_FAILED: 412,
  // What the server could not reach is no reason for the client to let it try all over again.
  NETWORK: 502,
  PROVIDER_UNAVAILABLE: 502,
};

export const problemSchema: z.ZodType<Problem> = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  reason: z.string().exactOptional(),
  hint: z.string().exactOptional(),
  provider: z.string().exactOptional(),
  requestId: z.string().exactOptional(),
  retryAfterSeconds: z.number().exactOptional(),
  details: z.record(z.string(), z.json()).exactOptional(),
});

/** Gives the HTTP status of a failure. */
export function statusOf(error: RegctlError): number {
  return STATUS[error.code] ?? error.httpStatus;
}

/** Writes a failure for the wire. What is a defect says nothing of itself but the id under which the server's log has it. */
export function toProblem(error: RegctlError, requestId: string): Problem {
  const about = {
    type: `urn:regctl:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: ERROR_CODES[error.code].meaning,
    status: statusOf(error),
    code: error.code,
    requestId,
  };
  if (error.category === 'internal')
    return {
      ...about,
      detail: 'the server failed',
      reason: 'its log says more, under the id of the request',
      hint: `tell whoever runs the server the id ${requestId}`,
    };
  const { reason, hint, provider, retryAfterSeconds, details } = error;
  return {
    ...about,
    detail: error.message,
    ...(reason === undefined ? {} : { reason }),
    ...(hint === undefined ? {} : { hint }),
    ...(provider === undefined ? {} : { provider }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(details === undefined ? {} : { details }),
  };
}

/** Makes the failure of a problem again; a code that this regctl does not know becomes `INTERNAL`. */
export function fromProblem(value: unknown): RegctlError | undefined {
  const read = problemSchema.safeParse(value);
  if (!read.success) return undefined;
  const { code, detail, reason, hint, provider, requestId, retryAfterSeconds, details } = read.data;
  return new RegctlError(isErrorCode(code) ? code : 'INTERNAL', detail, {
    ...(reason === undefined ? {} : { reason }),
    ...(hint === undefined ? {} : { hint }),
    ...(provider === undefined ? {} : { provider }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(details === undefined ? {} : { details }),
  });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
