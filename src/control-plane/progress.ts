import * as z from 'zod';
import { serverObservation } from './contract/lookups.ts';
import { word } from './contract/operation.ts';
import { change } from './contract/values.ts';
import type { ProgressEvent } from './index.ts';
import { problemSchema, type Problem } from './problem.ts';

/** One line of an answer that tells how it goes on. The last one is `result` or `problem`. */
export type ProgressLine =
  | { readonly event: ProgressEvent }
  /** One account of several could not be asked. */
  | { readonly failure: { readonly account: string; readonly problem: Problem } }
  /** The page that the owner of an account must open. */
  | { readonly open: string }
  /** Sent while nothing happens, so that nobody between takes the connection for dead. */
  | { readonly alive: true }
  | { readonly result: unknown }
  | { readonly problem: Problem };

export const PROGRESS_TYPE = 'application/x-ndjson';

/** Carries the milliseconds that a call may wait for a lock or a state. */
export const WAIT_HEADER = 'regctl-wait-ms';

const event: z.ZodType<ProgressEvent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['waiting', 'warning']), message: z.string() }),
  z.object({ kind: z.literal('resuming'), message: z.string(), operation: word }),
  z.object({
    kind: z.literal('applied'),
    done: z.number(),
    total: z.number(),
    change,
    operation: word.exactOptional(),
  }),
  z.object({ kind: z.literal('observed'), observation: serverObservation }),
]);

export const progressLine: z.ZodType<ProgressLine> = z.union([
  z.strictObject({ event }),
  z.strictObject({ failure: z.object({ account: word, problem: problemSchema }) }),
  z.strictObject({ open: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ alive: z.literal(true) }),
  z.strictObject({ problem: problemSchema }),
  z.strictObject({ result: z.unknown() }),
]);
