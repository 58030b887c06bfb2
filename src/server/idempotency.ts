import type { AnyOperation } from '../control-plane/contract/operation.ts';
import { canonicalJson, digestText } from '../core/canonical-json.ts';
import { RegctlError } from '../core/errors.ts';
import type { Principal } from '../ports/authenticator.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';

/** Characters of an answer that is kept; a longer one is not told twice. */
const MAX_ANSWER = 900_000;

/** A request with an Idempotency-Key. */
export interface KeyedRequest {
  readonly principal: Principal;
  readonly key: string;
  readonly operation: AnyOperation;
  readonly input: unknown;
}

/**
 * Carries a POST out once for its Idempotency-Key, and gives the same answer to whoever sends it again. A failure is not kept: the request may be tried again.
 *
 * @param waiting - waits a while for the first that still runs; gives whether its process seems to be dead, so that the request may begin anew
 * @throws RegctlError `CONFLICT` while the first still runs and nobody waits for it, or where its answer is not kept; `INVALID_INPUT` for a key of another request
 */
export async function once(
  store: IdempotencyStore,
  about: KeyedRequest,
  work: () => Promise<unknown>,
  waiting?: () => Promise<boolean>,
): Promise<unknown> {
  const { operation, principal, input } = about;
  const { organization } = principal;
  if (!/^[\x21-\x7e]{1,200}$/.test(about.key))
    throw refused('INVALID_INPUT', 'the Idempotency-Key is not 1 to 200 visible characters', 'give a UUID');
  const key = ownKey(about);
  const digest = digestText(`${operation.id}\n${canonicalJson(input)}`);
  let found = await store.begin(organization, key, digest);
  while (found.state === 'running' && waiting !== undefined) {
    if (await waiting()) await store.forget(organization, key, found.begunAt);
    found = await store.begin(organization, key, digest);
  }
  switch (found.state) {
    case 'mismatch':
      throw refused(
        'INVALID_INPUT',
        'the Idempotency-Key is that of another request',
        'give each request a key of its own',
      );
    case 'running':
      throw refused('CONFLICT', 'the request with this Idempotency-Key still runs', 'send it again later', 1);
    case 'done':
      if (found.answer !== null) return restored(about, JSON.parse(found.answer) as unknown);
      throw refused(
        'CONFLICT',
        'the request with this Idempotency-Key was carried out',
        'its answer is not kept: read the state anew',
      );
    case 'first':
  }
  try {
    const value = await work();
    const answer = JSON.stringify(operation.kept?.shorten(value, input) ?? value);
    await store.finish(
      organization,
      key,
      operation.secret === true || answer.length > MAX_ANSWER ? null : answer,
    );
    return value;
  } catch (error) {
    await store.forget(organization, key, found.begunAt);
    throw error;
  }
}

function restored({ operation, input }: KeyedRequest, kept: unknown): unknown {
  return operation.kept === undefined ? kept : operation.kept.restore(kept, input);
}

/** A key is its caller's own: nobody is given the answer that another was, nor their own from when they could see more. */
export function ownKey({ principal, key }: Pick<KeyedRequest, 'principal' | 'key'>): string {
  const { actor, user, within } = principal;
  return `${digestText(canonicalJson({ actor, user, within })).slice(0, 16)} ${key}`;
}

function refused(
  code: 'INVALID_INPUT' | 'CONFLICT',
  message: string,
  hint: string,
  retryAfterSeconds?: number,
): RegctlError {
  return new RegctlError(code, message, {
    reason: 'a key stands for one request, which is carried out once',
    hint,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
