import * as z from 'zod';
import type { Scope } from '../../core/access.ts';
import { isRegctlError, type ErrorCode, type Json } from '../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../core/names.ts';
import { isPlain } from '../../core/plain-text.ts';

export { SCOPES, type Scope } from '../../core/access.ts';

/** How one field of the input is written in the query of a URL. */
export type QueryForm = 'text' | 'integer' | 'boolean' | 'list';

/**
 * One operation of the control plane as data: the server's route, the client's call, and the documentation come from it.
 *
 * The fields of the input travel by name in the path where the template has them, in the query where `query` has them, and else in the JSON body.
 */
export interface Operation<I, O> {
  /** `zones.get`; unique. */
  readonly id: string;
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with `{field}` for fields of the input. */
  readonly path: string;
  /** null: any login will do. */
  readonly scope: Scope | null;
  readonly input: z.ZodType<I>;
  /** `null` is sent as 204 without a body. */
  readonly output: z.ZodType<O>;
  readonly query?: { readonly [field: string]: QueryForm };
  /** Whether it tells how it goes on: as lines of JSON to a client that asks for `application/x-ndjson`. */
  readonly streams?: true;
  /** Whether the answer is a secret: it is not kept for a repeated Idempotency-Key. */
  readonly secret?: true;
  /**
   * What stops it. With it, a request that has an Idempotency-Key is carried out to its end though its caller is gone; the same request, sent again, waits for
   * that end and hears how it goes on. It must do no harm where a server that died is followed by another that begins anew.
   */
  readonly stoppedBy?: Operation<{ readonly key: string }, null>;
  /** How the answer is kept for a repeated Idempotency-Key, where it is too long as it is. */
  readonly kept?: KeptForm<I, O>;
  /** Of lists that may be long: what an item is found by again, in the order of the list. */
  readonly cursorOf?: (item: ItemOf<O>) => string;
  /** Id of the operation that reads the state which this one replaces: then `If-Match` may hold what that one gave as `ETag`. */
  readonly replaces?: string;
  /** What tells states apart, where the answer has it: its entity tag. Without it that is a digest of the answer. */
  versionOf?(output: O): string;
  /** Seconds that anybody's cache may keep the answer; without it none may. */
  cacheSeconds?(output: O): number;
  /** Failures besides those that every operation has. */
  readonly errors: readonly ErrorCode[];
}

/** An answer without what the request brings again. */
export interface KeptForm<I, O> {
  shorten(output: O, input: I): Json;
  restore(kept: unknown, input: I): O;
}

type ItemOf<O> = O extends readonly (infer Item)[] ? Item : never;

/** An operation of any kind, for code that goes over all of them. */
export type AnyOperation = Omit<Operation<unknown, unknown>, 'cursorOf' | 'versionOf' | 'cacheSeconds'> & {
  readonly cursorOf?: (item: never) => string;
  readonly versionOf?: (output: never) => string;
  readonly cacheSeconds?: (output: never) => number;
};

/** Failures that every operation may have. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'INVALID_INPUT',
  'NOT_LOGGED_IN',
  'PERMISSION_MISSING',
  'RATE_LIMITED',
  'INTERNAL',
];

/** A schema for every field of an object type, optional ones too: a field that is forgotten here does not compile. */
export type Shape<T> = { readonly [K in keyof Required<T>]: z.ZodType };

/** Characters; longer than any honest name of an account, of an id, or line of text. */
const MAX_WORD = 200;
const MAX_LINE = 4_000;
/** Characters of one RDATA: 65,535 octets, each as `\ddd`. */
const MAX_RDATA = 4 * 65_535;

/** A short word: an id, the name of an account. */
export const word: z.ZodType<string> = z.string().min(1).max(MAX_WORD);

/** What somebody calls a person, an organization, a role or a key: others read it in their terminals and mail. */
export const label: z.ZodType<string> = z
  .string()
  .min(1)
  .max(MAX_WORD)
  .refine(isPlain, 'it holds a line end or another control character');

/** A line of text for people. */
export const line: z.ZodType<string> = z.string().max(MAX_LINE);

export const rdataText: z.ZodType<string> = z.string().max(MAX_RDATA);

/** A domain name in any form that people write, made canonical. */
export const domainName: z.ZodType<DomainName> = z
  .string()
  .max(1_024)
  .transform((text, context) => tryParse(context, () => parseDomainName(text)));

/** Carries out a parser of the core inside a schema; its refusal becomes the schema's. */
export function tryParse<T>(context: z.core.$RefinementCtx, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    context.issues.push({
      code: 'custom',
      message: error.message,
      input: context.value,
      params: { error },
    });
    return z.NEVER;
  }
}
