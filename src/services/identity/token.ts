import { digestText } from '../../core/canonical-json.ts';
import { equalInConstantTime } from '../../core/constant-time.ts';
import type { Random } from '../../ports/random.ts';

/** Crockford's base 32 in small letters: five bits a character, nothing that is read for something else. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Characters: of the part by which a key is found (50 bits), of the secret part (260 bits), of the checksum (35 bits). */
const ID_LENGTH = 10;
const SECRET_LENGTH = 52;
const CHECK_LENGTH = 7;

/** What a token opens: an API key, the making of the first organization, an invitation, or what a mailed link is for. */
export type TokenKind = 'rgc' | 'rgs' | 'rgi' | 'rgl';

/** A token as it is shown once, and what is kept of it. */
export interface NewToken {
  readonly token: string;
  readonly prefix: string;
  readonly hash: string;
}

/** Makes a token: its kind, chance, and a checksum by which a scanner or a typist sees that it is whole. */
export function makeToken(kind: TokenKind, random: Random): NewToken {
  const digits = Array.from(random.bytes(ID_LENGTH + SECRET_LENGTH), (octet) => ALPHABET[octet % 32]).join(
    '',
  );
  const body = `${kind}_${digits}`;
  const token = `${body}${checksum(body)}`;
  return { token, prefix: body.slice(0, kind.length + 1 + ID_LENGTH), hash: digestText(token) };
}

/** Reads a token; undefined for what cannot be one, so that nothing is looked up for it. */
export function readToken(
  kind: TokenKind,
  token: string,
): { readonly prefix: string; readonly hash: string } | undefined {
  const whole = new RegExp(`^${kind}_[0-9a-hjkmnp-tv-z]{${ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH}}$`);
  if (!whole.test(token)) return undefined;
  const body = token.slice(0, -CHECK_LENGTH);
  if (!equalInConstantTime(checksum(body), token.slice(-CHECK_LENGTH))) return undefined;
  return { prefix: body.slice(0, kind.length + 1 + ID_LENGTH), hash: digestText(token) };
}

function checksum(body: string): string {
  const digest = digestText(body);
  let check = '';
  for (let i = 0; i < CHECK_LENGTH; i++)
    check += ALPHABET[Number.parseInt(digest.slice(2 * i, 2 * i + 2), 16) % 32] ?? '';
  return check;
}
