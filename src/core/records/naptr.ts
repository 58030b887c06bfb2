import { defineType } from './define-type.ts';
import { characterString, domainName, u16 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Naming authority pointer: a rule that rewrites a name into another name or a URI. */
export const NAPTR: RRType = defineType({
  type: 'NAPTR',
  code: 35,
  rfc: 'RFC 3403 §4.1',
  example: '100 50 "s" "SIP+D2U" "" _sip._udp.example.net.',
  fields: [
    u16('order'),
    u16('preference'),
    characterString('flags'),
    characterString('services'),
    characterString('regexp'),
    domainName('replacement', { isTarget: true }),
  ],
  check(values, refuse) {
    const [, , flags = '""', , regexp = '""'] = values;
    // RFC 3403 §4.1: "single characters from the set A-Z and 0-9".
    if (!/^"[A-Za-z0-9]*"$/.test(flags)) refuse('flags', flags, 'flags are letters and digits');
    if (
      regexp !== '""' &&
      !isSubstitution(regexp.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"'))
    ) {
      refuse(
        'regexp',
        regexp,
        'a substitution expression is expected, such as "!^.*$!sip:info@example.org!"',
      );
    }
  },
});

/** RFC 3402 §3.2: delimiter, expression, delimiter, replacement, delimiter, and perhaps the flag `i`. */
function isSubstitution(text: string): boolean {
  const delimiter = text[0] as string;
  if (/[0-9i\\]/i.test(delimiter)) return false;
  const delimiters: number[] = [];
  for (let at = 0; at < text.length && delimiters.length < 3; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === delimiter) delimiters.push(at);
  }
  const [, middle, end] = delimiters;
  if (middle === undefined || end === undefined) return false;
  return isExpression(text.slice(1, middle)) && /^i?$/i.test(text.slice(end + 1));
}

/** POSIX and JavaScript agree on what is no expression at all: an open parenthesis, a range upside down. */
function isExpression(text: string): boolean {
  try {
    return text !== '' && new RegExp(text).source !== '';
  } catch {
    return false; // a SyntaxError is the answer to the question
  }
}
