import { RegctlError } from './errors.ts';
import { matchesGlob } from './glob.ts';
import { parseDomainName } from './names.ts';

/** What a caller must be allowed to do, `noun:verb`; `write` holds `read` of the same noun. */
export const SCOPES = [
  'accounts:read',
  'accounts:write',
  'zones:read',
  'zones:write',
  'domains:read',
  'domains:write',
  'domains:buy',
  'certificates:read',
  'certificates:write',
  'certificates:keys',
  'challenges:write',
  'hostnames:read',
  'hostnames:write',
  'approvals:read',
  'approvals:write',
  'members:read',
  'members:write',
  'keys:read',
  'keys:write',
  'organization:read',
  'organization:write',
  'audit:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Holds every scope there is, and those that later versions bring. */
export const EVERY_SCOPE = '*';

/** Tells whether scopes hold one. */
export function allows(scopes: readonly string[], wanted: string): boolean {
  return (
    scopes.includes(wanted) ||
    scopes.includes(EVERY_SCOPE) ||
    scopes.includes(wanted.replace(/:read$/, ':write'))
  );
}

/** Tells whether a scope is about the whole organization, and so not for who is bound to some zones. */
export function isOfAll(scope: string | null): boolean {
  return scope !== null && /^(?:organization|audit):|^members:write$/.test(scope);
}

/** The first of some scopes that others do not hold; undefined when they hold all. */
export function missingScope(scopes: readonly string[], wanted: readonly string[]): string | undefined {
  return wanted.find((scope) => !allows(scopes, scope));
}

/** Gives the scopes that two lists both hold. */
export function commonScopes(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.includes(EVERY_SCOPE)) return b;
  if (b.includes(EVERY_SCOPE)) return a;
  return [
    ...a.filter((scope) => allows(b, scope)),
    ...b.filter((scope) => !a.includes(scope) && allows(a, scope)),
  ];
}

/** Lets a caller at some zones of some accounts. Domain names at registrars count as zones of the same name. */
export interface ResourceRule {
  /** Patterns with `*` for any run of characters. */
  readonly account: string;
  readonly zone: string;
  readonly may: 'read' | 'write';
}

/**
 * What a caller is bound to: of each list, some rule must let a resource pass; so a key is bound by its own list and by that of the member who made it.
 * No list at all: everything.
 */
export type Within = readonly (readonly ResourceRule[])[];

/** A resource, or all of a kind: without a zone any zone of the account does, without an account any account. */
export interface Resource {
  readonly account?: string;
  readonly zone?: string;
}

/** Tells whether a caller who is bound so may read or write a resource. */
export function mayTouch(within: Within, { account, zone }: Resource, wish: ResourceRule['may']): boolean {
  return within.every((rules) =>
    rules.some(
      (rule) =>
        (wish === 'read' || rule.may === 'write') &&
        (account === undefined || matchesGlob(rule.account, account)) &&
        (zone === undefined || matchesGlob(rule.zone, zone)),
    ),
  );
}

/** Tells whether a caller may do to an account what touches all that is in it: change its secret, remove it. */
export function mayTouchWhole(within: Within, account: string, wish: ResourceRule['may']): boolean {
  return within.every((rules) => mayTouch([rules.filter(({ zone }) => zone === '*')], { account }, wish));
}

/** Reads a rule as people write it: `example.org`, `main/*.example.org`, `main/*:read`. @throws RegctlError `INVALID_INPUT`, `INVALID_NAME` */
export function parseResourceRule(text: string): ResourceRule {
  const match = /^(?:([^/:]+)\/)?([^/:]+)(?::(read|write))?$/.exec(text);
  if (match?.[2] === undefined) {
    throw new RegctlError('INVALID_INPUT', `${text} names no zones`, {
      reason: 'the form is [ACCOUNT/]ZONE[:read], with `*` for any run of characters',
      hint: 'such as `example.org`, `main/*.example.org` or `main/*:read`',
    });
  }
  const [, account = '*', zone, may = 'write'] = match;
  return {
    account,
    zone: zone.includes('*') ? zone.toLowerCase() : parseDomainName(zone),
    may: may === 'read' ? 'read' : 'write',
  };
}

/** Writes a rule as {@link parseResourceRule} reads it. */
export function formatResourceRule({ account, zone, may }: ResourceRule): string {
  return `${account === '*' ? '' : `${account}/`}${zone}${may === 'read' ? ':read' : ''}`;
}
