import { labelOctets, type DomainName } from '../../core/names.ts';

/**
 * A domain name as the server looks it up: the octets of its wire form in lower case, without the root's zero, one character each.
 * What follows a label is then the tail of the string, and any octet can stand in a label. The root is the empty string.
 */
export type NameKey = string;

/** Capital letters and the distance to the small ones. */
const A = 0x41;
const Z = 0x5a;
const TO_LOWER = 0x20;

/** RFC 2181 §11: octets of a whole name; the key lacks the root's one. */
const MAX_KEY_LENGTH = 254;

/** Gives the key of a name. */
export function nameKey(name: DomainName): NameKey {
  if (name === '') return '';
  if (!name.includes('\\')) {
    let key = '';
    for (const label of name.split('.')) key += String.fromCharCode(label.length) + label;
    return key;
  }
  return labelOctets(name)
    .map((label) => String.fromCharCode(label.length, ...label))
    .join('');
}

/** Gives the key one label up; not for the root. */
export function parentKey(key: NameKey): NameKey {
  return key.slice(key.charCodeAt(0) + 1);
}

/** Where the labels of a key begin, the most specific first. */
export function labelStarts(key: NameKey): number[] {
  const starts: number[] = [];
  for (let at = 0; at < key.length; at += key.charCodeAt(at) + 1) starts.push(at);
  return starts;
}

/** Tells whether a name is `above` or below it. */
export function isAtOrBelow(key: NameKey, above: NameKey): boolean {
  if (!key.endsWith(above)) return false;
  // The tail must begin where a label does: an octet in a label may look like a length.
  const wanted = key.length - above.length;
  let at = 0;
  while (at < wanted) at += key.charCodeAt(at) + 1;
  return at === wanted;
}

/** Gives a name with the labels of `from` at its end replaced by those of `to`; undefined when it gets too long (RFC 6672 §2.2). */
export function replaceTail(key: NameKey, from: NameKey, to: NameKey): NameKey | undefined {
  const replaced = key.slice(0, key.length - from.length) + to;
  return replaced.length > MAX_KEY_LENGTH ? undefined : replaced;
}

/**
 * Reads the uncompressed name at an offset of a message.
 *
 * @returns undefined for what is no such name
 */
export function readNameKey(message: Buffer, offset: number): NameKey | undefined {
  let at = offset;
  let hasCapitals = false;
  for (;;) {
    const length = message[at];
    if (length === undefined || length > 63) return undefined;
    if (length === 0) break;
    const end = at + length + 1;
    if (end > message.length || end - offset > MAX_KEY_LENGTH) return undefined;
    for (at += 1; at < end; at++) {
      const octet = message[at] as number;
      if (octet >= A && octet <= Z) hasCapitals = true;
    }
  }
  const key = message.toString('latin1', offset, at);
  return hasCapitals ? key.replaceAll(/[A-Z]/g, toLower) : key;
}

// Label lengths stay below 64, so no length octet is taken for a capital.
function toLower(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + TO_LOWER);
}
