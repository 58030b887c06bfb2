import { decimalEscape } from '../records/character-string.ts';

const BACKSLASH = 0x5c;

/**
 * Gives the text of a master file: UTF-8 with or without a byte order mark. An octet that is no UTF-8 becomes `\DDD`, which means the same wherever it can
 * stand; what is UTF-8 beside it stays as it is.
 */
export function decodeText(content: string | Uint8Array): string {
  if (typeof content === 'string') return content.startsWith('\uFEFF') ? content.slice(1) : content;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return escapeStrayOctets(content); // not UTF-8 throughout
  }
}

function escapeStrayOctets(content: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let runStart = 0;
  for (let at = 0; at < content.length;) {
    const length = sequenceLength(content, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at > runStart) parts.push(decoder.decode(content.subarray(runStart, at)));
    const escape = decimalEscape(content[at] as number);
    // Behind a backslash the octet is escaped already; a second one would end that escape and leave three digits.
    parts.push(isEscapedAt(content, at) ? escape.slice(1) : escape);
    at += 1;
    runStart = at;
  }
  parts.push(decoder.decode(content.subarray(runStart)));
  return parts.join('');
}

/** Octets of the UTF-8 sequence at `at`, 0 where there is none (RFC 3629 §4). */
function sequenceLength(content: Uint8Array, at: number): number {
  const lead = content[at] as number;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF are told by the second octet.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < length; i++) {
    const octet = content[at + i] ?? 0;
    if (octet < (i === 1 ? low : 0x80) || octet > (i === 1 ? high : 0xbf)) return 0;
  }
  return length;
}

function isEscapedAt(content: Uint8Array, at: number): boolean {
  let backslashes = 0;
  for (let i = at - 1; i >= 0 && content[i] === BACKSLASH; i--) backslashes += 1;
  return backslashes % 2 === 1;
}
