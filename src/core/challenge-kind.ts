import { sha256 } from '@noble/hashes/sha2.js';
import type { DomainName } from './names.ts';

/**
 * Ways to prove a name by TXT records: a value for each order (RFC 8555 §8.4), the same under a name of the account's own (draft-ietf-acme-dns-account-label), or one
 * record that stays (draft-ietf-acme-dns-persist).
 */
export const CHALLENGE_KINDS = ['dns-01', 'dns-account-01', 'dns-persist-01'] as const;
export type ChallengeKind = (typeof CHALLENGE_KINDS)[number];

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** Octets of the digest that stand in the label of an account. */
const LABEL_OCTETS = 10;

/** The name at which a CA asks for the proof of a domain name; of a wildcard, that of the name below the asterisk. */
export function challengeName(kind: ChallengeKind, domain: DomainName, accountUrl: string): DomainName {
  const name = domain.replace(/^\*\./, '');
  switch (kind) {
    case 'dns-01':
      return `_acme-challenge.${name}`;
    case 'dns-account-01':
      return `_${accountLabel(accountUrl)}._acme-challenge.${name}`;
    case 'dns-persist-01':
      return `_validation-persist.${name}`;
  }
}

/** Base32 of the beginning of the digest of the account's URL, 16 characters. */
function accountLabel(accountUrl: string): string {
  const octets = sha256(new TextEncoder().encode(accountUrl)).slice(0, LABEL_OCTETS);
  const bits = [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join('');
}

/** Whom a record that stays lets issue, and what. */
export interface PersistentProof {
  /** Names by which the CA knows itself; the record has the first. */
  readonly issuers: readonly string[];
  readonly accountUrl: string;
  /** Whether it is also for the names below. */
  readonly wildcard: boolean;
}

/** The text of the record that lets an account prove a name for good: an issue value (RFC 8659 §4.2). */
export function formatPersistentProof({ issuers, accountUrl, wildcard }: PersistentProof): string {
  return `${issuers[0] ?? ''}; accounturi=${accountUrl}${wildcard ? '; policy=wildcard' : ''}`;
}

/** Tells whether the text of a record is the proof that is wanted. A parameter that is there twice spoils it, unknown ones do not. */
export function isPersistentProof(text: string, wanted: PersistentProof, now: Date): boolean {
  const [issuer = '', ...rest] = text.split(';').map((part) => part.trim());
  if (!wanted.issuers.includes(issuer.toLowerCase())) return false;
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf('=');
    const tag = part.slice(0, at).trim().toLowerCase();
    if (at < 1 || parameters.has(tag)) return false;
    parameters.set(tag, part.slice(at + 1).trim());
  }
  const until = parameters.get('persistuntil');
  return (
    parameters.get('accounturi') === wanted.accountUrl &&
    (!wanted.wildcard || parameters.get('policy')?.toLowerCase() === 'wildcard') &&
    (until === undefined || (/^\d+$/.test(until) && Number(until) * 1000 > now.getTime()))
  );
}
