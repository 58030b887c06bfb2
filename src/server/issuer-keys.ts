import { importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpClient } from '../ports/http-client.ts';

/** Milliseconds: after which keys are asked for again, and until which they are believed where the issuer does not answer. */
const FRESH_MS = 10 * 60_000;
const STALE_MS = 60 * 60_000;
/** Milliseconds between two questions, whatever key ids people invent. */
const PAUSE_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** Keys of an issuer that are taken, and characters of an answer; no honest one has more. */
const MAX_KEYS = 100;
const MAX_ANSWER = 512 * 1024;

const metadata = z.object({ issuer: z.string(), jwks_uri: z.string() });
const keySet = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string(), kid: z.string().optional(), use: z.string().optional() }))
    .max(MAX_KEYS),
});

/** Finds the keys of an issuer. */
export interface IssuerKeys {
  /** Undefined for a key that the issuer does not have, or that does not go with the algorithm. @throws RegctlError `PROVIDER_UNAVAILABLE` */
  find(id: string, algorithm: string): Promise<CryptoKey | undefined>;
}

/** What is remembered of an issuer. Data and nothing else, so that requests on Workers may share it, which must share no work under way. */
export interface KeptKeys {
  /** Milliseconds. */
  askedAt: number;
  known?: { readonly keys: ReadonlyMap<string, JWK>; readonly at: number };
}

/** Keeps the public keys of an issuer (OpenID Connect Discovery 1.0 §4) at hand; asks again when they are old, and for an id that is new, but not often. */
export function createIssuerKeys(deps: {
  readonly issuer: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly kept: KeptKeys;
}): IssuerKeys {
  const { kept } = deps;
  let asking: Promise<void> | undefined;
  const ask = async (now: number): Promise<void> => {
    // Where nothing is known yet, somebody else who asks at this moment is told nothing by it: they ask too.
    if (kept.known !== undefined) kept.askedAt = now;
    try {
      kept.known = { keys: await load(deps), at: now };
    } finally {
      kept.askedAt = now;
    }
  };
  const refresh = async (now: number): Promise<void> => {
    if (asking === undefined && now - kept.askedAt < PAUSE_MS) return;
    asking ??= ask(now).finally(() => (asking = undefined));
    try {
      await asking;
    } catch (error) {
      // What is known is good for a while where the issuer does not answer.
      if (!isRegctlError(error) || kept.known === undefined) throw error;
    }
  };
  return {
    find: async (id, algorithm) => {
      const now = deps.clock.now().getTime();
      const isAtHand = kept.known?.keys.has(id) === true && now - kept.known.at <= FRESH_MS;
      if (!isAtHand) await refresh(now);
      const { known } = kept;
      if (known === undefined || now - known.at > STALE_MS) throw silent(deps.issuer, 'it gave no keys');
      const key = known.keys.get(id);
      return key === undefined ? undefined : imported(key, algorithm);
    },
  };
}

async function load({
  issuer,
  http,
}: {
  readonly issuer: string;
  readonly http: HttpClient;
}): Promise<ReadonlyMap<string, JWK>> {
  const found = await read(
    http,
    issuer,
    `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    metadata,
  );
  if (found.issuer !== issuer) throw silent(issuer, 'its metadata name another issuer');
  const from = URL.canParse(found.jwks_uri) ? new URL(found.jwks_uri) : undefined;
  // Keys that come in the clear are anybody's, unless the issuer itself is spoken to in the clear.
  if (from?.protocol !== new URL(issuer).protocol)
    throw silent(issuer, 'its keys are at no address of its kind');
  const { keys } = await read(http, issuer, from.href, keySet);
  return new Map(
    keys.flatMap((key) =>
      key.kid === undefined || key.use === 'enc' ? [] : [[key.kid, key as JWK] as const],
    ),
  );
}

async function read<T>(http: HttpClient, issuer: string, url: string, schema: z.ZodType<T>): Promise<T> {
  const { status, text } = await http.send({ method: 'GET', url, timeoutMs: TIMEOUT_MS });
  if (status !== 200) throw silent(issuer, `it answered with status ${String(status)}`);
  if (text.length > MAX_ANSWER) throw silent(issuer, 'its answer is too large');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw silent(issuer, 'its answer is no JSON', error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw silent(issuer, 'its answer is not as OpenID Connect Discovery has it');
}

/** A key of another kind than the algorithm cannot be imported for it: it is no key for this token. */
async function imported(key: JWK, algorithm: string): Promise<CryptoKey | undefined> {
  if (key.kty === 'oct' || (key.alg !== undefined && key.alg !== algorithm)) return undefined;
  try {
    const made = await importJWK(key, algorithm);
    return made instanceof Uint8Array ? undefined : made;
  } catch {
    return undefined;
  }
}

function silent(issuer: string, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', `the issuer ${issuer} could not be asked for its keys`, {
    reason,
    hint: 'try again; the operator of the control plane looks after the issuer',
    cause,
  });
}
