import { RegctlError } from './errors.ts';
import { parseDomainName } from './names.ts';

/** What a certificate is for: a domain name (a wildcard with its `*.`, A-labels) or an IP address in its shortest form. */
export interface Identifier {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

export const KEY_TYPES = ['ec256', 'ec384', 'rsa2048', 'rsa3072', 'rsa4096'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** What a certificate says, as far as decisions need it. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Common name of the issuer. */
  readonly issuerName: string;
  /** Hexadecimal, lower case, as the certificate has it. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly identifiers: readonly Identifier[];
  readonly isCa: boolean;
  /** Names it for renewal information (RFC 9773 §4.1); null without an authority key identifier. */
  readonly ariId: string | null;
  readonly keyType: string;
  /** SHA-256 of SubjectPublicKeyInfo, hexadecimal. */
  readonly publicKeyHash: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  /** Whether the next certificate of the chain signed it; null for the last. */
  readonly signedByNext: boolean | null;
}

/** Longest life for which half of it is taken: certificates of days leave no room for a third. */
const SHORT_LIFE_MS = 10 * 86_400_000;
/** Share of the life at which nothing else is waited for. */
const EMERGENCY_SHARE = 1 / 20;

/**
 * Reads an identifier as typed: a domain name in any letter case, U-labels or A-labels, with `*.` before it for a wildcard; or an IP address.
 *
 * @throws RegctlError `INVALID_NAME`
 */
export function parseIdentifier(text: string): Identifier {
  return parseName(text, true);
}

/** The same for a CA of one's own, which signs for names without a dot too, such as `localhost`. */
export function parseInternalIdentifier(text: string): Identifier {
  return parseName(text, false);
}

function parseName(text: string, isPublic: boolean): Identifier {
  const address = parseAddress(text);
  if (address !== undefined) return { type: 'ip', value: address };
  const wildcard = text.startsWith('*.');
  const value = parseDomainName(wildcard ? text.slice(2) : text);
  const plain = value.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label));
  const isDotted = value.includes('.');
  if (!plain || value === '' || (!isDotted && (isPublic || wildcard)))
    throw new RegctlError('INVALID_NAME', `no certificate can be had for ${text}`, {
      reason: isDotted
        ? 'only letters, digits and hyphens can stand in its labels, and one asterisk in front'
        : 'a public name has a dot in it',
      hint: 'name it as clients call it, such as www.example.org or *.example.org',
    });
  return { type: 'dns', value: wildcard ? `*.${value}` : value };
}

function parseAddress(text: string): string | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    return text.split('.').every((part) => Number(part) < 256 && String(Number(part)) === part)
      ? text
      : undefined;
  }
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text)) return undefined;
  try {
    // The URL parser writes the shortest form (RFC 5952).
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

/** Sorts identifiers and drops repeated ones, so that equal sets are equal lists. */
export function normalizeIdentifiers(identifiers: readonly Identifier[]): readonly Identifier[] {
  const byKey = new Map(identifiers.map((one) => [identifierKey(one), one]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

export function sameIdentifiers(a: readonly Identifier[], b: readonly Identifier[]): boolean {
  const keys = (list: readonly Identifier[]): string =>
    normalizeIdentifiers(list).map(identifierKey).join(' ');
  return keys(a) === keys(b);
}

function identifierKey({ type, value }: Identifier): string {
  return `${type}:${value}`;
}

/** Whether a certificate for `identifiers` serves clients that ask for `name` (RFC 6125 §6.4.3: an asterisk stands for one label). */
export function covers(identifiers: readonly Identifier[], name: Identifier): boolean {
  const above = name.type === 'dns' ? `*.${name.value.split('.').slice(1).join('.')}` : '';
  return identifiers.some(
    (one) =>
      one.type === name.type && (one.value === name.value || (one.type === 'dns' && one.value === above)),
  );
}

/** The life of a certificate. RFC 3339. */
export interface Life {
  readonly notBefore: string;
  readonly notAfter: string;
}

/** When it is renewed where the CA says nothing: at two thirds of its life, at half where that is below ten days. */
export function renewAtShare({ notBefore, notAfter }: Life): Date {
  const start = Date.parse(notBefore);
  const length = Date.parse(notAfter) - start;
  return new Date(start + length * (length < SHORT_LIFE_MS ? 1 / 2 : 2 / 3));
}

/** Renewal information as it was last learned; `selectedAt` was drawn from the window once. RFC 3339. */
export interface RenewalWindow {
  readonly start: string;
  readonly end: string;
  readonly selectedAt: string;
}

export type RenewalReason = 'window' | 'share' | 'emergency' | 'override';

/**
 * Tells whether and why a certificate is to be renewed now: its window (RFC 9773), its share of life where there is no window or the window is over, or that
 * hardly any life is left.
 *
 * @param wakeMs - until it is asked the next time; a moment before that is taken now
 * @param renewBeforeMs - a person's own wish, which comes before all else but the last twentieth; none where it is no shorter than the life
 */
export function renewalDue(
  life: Life,
  window: RenewalWindow | null,
  now: Date,
  options: { readonly wakeMs: number; readonly renewBeforeMs?: number },
): RenewalReason | undefined {
  const at = now.getTime();
  const length = Date.parse(life.notAfter) - Date.parse(life.notBefore);
  const left = Date.parse(life.notAfter) - at;
  if (left <= length * EMERGENCY_SHARE) return 'emergency';
  const own = ownRenewal(life, options.renewBeforeMs ?? null);
  if (own !== undefined) return own.getTime() <= at ? 'override' : undefined;
  if (window !== null) {
    if (Date.parse(window.selectedAt) <= at + options.wakeMs) return 'window';
    if (at < Date.parse(window.end)) return undefined;
  }
  return renewAtShare(life).getTime() <= at ? 'share' : undefined;
}

/** When a person wants it renewed. A wish by which it would be due as soon as it is issued, again and again, is none. */
export function ownRenewal({ notBefore, notAfter }: Life, renewBeforeMs: number | null): Date | undefined {
  const end = Date.parse(notAfter);
  if (renewBeforeMs === null || renewBeforeMs >= end - Date.parse(notBefore)) return undefined;
  return new Date(end - renewBeforeMs);
}

/** When a certificate must be looked at next: its moment in the window, or its share of life. */
export function nextRenewal(life: Life, window: RenewalWindow | null): Date {
  return window === null ? renewAtShare(life) : new Date(window.selectedAt);
}

/** Draws a moment from a window, once. @param chance - 0 to 1 */
export function selectRenewal(start: string, end: string, chance: number): Date {
  const from = Date.parse(start);
  return new Date(from + (Date.parse(end) - from) * chance);
}

/**
 * Checks a chain before it may take the place of another: right names, right key, in force, each signed by the next.
 *
 * @param wanted - identifiers that were ordered, and the digest of the key's public half
 * @returns what is wrong, a sentence; undefined when nothing is
 */
export function checkChain(
  chain: readonly CertificateFacts[],
  wanted: { readonly identifiers: readonly Identifier[]; readonly publicKeyHash: string | null },
  now: Date,
): string | undefined {
  const [leaf] = chain;
  if (leaf === undefined) return 'it holds no certificate';
  const missing = wanted.identifiers.filter(
    (one) => !leaf.identifiers.some((has) => has.value === one.value),
  );
  if (missing.length > 0) return `it is not for ${missing.map((one) => one.value).join(', ')}`;
  if (wanted.publicKeyHash !== null && leaf.publicKeyHash !== wanted.publicKeyHash)
    return 'it is for another key';
  if (leaf.isCa) return 'its first certificate is that of a CA';
  if (Date.parse(leaf.notAfter) <= now.getTime()) return `it expired at ${leaf.notAfter}`;
  const broken = chain.findIndex((one, i) => i < chain.length - 1 && one.signedByNext !== true);
  if (broken >= 0) return `certificate ${broken + 1} of the chain is not signed by the next`;
  return undefined;
}
