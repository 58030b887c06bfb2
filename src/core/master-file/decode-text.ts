import { decimalEscape } from '../records/character-string.ts';

/**
 * Gives the text of a master file: UTF-8 with or without a byte order mark. Octets that are no UTF-8 become `\DDD`, which means the same wherever such octets
 * can stand.
 */
export function decodeText(content: string | Uint8Array): string {
  if (typeof content === 'string') return content.startsWith('\uFEFF') ? content.slice(1) : content;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    const parts: string[] = [];
    for (const octet of content) parts.push(octet < 0x80 ? String.fromCharCode(octet) : decimalEscape(octet));
    return parts.join('');
  }
}
