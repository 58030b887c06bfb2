import { allows, commonScopes, missingScope, type ResourceRule } from '../../core/access.ts';
import { equalInConstantTime } from '../../core/constant-time.ts';
import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Authenticator, Principal } from '../../ports/authenticator.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ApiKey, ApiKeyStore } from '../../ports/identity-store.ts';
import type { DigestText } from '../../ports/digest.ts';
import type { Permissions } from '../../ports/permissions.ts';
import type { Random } from '../../ports/random.ts';
import { makeToken, readToken } from './token.ts';

export interface ApiKeyDeps {
  readonly apiKeys: ApiKeyStore;
  readonly permissions: Permissions;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a new key is made of. It may do no more than whoever makes it. */
export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** The zones and accounts that it is bound to; omitted for all of its maker's. */
  readonly within?: readonly ResourceRule[];
  /** RFC 3339; omitted for one that does not expire. */
  readonly expiresAt?: string;
}

/** A key with the token that is shown once. */
export interface CreatedApiKey extends ApiKey {
  readonly token: string;
}

/** Milliseconds between two notes of when a key was last used. */
const TOUCH_MS = 60_000;

/** Makes an API key. @throws RegctlError `PERMISSION_MISSING` for a scope that its maker does not have, `INVALID_INPUT` */
export async function createApiKey(
  deps: ApiKeyDeps,
  maker: Principal,
  input: NewApiKey,
): Promise<CreatedApiKey> {
  const missing = missingScope(maker.scopes, input.scopes);
  if (missing !== undefined) {
    throw new RegctlError('PERMISSION_MISSING', `a key with ${missing} is not yours to make`, {
      reason: 'a key may do no more than whoever makes it',
      hint: 'leave the scope out, or ask an owner of the organization',
    });
  }
  const now = deps.clock.now();
  if (input.expiresAt !== undefined && !(Date.parse(input.expiresAt) > now.getTime())) {
    throw new RegctlError('INVALID_INPUT', 'the key would have expired already', {
      reason: `${input.expiresAt} is not in the future`,
      hint: 'give a later time, or none',
    });
  }
  const { key, token, hash } = newApiKey(deps, {
    ...input,
    organization: maker.organization,
    user: maker.user,
  });
  await deps.apiKeys.create(key, hash);
  return { ...key, token };
}

/** Makes a key without keeping it, for whoever keeps it together with other things. */
export function newApiKey(
  { clock, random }: Pick<ApiKeyDeps, 'clock' | 'random'>,
  input: NewApiKey & { readonly organization: string; readonly user: string | null },
): { readonly key: ApiKey; readonly token: string; readonly hash: string } {
  const { token, prefix, hash } = makeToken('rgc', random);
  const now = clock.now();
  const key: ApiKey = {
    id: makeId('key', now, random.bytes(7)),
    organization: input.organization,
    user: input.user,
    name: input.name,
    prefix,
    scopes: input.scopes,
    within: input.within ?? null,
    createdAt: now.toISOString(),
    expiresAt: input.expiresAt ?? null,
    lastUsedAt: null,
    revokedAt: null,
  };
  return { key, token, hash };
}

/** Ends a key at once: one's own, or anybody's for who may change members. @throws RegctlError `NOT_FOUND`, `PERMISSION_MISSING` */
export async function revokeApiKey(deps: ApiKeyDeps, principal: Principal, id: string): Promise<void> {
  const { organization, user, scopes } = principal;
  const key = (await deps.apiKeys.list(organization)).find((one) => one.id === id);
  if (key !== undefined && !allows(scopes, 'members:write') && (user === null || key.user !== user)) {
    throw new RegctlError('PERMISSION_MISSING', `API key ${id} is not yours to end`, {
      reason: 'it needs the scope members:write to end a key of somebody else',
      hint: 'ask an owner of the organization',
    });
  }
  if (await deps.apiKeys.revoke(organization, id, deps.clock.now().toISOString())) return;
  throw new RegctlError('NOT_FOUND', `API key ${id} not found`, {
    reason: 'the organization has no key of that id that is still good',
    hint: 'regctl api-keys list',
  });
}

/** Tells who a key belongs to: by its prefix, then one digest compared in constant time. */
export function apiKeyAuthenticator(deps: ApiKeyDeps & { readonly digest: DigestText }): Authenticator {
  return {
    authenticate: async (token) => {
      const read = readToken('rgc', token, deps.digest);
      if (read === undefined) return undefined;
      const found = await deps.apiKeys.find(read.prefix);
      if (found === undefined || !equalInConstantTime(found.hash, read.hash)) return undefined;
      const { key } = found;
      const now = deps.clock.now();
      if (key.revokedAt !== null || (key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime()))
        return undefined;
      const bounds = await boundsOf(deps, key);
      if (bounds === undefined) return undefined;
      await touch(deps, key, now);
      return { organization: key.organization, actor: `key ${key.name}`, user: key.user, ...bounds };
    },
  };
}

/** What a key may do now: no more than it was made for, nor than the member whose it is. Undefined where that one is a member no more. */
async function boundsOf(
  { permissions }: Pick<ApiKeyDeps, 'permissions'>,
  key: ApiKey,
): Promise<Pick<Principal, 'scopes' | 'within'> | undefined> {
  const own = key.within === null ? [] : [key.within];
  if (key.user === null) return { scopes: key.scopes, within: own };
  const grant = await permissions.of(key.organization, key.user);
  if (grant === undefined) return undefined;
  return { scopes: commonScopes(key.scopes, grant.scopes), within: [...grant.within, ...own] };
}

async function touch(deps: ApiKeyDeps, key: ApiKey, now: Date): Promise<void> {
  if (key.lastUsedAt !== null && now.getTime() - Date.parse(key.lastUsedAt) < TOUCH_MS) return;
  await deps.apiKeys.touch(key.id, now.toISOString());
}
