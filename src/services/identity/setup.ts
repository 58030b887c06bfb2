import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ApiKeyStore, FirstOwner, Organization, OrganizationStore } from '../../ports/identity-store.ts';
import type { Random } from '../../ports/random.ts';
import { newApiKey } from './api-keys.ts';
import { makeToken, readToken } from './token.ts';

/** Characters of a name or address. */
const MAX_NAME = 200;

/** Milliseconds after a setup token was spent in which it still sets the owner's first password. */
const FIRST_PASSWORD_MS = 24 * 3_600_000;

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
    // Addresses are found whatever letters they are typed with.
    email: input.email.toLowerCase(),
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

/**
 * Finds whose first password a setup token sets, once, within a day of when it was spent. One that is not spent yet makes the first organization before.
 *
 * @throws RegctlError `NOT_LOGGED_IN`, `INVALID_INPUT`
 */
export async function firstOwner(
  deps: SetupDeps & { readonly apiKeys: ApiKeyStore },
  scopes: readonly string[],
  input: SetupInput,
): Promise<FirstOwner> {
  const owner = await claimFirstPassword(deps, input.token);
  if (owner !== undefined) return owner;
  checkSetup(input);
  const { organization, token } = await setUp(deps, scopes, input);
  // Nobody has seen the key: whoever sets a password needs none.
  const unseen = await deps.apiKeys.find(readToken('rgc', token)?.prefix ?? '');
  if (unseen !== undefined)
    await deps.apiKeys.revoke(organization.id, unseen.key.id, deps.clock.now().toISOString());
  const made = await claimFirstPassword(deps, input.token);
  if (made === undefined) throw refused();
  return made;
}

function checkSetup({ organization, name, email }: SetupInput): void {
  const missing =
    organization === ''
      ? 'the organization has no name'
      : name === ''
        ? 'you have no name'
        : /^[^\s@]+@[^\s@]+$/.test(email)
          ? undefined
          : 'that is no e-mail address';
  const long = [organization, name, email].some((text) => text.length > MAX_NAME);
  if (missing === undefined && !long) return;
  throw new RegctlError('INVALID_INPUT', missing ?? 'a name is too long', {
    reason: 'the first organization and its owner are made of it',
    hint: 'fill in every field',
  });
}

function claimFirstPassword(deps: SetupDeps, token: string): Promise<FirstOwner | undefined> {
  const read = readToken('rgs', token);
  const now = deps.clock.now();
  const since = new Date(now.getTime() - FIRST_PASSWORD_MS).toISOString();
  if (read === undefined) return Promise.resolve(undefined);
  return deps.organizations.claimFirstPassword(read.hash, since, now.toISOString());
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
