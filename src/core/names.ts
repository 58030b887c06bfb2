import { toASCII, toUnicode } from 'tr46';
import { RegctlError } from './errors.ts';

/**
 * A domain name as regctl keeps it: lower case, A-labels, no trailing dot, RFC 1035 §5.1 escapes only where a character needs one.
 * The root is the empty string. Made by {@link parseDomainName}.
 */
export type DomainName = string;

/** A name relative to its zone: `@` for the apex, else the labels below it (`www`, `*.dev`, `_dmarc`). Made by {@link parseOwnerName}. */
export type OwnerName = string;

/** RFC 1035 §2.3.4, in octets. */
export const MAX_LABEL_OCTETS = 63;
export const MAX_NAME_OCTETS = 255;

/** Nothing but letters, digits, hyphen and underscore in labels of 1–63, already lower case: the common case, needing no work. */
const PLAIN = /^(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/** Some capitals beyond ASCII have a small letter within it: K, the Kelvin sign. */
const BEYOND_ASCII = /[^\x20-\x7e]/;

/**
 * Reads a domain name, absolute with or without the trailing dot.
 *
 * @param text - U-labels or A-labels, any letter case, RFC 1035 §5.1 escapes (`\.`, `\032`); `.` is the root
 * @throws RegctlError `INVALID_NAME`
 */
export function parseDomainName(text: string): DomainName {
  if (text.length <= 253 && PLAIN.test(text)) return text;
  if (text === '.') return '';
  // The trailing dot and capitals are common too, and still need no look at each character.
  const simple = text.endsWith('.') ? text.slice(0, -1).toLowerCase() : text.toLowerCase();
  if (simple.length <= 253 && PLAIN.test(simple) && !BEYOND_ASCII.test(text)) return simple;
  const labels = readLabels(text.endsWith('.') && !endsWithEscapedDot(text) ? text.slice(0, -1) : text, text);
  return joinLabels(labels, text);
}

/**
 * Reads an owner name as typed: `@`, empty or the zone itself for the apex, relative labels, or absolute with a trailing dot.
 * A name that already ends in the zone's name is taken as absolute, which is what people mean by it.
 *
 * @throws RegctlError `INVALID_NAME`, also for an absolute name outside the zone
 */
export function parseOwnerName(text: string, zone: DomainName): OwnerName {
  if (text === '@' || text === '') return '@';
  const name = parseDomainName(text);
  if (isWithin(name, zone)) return relativeName(name, zone);
  if (text.endsWith('.') && !endsWithEscapedDot(text)) {
    throw new RegctlError('INVALID_NAME', `${text} is not inside zone ${zone}`, {
      reason: 'an absolute name (with a trailing dot) must be the zone or lie below it',
      hint: `write it relative to ${zone}, such as www or @`,
    });
  }
  parseDomainName(zone === '' ? name : `${name}.${zone}`); // the whole name must fit in 255 octets
  return name;
}

/** Gives the absolute name of an owner name in its zone. */
export function absoluteName(owner: OwnerName, zone: DomainName): DomainName {
  if (owner === '@') return zone;
  return zone === '' ? owner : `${owner}.${zone}`;
}

/** Gives the owner name of an absolute name. @throws RegctlError `INVALID_NAME` when it is outside the zone */
export function relativeName(name: DomainName, zone: DomainName): OwnerName {
  if (name === zone) return '@';
  if (zone === '') return name;
  if (isWithin(name, zone)) return name.slice(0, -zone.length - 1);
  throw new RegctlError('INVALID_NAME', `${name} is not inside zone ${zone}`);
}

/** Tells whether `name` is `zone` or below it. */
export function isWithin(name: DomainName, zone: DomainName): boolean {
  if (zone === '' || name === zone) return true;
  // A backslash before the dot makes it part of a label: `a\.example.org` is not below `example.org`.
  return name.endsWith(`.${zone}`) && !isEscapedAt(name, name.length - zone.length - 1);
}

/** Splits a canonical name into its labels, escapes kept: `a\.b.example` gives `a\.b`, `example`. */
export function splitLabels(name: DomainName): string[] {
  if (name === '') return [];
  if (!name.includes('\\')) return name.split('.');
  const labels: string[] = [];
  let start = 0;
  for (let i = 0; i < name.length; i++) {
    if (name[i] === '\\') i += 1;
    else if (name[i] === '.') {
      labels.push(name.slice(start, i));
      start = i + 1;
    }
  }
  labels.push(name.slice(start));
  return labels;
}

/** The name one label up, or undefined at the root. */
export function parentName(name: DomainName): DomainName | undefined {
  if (name === '') return undefined;
  return splitLabels(name).slice(1).join('.');
}

/** Gives the octets of each label (escapes resolved), most specific first. */
export function labelOctets(name: DomainName): Uint8Array[] {
  return splitLabels(name).map((label) => Uint8Array.from(unescapeOctets(label)));
}

/** Canonical DNS name order (RFC 4034 §6.1): by labels from the right, as octets. Usable as a sort comparator. */
export function compareNames(a: DomainName, b: DomainName): number {
  if (a === b) return 0;
  return nameSortKey(a) < nameSortKey(b) ? -1 : 1;
}

/** Gives a string that sorts with `<` as the name does in canonical order (RFC 4034 §6.1). Make it once per name when sorting many. */
export function nameSortKey(name: DomainName): string {
  if (!name.includes('\\')) return name.includes('.') ? name.split('.').reverse().join('\0') : name;
  // U+0000 ends a label and must sort before all octets, so the octets 0 and 1 become two characters that begin with U+0001.
  return labelOctets(name)
    .map((label) =>
      Array.from(label, (octet) =>
        octet > 1 ? String.fromCharCode(octet) : octet === 0 ? '\x01\x01' : '\x01\x02',
      ).join(''),
    )
    .reverse()
    .join('\0');
}

/** Compares owner names of one zone in canonical order, the apex first. */
export function compareOwnerNames(a: OwnerName, b: OwnerName): number {
  if (a === b) return 0;
  if (a === '@') return -1;
  if (b === '@') return 1;
  return compareNames(a, b);
}

/** Compares octet strings left-justified, a missing octet sorting first (RFC 4034 §6.3). */
export function compareOctets(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = (a[i] as number) - (b[i] as number);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Gives the name with U-labels, for show only. */
export function displayName(name: DomainName): string {
  return name.includes('xn--') ? toUnicode(name).domain : name;
}

function readLabels(text: string, whole: string): number[][] {
  if (text === '') throw invalid(whole, 'it is empty');
  const labels: number[][] = [];
  let label: number[] = [];
  let wide = '';
  let escaped = false;
  const endLabel = (): void => {
    if (wide !== '') {
      if (escaped) throw invalid(whole, 'a label with characters beyond ASCII cannot have escapes');
      label = [...asciiLabel(wide, whole)];
    }
    if (label.length === 0) throw invalid(whole, 'a label is empty');
    labels.push(label);
    label = [];
    wide = '';
    escaped = false;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '.') {
      endLabel();
    } else if (char === '\\') {
      const { octet, length } = readEscape(text, i, whole);
      label.push(octet);
      escaped = true;
      i += length - 1;
    } else if (char === '"') {
      throw invalid(whole, 'it has a double quote; write it as \\" if it is meant');
    } else if (char <= ' ') {
      throw invalid(whole, 'it has a space or control character; write it as \\DDD if it is meant');
    } else if (char > '~' || wide !== '') {
      // The whole label is handed to IDNA, with what stood before the first wide character.
      wide = wide === '' ? String.fromCharCode(...label) + char : wide + char;
      label = escaped ? label : [];
    } else {
      label.push(char.charCodeAt(0));
    }
  }
  endLabel();
  return labels;
}

/** RFC 5891 by UTS #46, for one label with characters beyond ASCII; underscores pass, as service names need them. */
function asciiLabel(label: string, whole: string): Iterable<number> {
  const ascii = toASCII(label, {
    checkHyphens: false,
    checkBidi: true,
    checkJoiners: true,
    useSTD3ASCIIRules: false,
    verifyDNSLength: false,
  });
  if (ascii === null || ascii === '') throw invalid(whole, `the label ${label} is not allowed by IDNA`);
  if (ascii.includes('.')) throw invalid(whole, `the label ${label} holds a dot once mapped by IDNA`);
  return Array.from(ascii, (char) => char.charCodeAt(0));
}

function joinLabels(labels: readonly number[][], whole: string): DomainName {
  let octets = 1;
  for (const label of labels) {
    if (label.length > MAX_LABEL_OCTETS) {
      throw invalid(whole, `a label has ${label.length} octets and ${MAX_LABEL_OCTETS} are allowed`);
    }
    octets += label.length + 1;
  }
  if (octets > MAX_NAME_OCTETS)
    throw invalid(whole, `it has ${octets} octets and ${MAX_NAME_OCTETS} are allowed`);
  return labels.map(formatLabel).join('.');
}

/** Writes one label from its octets: lower case, with escapes only where a master file needs them. */
export function formatLabel(octets: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    let octet = octets[i] as number;
    if (octet >= 0x41 && octet <= 0x5a) octet += 0x20;
    if (octet <= 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`;
    else if (NEEDS_ESCAPE.has(octet)) text += `\\${String.fromCharCode(octet)}`;
    else text += String.fromCharCode(octet);
  }
  return text;
}

const NEEDS_ESCAPE: ReadonlySet<number> = new Set(Array.from('."$();@\\', (char) => char.charCodeAt(0)));

function unescapeOctets(label: string): number[] {
  const octets: number[] = [];
  for (let i = 0; i < label.length; i++) {
    if (label[i] === '\\') {
      const { octet, length } = readEscape(label, i, label);
      octets.push(octet);
      i += length - 1;
    } else octets.push(label.charCodeAt(i));
  }
  return octets;
}

/** Reads `\X` or `\DDD` at `index` (RFC 1035 §5.1). */
function readEscape(text: string, index: number, whole: string): { octet: number; length: number } {
  const next = text[index + 1];
  if (next === undefined) throw invalid(whole, 'it ends in a lone backslash');
  if (next < '0' || next > '9') {
    const octet = next.charCodeAt(0);
    if (octet > 0x7e) throw invalid(whole, 'only ASCII characters can stand behind a backslash');
    return { octet, length: 2 };
  }
  const digits = text.slice(index + 1, index + 4);
  if (!/^\d{3}$/.test(digits) || Number(digits) > 255)
    throw invalid(whole, `\\${digits} is not three digits from 000 to 255`);
  return { octet: Number(digits), length: 4 };
}

function endsWithEscapedDot(text: string): boolean {
  return isEscapedAt(text, text.length - 1);
}

function isEscapedAt(text: string, index: number): boolean {
  let backslashes = 0;
  for (let i = index - 1; i >= 0 && text[i] === '\\'; i--) backslashes += 1;
  return backslashes % 2 === 1;
}

function invalid(name: string, reason: string): RegctlError {
  return new RegctlError('INVALID_NAME', `${JSON.stringify(name)} is not a domain name`, { reason });
}
