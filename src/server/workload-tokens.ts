import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import { isRegctlError } from '../core/errors.ts';
import { claimsMatch, textsOf, type TrustedIssuer } from '../core/issuer-trust.ts';
import type { Authenticator, Principal } from '../ports/authenticator.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpClient } from '../ports/http-client.ts';
import { createIssuerKeys, type IssuerKeys, type KeptKeys } from './issuer-keys.ts';

export interface WorkloadTokenDeps {
  readonly trusted: readonly TrustedIssuer[];
  /** What such a token may do now; undefined for nothing. */
  readonly grantOf: (
    trust: TrustedIssuer,
  ) => Promise<Pick<Principal, 'organization' | 'scopes' | 'within'> | undefined>;
  /** Reaches an issuer; a private address only where it is allowed. */
  readonly http: (allowPrivateAddress: boolean) => HttpClient;
  /** What is remembered of issuers, where that outlives this authenticator. */
  readonly kept?: Map<string, KeptKeys>;
  readonly clock: Clock;
  /** Of this server: what tokens are made for where nothing else is configured. */
  readonly origin: () => string;
}

/** Signatures by public keys, as OpenID providers and CI systems make them. Nothing by a shared secret, and not `none`. */
const ALGORITHMS: string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
];
/** Seconds that clocks may differ by. */
const TOLERANCE_S = 30;
/** Characters of a subject that is written into the journal. */
const SUBJECT = /^[^\p{Cc}\p{Cf}]{1,255}$/u;

/**
 * Tells whom a token of an outside issuer belongs to (workload identity): a CI job, a service. What it may do is what the operator configured for claims like its.
 */
export function workloadAuthenticator(deps: WorkloadTokenDeps): Authenticator {
  const keys = new Map<string, IssuerKeys>();
  const kept = deps.kept ?? new Map<string, KeptKeys>();
  const keysOf = (issuer: string, allowPrivateAddress: boolean): IssuerKeys => {
    const known = keys.get(issuer);
    if (known !== undefined) return known;
    const memory = kept.get(issuer) ?? { askedAt: -Infinity };
    kept.set(issuer, memory);
    const http = deps.http(allowPrivateAddress);
    const opened = createIssuerKeys({ issuer, http, clock: deps.clock, kept: memory });
    keys.set(issuer, opened);
    return opened;
  };
  return {
    authenticate: async (token) => {
      const issuer = issuerOf(token);
      // The server is no outside issuer of itself: its own tokens are good for what they are made for.
      const trusted = deps.trusted.filter((one) => one.issuer === issuer && issuer !== deps.origin());
      if (issuer === undefined || trusted.length === 0) return undefined;
      const ring = keysOf(
        issuer,
        trusted.some(({ allowPrivateAddress }) => allowPrivateAddress),
      );
      const claims = await verify(deps, ring, token, trusted);
      if (claims?.sub === undefined || !SUBJECT.test(claims.sub)) return undefined;
      for (const trust of trusted) {
        const isMeant = textsOf(claims.aud).includes(trust.audience ?? deps.origin());
        const grant = isMeant && claimsMatch(trust.claims, claims) ? await deps.grantOf(trust) : undefined;
        if (grant !== undefined)
          return { ...grant, actor: `workload ${claims.sub} of ${issuer}`, user: null };
      }
      return undefined;
    },
  };
}

/** The issuer that a token says it is of; nothing is believed of it yet. */
function issuerOf(token: string): string | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verify(
  { clock, origin }: WorkloadTokenDeps,
  keys: IssuerKeys,
  token: string,
  trusted: readonly TrustedIssuer[],
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid, alg }) => {
        const key = kid === undefined ? undefined : await keys.find(kid, alg);
        if (key === undefined) throw new UnknownKey('no key of the issuer signed it');
        return key;
      },
      {
        issuer: trusted.map(({ issuer }) => issuer),
        audience: trusted.map(({ audience }) => audience ?? origin()),
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: TOLERANCE_S,
        currentDate: clock.now(),
      },
    );
    return payload;
  } catch (error) {
    // The issuer does not answer, which is not the caller's fault.
    if (isRegctlError(error)) throw error;
    return undefined;
  }
}

class UnknownKey extends Error {}
