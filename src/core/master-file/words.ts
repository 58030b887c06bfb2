import { MAX_STRING_OCTETS, unescapeText } from '../records/character-string.ts';
import type { RdataToken } from '../records/rr-type.ts';

/** Letters in lower case, digits, hyphen, underscore: a label that needs no further look. */
export function isPlainLabel(text: string): boolean {
  if (text.length === 0 || text.length > 63) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f)
      continue;
    return false;
  }
  return true;
}

/** Tells whether a name ends in a dot that no backslash makes part of its last label. */
export function isAbsolute(text: string): boolean {
  if (!text.endsWith('.')) return false;
  let backslashes = 0;
  for (let i = text.length - 2; i >= 0 && text[i] === '\\'; i--) backslashes += 1;
  return backslashes % 2 === 0;
}

/** Reads a class: true for IN, false for another one, undefined for a word that is no class (RFC 1035 §3.2.4, RFC 3597 §5). */
export function readClass(text: string): boolean | undefined {
  if (text.length !== 2 && text.length < 6) return undefined;
  const upper = text.toUpperCase();
  if (upper === 'IN') return true;
  if (['CH', 'CHAOS', 'HS', 'HESIOD', 'CS'].includes(upper)) return false;
  const numbered = /^CLASS(\d{1,5})$/.exec(upper);
  return numbered === null ? undefined : Number(numbered[1]) === 1;
}

/**
 * Gives the octets of a character string that has more than the 255 allowed (RFC 1035 §3.3), undefined for one that has not.
 *
 * @throws RegctlError `INVALID_RDATA` for a broken escape
 */
export function tooManyOctets(word: RdataToken): number | undefined {
  // A character takes at most three octets for each UTF-16 unit, so that nearly every string needs no closer look.
  if (word.text.length * 3 <= MAX_STRING_OCTETS) return undefined;
  const { length } = unescapeText(word.text, { type: 'TXT', field: 'text' });
  return length > MAX_STRING_OCTETS ? length : undefined;
}

/** Tells whether a type stands only in messages, such as OPT and ANY (RFC 6895 §3.1). */
export function isMetaType(code: number): boolean {
  return code === 41 || (code >= 128 && code <= 255);
}
