import type { RdataToken } from '../records/rr-type.ts';
import { zoneFileError, type Place, type Source } from './failure.ts';

/** A word of a master file, with the offset at which it stands. */
export interface Token extends RdataToken {
  readonly offset: number;
}

/** More words than any sensible record has; a file that goes on without end inside parentheses stops here. */
const MAX_TOKENS = 200_000;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;

/** Cuts a master file into entries: the words of one line, or of several held together by parentheses (RFC 1035 §5.1). */
export class Scanner {
  readonly source: Source;
  /** Whether the entry at hand began with a blank: its owner is that of the entry before. */
  startsBlank = false;
  /** The words of the entry at hand; the same array for each entry. */
  readonly tokens: Token[] = [];
  #at = 0;
  /** Where the entry at hand begins, and the line that it begins on; line ends are counted on the way. */
  #entryAt = 0;
  #entryLine = 1;
  #line = 1;

  constructor(source: Source) {
    this.source = source;
  }

  /**
   * Reads the next entry that has words into `tokens`.
   *
   * @returns false at the end of the file
   * @throws RegctlError `INVALID_ZONE_FILE` for quotes and parentheses that do not match
   */
  next(): boolean {
    const { text } = this.source;
    while (this.#at < text.length) {
      this.#entry();
      if (this.tokens.length > 0) return true;
    }
    return false;
  }

  /** The error for a fault at an offset of the entry at hand. */
  fail(offset: number, problem: string, expected: string, cause?: unknown): Error {
    return zoneFileError(this.placeOf(offset), problem, expected, cause);
  }

  /** Line and column of an offset in the entry at hand. */
  placeOf(offset: number): Place {
    const { text, file, standsAt } = this.source;
    if (standsAt !== undefined) return standsAt();
    let line = this.#entryLine;
    let lineStart = this.#entryAt;
    for (let at = this.#entryAt; at < offset; at++) {
      const code = text.charCodeAt(at);
      if (code !== LF && (code !== CR || text.charCodeAt(at + 1) === LF)) continue;
      line += 1;
      lineStart = at + 1;
    }
    return { file, line, column: offset - lineStart + 1 };
  }

  #entry(): void {
    const { text } = this.source;
    const { tokens } = this;
    tokens.length = 0;
    let at = this.#at;
    this.#entryAt = at;
    this.#entryLine = this.#line;
    let depth = 0;
    let openedAt = 0;
    const first = text.charCodeAt(at);
    this.startsBlank = first === SPACE || first === TAB;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === SPACE || code === TAB) at += 1;
      else if (code === LF || code === CR) {
        // CR LF is one line end, and so is a CR alone: as a blank it would join two records into one.
        at += code === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
        this.#line += 1;
        if (depth === 0) break;
      } else if (code === SEMICOLON) {
        at = text.indexOf('\n', at);
        if (at < 0) at = text.length;
      } else if (code === OPEN) {
        if (depth === 0) openedAt = at;
        depth += 1;
        at += 1;
      } else if (code === CLOSE) {
        if (depth === 0)
          throw this.fail(at, 'a parenthesis is closed that was not opened', 'no `)` can stand here');
        depth -= 1;
        at += 1;
      } else if (code === QUOTE) {
        const end = this.#endOfQuotes(at);
        tokens.push({ text: text.slice(at + 1, end), quoted: true, offset: at });
        at = end + 1;
      } else {
        const end = this.#endOfWord(at);
        tokens.push({ text: text.slice(at, end), quoted: false, offset: at });
        at = end;
      }
      if (tokens.length > MAX_TOKENS)
        throw this.fail(at, 'one record has too many words', 'a parenthesis may be missing');
    }
    if (depth > 0) throw this.fail(openedAt, 'a parenthesis is not closed', 'a `)` is missing');
    this.#at = at;
  }

  #endOfWord(start: number): number {
    const { text } = this.source;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > BACKSLASH) continue;
      if (code === SPACE || code === TAB || code === LF || code === CR) break;
      if (code === OPEN || code === CLOSE || code === SEMICOLON) break;
      if (code === QUOTE) {
        // `alpn="h2,h3"`: the value of a service parameter is part of its word (RFC 9460 §2.1).
        if (text.charCodeAt(at - 1) !== 0x3d) break;
        at = this.#endOfQuotes(at);
      } else if (code === BACKSLASH) {
        const escaped = text.charCodeAt(at + 1);
        if (escaped === LF || escaped === CR || Number.isNaN(escaped)) {
          throw this.fail(
            at,
            'a backslash stands at the end of the line',
            'a backslash takes a character or three digits',
          );
        }
        at += 1;
      } else if (code === 0) throw this.fail(at, 'a NUL octet', 'only text can stand in a master file');
    }
    return at;
  }

  /** Gives the offset of the quote that closes the one at `start`. */
  #endOfQuotes(start: number): number {
    const { text } = this.source;
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code === BACKSLASH) at += 1;
      else if (code === LF) break;
    }
    throw this.fail(start, 'a double quote is not closed', 'the closing quote must stand on the same line');
  }
}
