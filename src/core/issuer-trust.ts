import type { ResourceRule } from './access.ts';

/** Lets in whoever an outside issuer vouches for, as far as what it says of them is as it must be. */
export interface TrustedIssuer {
  /** As its tokens have it in `iss`, such as `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** What its tokens must be made for; without it the address of the server. */
  readonly audience?: string;
  /** Claims with the patterns of which one must match; `*` stands for any run of characters, letter case counts. */
  readonly claims: { readonly [claim: string]: readonly string[] };
  /** Id or slug of the organization that such a token acts in. */
  readonly organization: string;
  /** What it may do there: as somebody with this role, or these scopes. */
  readonly role?: string;
  readonly scopes?: readonly string[];
  /** The zones that it is bound to; without them all. */
  readonly within?: readonly ResourceRule[];
  /** Whether the issuer may have a private address. */
  readonly allowPrivateAddress: boolean;
}

/** Characters of a claim that is looked at. */
const MAX_CLAIM = 1_000;

/** Tells whether all that is asked of the claims of a token is so. A claim that is not there matches nothing, not even `*`. */
export function claimsMatch(
  asked: TrustedIssuer['claims'],
  claims: { readonly [claim: string]: unknown },
): boolean {
  return Object.entries(asked).every(([name, patterns]) => {
    const values = textsOf(Object.hasOwn(claims, name) ? claims[name] : undefined);
    return patterns.some((pattern) => values.some((value) => matches(pattern, value)));
  });
}

/** Gives a claim as texts: a list counts by its items. */
export function textsOf(claim: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return items.flatMap((item) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [String(item)] : [],
  );
}

function matches(pattern: string, value: string): boolean {
  if (value.length > MAX_CLAIM) return false;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(value);
}
