import { RegctlError } from './errors.ts';
import { toBase64url } from './base64url.ts';
import type { DomainName } from './names.ts';

/** RFC 4648 §6, in small letters: nothing that a DNS host may change. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const LABEL_LENGTH = 26;

/** The name at which a CA asks for the proof of a domain name (RFC 8555 §8.4); of a wildcard, that of the name below the asterisk. */
export function challengeNameOf(domain: DomainName): DomainName {
  return `_acme-challenge.${domain.replace(/^\*\./, '')}`;
}

/** Makes the label of a target: 130 bits of chance, which nobody guesses and nobody else gets. @param random - at least 26 unpredictable octets */
export function makeTargetLabel(random: Uint8Array): string {
  return Array.from({ length: LABEL_LENGTH }, (_, i) => BASE32[(random[i] as number) % 32]).join('');
}

/** The label of a target below the zone of the challenges. */
export function targetLabel(target: DomainName): string {
  return target.slice(0, target.indexOf('.'));
}

/** Makes a value of the form that answers to challenges have. @param random - at least 32 unpredictable octets */
export function makeProbeValue(random: Uint8Array): string {
  return toBase64url(random.slice(0, 32));
}

/** The digest of a key authorization in base64url (RFC 8555 §8.4). */
export const CHALLENGE_VALUE: RegExp = /^[\w-]{43}$/;

/** Lets nothing through but what answers a challenge: the digest of a key authorization, 43 characters of base64url. @throws RegctlError `INVALID_RDATA` */
export function parseChallengeValue(text: string): string {
  if (CHALLENGE_VALUE.test(text)) return text;
  throw new RegctlError('INVALID_RDATA', 'the value answers no challenge', {
    reason: 'it is a digest in base64url, 43 characters',
    hint: 'give the value that the ACME client gives for the TXT record',
  });
}
