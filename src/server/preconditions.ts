import { OPERATIONS } from '../control-plane/contract.ts';
import type { AnyOperation } from '../control-plane/contract/operation.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { RegctlError } from '../core/errors.ts';
import type { DigestText } from '../ports/digest.ts';

/** Digits of a digest that make an entity tag: 128 bits, more than anybody meets twice. */
const TAG_DIGITS = 32;

/** Gives the entity tag of an answer (RFC 9110 §8.8.3). */
export function entityTag(digest: DigestText, operation: AnyOperation, value: unknown): string {
  const version = operation.versionOf as ((value: unknown) => string) | undefined;
  return `"${version?.(value) ?? digest(canonicalJson(value)).slice(0, TAG_DIGITS)}"`;
}

/** Tells whether a list of entity tags, `If-Match` or `If-None-Match`, holds one. Weak ones are none that this server gave. */
export function holdsTag(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((one) => one.trim() === tag);
}

/** What reads the state that an operation replaces, if it is one that does. */
export function readerOf(operation: AnyOperation): AnyOperation | undefined {
  if (operation.replaces === undefined) return undefined;
  return OPERATIONS.find(({ id }) => id === operation.replaces);
}

/** The fields of an input that name the state: those in path and query of the operation that reads it. */
export function inputOfReader(reader: AnyOperation, input: unknown): { [field: string]: unknown } {
  const fields = [
    ...[...reader.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''),
    ...Object.keys(reader.query ?? {}),
  ];
  const given = input as { readonly [field: string]: unknown };
  return Object.fromEntries(
    fields.filter((field) => given[field] !== undefined).map((field) => [field, given[field]]),
  );
}

/** Refuses to replace what is no longer what the caller read. @throws RegctlError `PRECONDITION_FAILED` */
export function requireMatch(header: string | undefined, operation: AnyOperation, tag: string): void {
  if (header === undefined || holdsTag(header, tag)) return;
  throw new RegctlError('PRECONDITION_FAILED', `${operation.id} was not carried out`, {
    reason: 'somebody changed it since it was read',
    hint: 'read it again and decide anew',
    details: { etag: tag },
  });
}

/** An `If-Match` that would guard nothing is refused, so that nobody relies on it. @throws RegctlError `INVALID_INPUT` */
export function refuseUselessMatch(header: string | undefined, operation: AnyOperation): void {
  if (header === undefined || operation.method === 'GET') return;
  if (operation.replaces !== undefined || operation.versionOf !== undefined) return;
  throw new RegctlError('INVALID_INPUT', `${operation.id} takes no If-Match`, {
    reason: 'it replaces no state that could be compared',
    hint: 'leave the header out',
  });
}

/** Carries work on one thing out one after the other, so that what was compared is what is replaced. */
export function createQueues(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const settled = (before ?? Promise.resolve()).then(work, work);
    const quiet = settled.catch(() => undefined);
    last.set(key, quiet);
    try {
      return await settled;
    } finally {
      if (last.get(key) === quiet) last.delete(key);
    }
  };
}
