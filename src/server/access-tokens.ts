import { importJWK, jwtVerify, type CryptoKey, type JWTPayload } from 'jose';
import { isRegctlError } from '../core/errors.ts';
import type { Authenticator } from '../ports/authenticator.ts';
import type { Clock } from '../ports/clock.ts';
import type { Memberships, Permissions } from '../ports/permissions.ts';
import type { SessionStore } from '../ports/session-store.ts';

export interface AccessTokenDeps {
  readonly sessions: SessionStore;
  readonly memberships: Memberships;
  readonly permissions: Permissions;
  readonly clock: Clock;
  /** Who issues tokens, and what they are good for. */
  readonly issuer: () => string;
  readonly audience: () => string;
}

/** Looks for keys that are not known yet, in so many milliseconds: nobody makes the server look for every token they invent. */
const LOOKS = 10;
const LOOKS_MS = 5_000;
/** Milliseconds that a key which signs no more is still believed; access tokens live for 15 minutes. */
const GRACE_MS = 24 * 3_600_000;
/** Seconds that clocks may differ by. */
const TOLERANCE_S = 5;

/**
 * Tells who an access token belongs to (RFC 9068): by its signature for a read, and by its session too for a write. What the person may do is looked up each
 * time.
 */
export function accessTokenAuthenticator(deps: AccessTokenDeps): Authenticator {
  const keys = keyRing(deps);
  return {
    authenticate: async (token, { writes }) => {
      const claims = await verify(deps, keys, token);
      const { sub: user, sid: session, organization } = claims ?? {};
      if (typeof user !== 'string' || typeof session !== 'string' || typeof organization !== 'string')
        return undefined;
      if (writes && !(await deps.sessions.isLive(session, user, deps.clock.now().toISOString())))
        return undefined;
      const [member, grant] = await Promise.all([
        deps.memberships.find(organization, user),
        deps.permissions.of(organization, user),
      ]);
      if (member === undefined || grant === undefined) return undefined;
      return {
        organization,
        actor: `user ${member.email}`,
        user,
        scopes: grant.scopes,
        within: grant.within,
      };
    },
  };
}

/** Asks one after the other who a token belongs to; the first that knows it wins. */
export function firstOf(authenticators: readonly Authenticator[]): Authenticator {
  return {
    authenticate: async (token, asked) => {
      for (const authenticator of authenticators) {
        const principal = await authenticator.authenticate(token, asked);
        if (principal !== undefined) return principal;
      }
      return undefined;
    },
  };
}

type KeyRing = (id: string) => Promise<CryptoKey | undefined>;

async function verify(deps: AccessTokenDeps, keys: KeyRing, token: string): Promise<JWTPayload | undefined> {
  // Anything else costs nothing.
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await keys(kid);
        if (key === undefined) throw new UnknownKey('no key of this server signed it');
        return key;
      },
      {
        issuer: deps.issuer(),
        audience: deps.audience(),
        typ: 'at+jwt',
        algorithms: ['EdDSA'],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE_S,
        currentDate: deps.clock.now(),
      },
    );
    return payload;
  } catch (error) {
    // The store is at fault, not the caller.
    if (isRegctlError(error)) throw error;
    return undefined;
  }
}

class UnknownKey extends Error {}

/** Keeps the public keys of the server at hand, and looks again for one that is not among them. */
function keyRing({ sessions, clock }: AccessTokenDeps): KeyRing {
  let known = new Map<string, { readonly key: CryptoKey; readonly until: number }>();
  let looks: number[] = [];
  const load = async (): Promise<void> => {
    const loaded = new Map<string, { readonly key: CryptoKey; readonly until: number }>();
    for (const { id, publicKey, expiresAt } of await sessions.signingKeys()) {
      const key = await importJWK(JSON.parse(publicKey) as object, 'EdDSA');
      const until = expiresAt === null ? Infinity : Date.parse(expiresAt) + GRACE_MS;
      if (!(key instanceof Uint8Array)) loaded.set(id, { key, until });
    }
    known = loaded;
  };
  return async (id) => {
    const now = clock.now().getTime();
    looks = looks.filter((at) => now - at < LOOKS_MS);
    if (!known.has(id) && looks.length < LOOKS) {
      looks.push(now);
      await load();
    }
    const found = known.get(id);
    return found === undefined || found.until <= now ? undefined : found.key;
  };
}
