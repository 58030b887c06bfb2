import type { Rdata, RdataToken } from './rr-type.ts';
import { invalidRdata } from './invalid-rdata.ts';

/**
 * Splits one line of presentation text into words, as it comes from a command line or from JSON.
 *
 * Quotes hold words together, also behind a `key=`; parentheses are blanks, as in a master file; a semicolon is an ordinary character,
 * since no comment can stand here.
 *
 * @throws RegctlError `INVALID_RDATA` for an open quote, an open parenthesis or a lone backslash at the end
 */
export function tokenizeRdata(line: string, type: string): RdataToken[] {
  const tokens: RdataToken[] = [];
  let depth = 0;
  let at = 0;
  while (at < line.length) {
    const char = line[at] as string;
    if (isBlank(char)) at += 1;
    else if (char === '(' || char === ')') {
      depth += char === '(' ? 1 : -1;
      if (depth < 0) throw invalidRdata({ type }, line, 'a parenthesis is closed that was not opened');
      at += 1;
    } else if (char === '"') {
      const end = endOfQuotes(line, at, type);
      tokens.push({ text: line.slice(at + 1, end), quoted: true });
      at = end + 1;
    } else {
      const end = endOfWord(line, at, type);
      tokens.push({ text: line.slice(at, end), quoted: false });
      at = end;
    }
  }
  if (depth > 0) throw invalidRdata({ type }, line, 'a parenthesis is not closed');
  return tokens;
}

/** Splits canonical RDATA into its words, quotes kept: `"` stands only around character strings there. */
export function splitRdata(rdata: Rdata): string[] {
  if (!rdata.includes('"')) return rdata.split(' ');
  const words: string[] = [];
  let start = 0;
  while (start < rdata.length) {
    let end: number;
    if (rdata[start] === '"') end = endOfQuotes(rdata, start, 'RDATA') + 1;
    else {
      end = rdata.indexOf(' ', start);
      if (end < 0) end = rdata.length;
    }
    words.push(rdata.slice(start, end));
    start = end + 1;
  }
  return words;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}

function endOfWord(line: string, start: number, type: string): number {
  let at = start;
  while (at < line.length) {
    const char = line[at] as string;
    if (isBlank(char) || char === '(' || char === ')') break;
    if (char === '"' && line[at - 1] === '=') at = endOfQuotes(line, at, type);
    else if (char === '"') break;
    else if (char === '\\') at += 1;
    at += 1;
  }
  return at;
}

/** Gives the index of the quote that closes the one at `start`. */
function endOfQuotes(line: string, start: number, type: string): number {
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  throw invalidRdata({ type }, line, 'a double quote is not closed');
}
