import { calculateJwkThumbprint, decodeProtectedHeader, flattenedVerify, importJWK, type JWK } from 'jose';
import { Problem } from './problem.ts';
import type { Account, State } from './state.ts';

const ALGORITHMS = ['ES256', 'ES384', 'RS256'];
const HEADERS = new Set(['alg', 'nonce', 'url', 'jwk', 'kid']);

/** A request whose signature was checked. */
export interface Signed {
  /** Undefined for a key that signs for itself. */
  readonly account: Account | undefined;
  readonly jwk: JWK;
  readonly thumbprint: string;
  /** Undefined for POST-as-GET. */
  readonly payload: { readonly [member: string]: unknown } | undefined;
}

/** Checks one signed request as strictly as RFC 8555 §6.2 to §6.5 allow. */
export async function openRequest(
  state: State,
  url: string,
  contentType: string | undefined,
  body: string,
  signer: 'jwk' | 'kid' | 'either',
): Promise<Signed> {
  if (contentType !== 'application/jose+json')
    throw new Problem('malformed', `the content type is ${contentType ?? 'missing'}`, { status: 415 });
  const jws = parseJws(body);
  const header = decodeProtectedHeader(jws) as { readonly [name: string]: unknown };
  const surplus = Object.keys(header).filter((name) => !HEADERS.has(name));
  if (surplus.length > 0) throw new Problem('malformed', `the header has ${surplus.join()}`);
  if (!ALGORITHMS.includes(String(header['alg'])))
    throw new Problem('badSignatureAlgorithm', 'the algorithm is not taken', {
      more: { algorithms: ALGORITHMS },
    });
  if (header['url'] !== url)
    throw new Problem('unauthorized', `the url is ${String(header['url'])}, and this is ${url}`, {
      status: 401,
    });
  const hasKey = 'jwk' in header;
  if (hasKey === 'kid' in header) throw new Problem('malformed', 'one of jwk and kid is wanted');
  if (signer !== 'either' && (signer === 'jwk') !== hasKey)
    throw new Problem('malformed', `${signer} is wanted`);
  if (typeof header['nonce'] !== 'string' || !state.useNonce(header['nonce']))
    throw new Problem('badNonce', 'the nonce is not good');
  const account = hasKey ? undefined : accountOf(state, String(header['kid']));
  const jwk = account?.jwk ?? publicJwk(header['jwk']);
  const text = await verified(jws, jwk, String(header['alg']));
  if (account?.status === 'deactivated')
    throw new Problem('unauthorized', 'the account was deactivated', { status: 403 });
  return {
    account,
    jwk,
    thumbprint: await calculateJwkThumbprint(jwk),
    payload: text === '' ? undefined : (JSON.parse(text) as Signed['payload']),
  };
}

/** Checks the inner request of a key change (RFC 8555 §7.3.5): signed by the new key, without a nonce. */
export async function openInner(
  inner: unknown,
  url: string,
): Promise<{
  readonly jwk: JWK;
  readonly thumbprint: string;
  readonly payload: { readonly [member: string]: unknown };
}> {
  const jws = parseJws(JSON.stringify(inner));
  const header = decodeProtectedHeader(jws) as { readonly [name: string]: unknown };
  if (header['url'] !== url || 'nonce' in header || 'kid' in header)
    throw new Problem('malformed', 'the inner request has its url and jwk, and nothing else');
  const jwk = publicJwk(header['jwk']);
  const text = await verified(jws, jwk, String(header['alg']));
  return { jwk, thumbprint: await calculateJwkThumbprint(jwk), payload: JSON.parse(text) as never };
}

/** Checks the binding to an account of the CA's own (RFC 8555 §7.3.4). */
export async function checkBinding(state: State, url: string, binding: unknown, jwk: JWK): Promise<void> {
  const { binding: wanted } = state.options;
  if (wanted === undefined) return;
  if (binding === undefined)
    throw new Problem('externalAccountRequired', 'an account of ours is wanted', { status: 403 });
  const jws = parseJws(JSON.stringify(binding));
  const header = decodeProtectedHeader(jws) as { readonly [name: string]: unknown };
  const isRight =
    header['url'] === url &&
    header['kid'] === wanted.keyId &&
    header['alg'] === 'HS256' &&
    !('nonce' in header);
  if (!isRight) throw new Problem('unauthorized', 'the binding is of another account', { status: 403 });
  const secret = Buffer.from(wanted.hmacKey, 'base64url');
  const { payload } = await flattenedVerify(jws, secret, { algorithms: ['HS256'] }).catch(() => {
    throw new Problem('unauthorized', 'the binding is not signed by its key', { status: 403 });
  });
  const bound = JSON.parse(Buffer.from(payload).toString()) as JWK;
  if ((await calculateJwkThumbprint(bound)) !== (await calculateJwkThumbprint(jwk)))
    throw new Problem('malformed', 'the binding is for another key');
}

function parseJws(body: string): {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
} {
  const jws = JSON.parse(body) as { readonly [member: string]: unknown };
  const members = Object.keys(jws).toSorted().join();
  const isFlat = members === 'payload,protected,signature';
  if (!isFlat || !Object.values(jws).every((value) => typeof value === 'string' && /^[\w-]*$/.test(value)))
    throw new Problem('malformed', 'it is not a flattened JWS in base64url without padding');
  return jws as never;
}

async function verified(jws: Parameters<typeof flattenedVerify>[0], jwk: JWK, alg: string): Promise<string> {
  try {
    const { payload } = await flattenedVerify(jws, await importJWK(jwk, alg), { algorithms: [alg] });
    return Buffer.from(payload).toString();
  } catch {
    throw new Problem('malformed', 'the signature is not by that key', { status: 403 });
  }
}

function publicJwk(value: unknown): JWK {
  const jwk = value as JWK;
  if (typeof jwk !== 'object' || 'd' in jwk || 'k' in jwk)
    throw new Problem('badPublicKey', 'a public key is wanted');
  return jwk;
}

function accountOf(state: State, url: string): Account {
  const account = state.accounts.get(url);
  if (account === undefined) throw new Problem('accountDoesNotExist', 'no such account');
  return account;
}
