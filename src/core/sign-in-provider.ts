/** An outside issuer that people sign in by, as the operator configured it. */
export interface SignInProvider {
  /** In addresses: small letters, digits, `-`. */
  readonly id: string;
  /** What the sign-in page calls it. */
  readonly label: string;
  /** `github` speaks OAuth 2.0 and has an API for the rest; everybody else speaks OpenID Connect. */
  readonly kind: 'oidc' | 'github';
  /** `https://login.microsoftonline.com/TENANT/v2.0`, `https://github.com`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** Id or slug of the organization whose people it knows. */
  readonly organization: string;
  /** Domains of e-mail addresses whose owners become members when they first sign in. */
  readonly allowDomains: readonly string[];
  /** Whether somebody whose verified address has a user already is that user. */
  readonly linkByEmail: boolean;
  /** Whether its addresses count as verified though it does not say so. */
  readonly trustEmail: boolean;
  readonly groupsClaim: string;
  /** Groups with their roles; the first one that somebody is in counts. Where there are none, roles are given here. */
  readonly roles: readonly { readonly group: string; readonly role: string }[];
  /** For who is in none of these groups; without it they are no members. */
  readonly defaultRole?: string;
  readonly allowPrivateAddress: boolean;
}

/** Somebody as an outside issuer knows them. */
export interface OutsideIdentity {
  /** Never given to somebody else. */
  readonly subject: string;
  /** In small letters. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly groups: readonly string[];
}

/** The role that groups give; undefined for none at all. */
export function roleOfGroups(
  { roles, defaultRole }: Pick<SignInProvider, 'roles' | 'defaultRole'>,
  groups: readonly string[],
): string | undefined {
  return roles.find(({ group }) => groups.includes(group))?.role ?? defaultRole;
}

/** Tells whether an address is in one of the domains; a domain below one of them is another. */
export function isOfDomain(email: string, domains: readonly string[]): boolean {
  const at = email.lastIndexOf('@');
  return at > 0 && domains.includes(email.slice(at + 1));
}
