import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Organization, OrganizationStore } from '../../ports/identity-store.ts';
import type { Random } from '../../ports/random.ts';
import { newApiKey } from './api-keys.ts';
import { makeToken, readToken } from './token.ts';

export interface SetupDeps {
  readonly organizations: OrganizationStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface SetupInput {
  readonly token: string;
  readonly organization: string;
  readonly name: string;
  readonly email: string;
}

/** The first organization, and the key of its owner. */
export interface SetupResult {
  readonly organization: Organization;
  /** Shown once. */
  readonly token: string;
}

/**
 * Makes the one-time token that lets somebody make the first organization.
 *
 * @returns undefined where there is an organization already
 */
export async function makeSetupToken(deps: SetupDeps): Promise<string | undefined> {
  if ((await deps.organizations.list()).length > 0) return undefined;
  const { token, hash } = makeToken('rgs', deps.random);
  await deps.organizations.addSetupToken(hash, deps.clock.now().toISOString());
  return token;
}

/** Spends a setup token: makes the organization, its owner, and a key with every scope. @throws RegctlError `NOT_LOGGED_IN` */
export async function setUp(
  deps: SetupDeps,
  scopes: readonly string[],
  input: SetupInput,
): Promise<SetupResult> {
  const read = readToken('rgs', input.token);
  if (read === undefined) throw refused();
  const now = deps.clock.now();
  const createdAt = now.toISOString();
  const id = makeId('org', now, deps.random.bytes(7));
  const organization = { id, name: input.organization, slug: slugOf(input.organization, id), createdAt };
  const owner = {
    id: makeId('user', now, deps.random.bytes(7)),
    name: input.name,
    email: input.email,
    createdAt,
  };
  const { key, token, hash } = newApiKey(deps, {
    name: `${input.name}: first key`,
    scopes,
    organization: id,
    user: owner.id,
  });
  if (!(await deps.organizations.setUp(read.hash, { organization, owner, key, keyHash: hash })))
    throw refused();
  return { organization, token };
}

/** A word for addresses; the end of the id tells organizations of one name apart. */
export function slugOf(name: string, id: string): string {
  const word = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${word}-${id.slice(-6)}`.replace(/^-/, '');
}

function refused(): RegctlError {
  return new RegctlError('NOT_LOGGED_IN', 'the setup token is not good', {
    reason: 'it is unknown or was used already',
    hint: 'start the server again: it prints a new one while there is no organization',
  });
}
