import { digestText } from '../../core/canonical-json.ts';
import { equalInConstantTime } from '../../core/constant-time.ts';
import type { DigestText } from '../../ports/digest.ts';
import type { Random } from '../../ports/random.ts';

/** Crockford's base 32 in small letters: five bits a character, nothing that is read for something else. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Characters: of the part by which a key is found (50 bits), of the secret part (260 bits), of the checksum (35 bits). */
const ID_LENGTH = 10;
const SECRET_LENGTH = 52;
const CHECK_LENGTH = 7;
const DIGITS = new RegExp(`^[${ALPHABET}]{${ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH}}$`);

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
  const token = `${body}${checksum(body, digestText)}`;
  return { token, prefix: body.slice(0, kind.length + 1 + ID_LENGTH), hash: digestText(token) };
}

/** Reads a token; undefined for what cannot be one, so that nothing is looked up for it. */
export function readToken(
  kind: TokenKind,
  token: string,
  digest: DigestText = digestText,
): { readonly prefix: string; readonly hash: string } | undefined {
  if (!token.startsWith(`${kind}_`) || !DIGITS.test(token.slice(kind.length + 1))) return undefined;
  const body = token.slice(0, -CHECK_LENGTH);
  if (!equalInConstantTime(checksum(body, digest), token.slice(-CHECK_LENGTH))) return undefined;
  return { prefix: body.slice(0, kind.length + 1 + ID_LENGTH), hash: digest(token) };
}

function checksum(body: string, digest: DigestText): string {
  const digits = digest(body);
  let check = '';
  for (let i = 0; i < CHECK_LENGTH; i++)
    check += ALPHABET[Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16) % 32] ?? '';
  return check;
}
