import { isRegctlError } from '../errors.ts';
import {
  absoluteName,
  isWithin,
  parseDomainName,
  relativeName,
  type DomainName,
  type OwnerName,
} from '../names.ts';
import { MAX_STRING_OCTETS, unescapeText } from '../records/character-string.ts';
import { rrType } from '../records/index.ts';
import type { RRType } from '../records/rr-type.ts';
import { splitRdata } from '../records/tokens.ts';
import type { RRset } from '../rrset.ts';
import { decodeText } from './decode-text.ts';
import { placeOf, type Place, type Source } from './failure.ts';
import { fillTemplate, MAX_GENERATED, parseRange } from './generate.ts';
import { RRsetBuilder } from './rrset-builder.ts';
import { Scanner, type Token } from './scanner.ts';
import { parseTtl } from './ttl.ts';

export interface ParseOptions {
  /** The zone; relative names are completed with it until `$ORIGIN` says otherwise. */
  readonly origin: DomainName;
  /** What errors call the text. */
  readonly file?: string;
  /**
   * Gives the content of an `$INCLUDE`. Whoever hands it over keeps it inside the file's own folder and throws for what is outside or missing.
   * Without it `$INCLUDE` is refused.
   *
   * @param path - as it stands in the file
   * @param from - the file that asks
   */
  readonly include?: (
    path: string,
    from: string,
  ) => { readonly content: string | Uint8Array; readonly file: string };
}

/** A remark about a file that is taken all the same. */
export interface ParseWarning extends Place {
  readonly message: string;
}

export interface ParsedZone {
  /** In the order of first appearance; each without duplicates. */
  readonly rrsets: readonly RRset[];
  readonly warnings: readonly ParseWarning[];
  readonly records: number;
}

/** `$INCLUDE` inside `$INCLUDE`, so that a file which includes itself ends. */
const MAX_INCLUDE_DEPTH = 16;

/** Warnings kept; a file of a million equal mistakes need not say so a million times. */
const MAX_WARNINGS = 100;

/**
 * Reads a master file (RFC 1035 §5, RFC 2308 §4 for `$TTL`, RFC 3597 for unknown types, BIND's `$GENERATE`).
 *
 * Records outside the zone are left out with a warning, as BIND does. Whether the records can stand together is `checkZone`'s part.
 *
 * @throws RegctlError `INVALID_ZONE_FILE` with line and column
 */
export function parseMasterFile(content: string | Uint8Array, options: ParseOptions): ParsedZone {
  const parser = new Parser(options);
  parser.read(
    { text: decodeText(content), file: options.file ?? `${options.origin || 'root'}.zone` },
    options.origin,
    0,
  );
  return parser.finish();
}

class Parser {
  readonly #zone: DomainName;
  readonly #options: ParseOptions;
  readonly #builder = new RRsetBuilder();
  readonly #warnings: ParseWarning[] = [];
  #origin: DomainName;
  /** `$TTL`; the TTL of the record before where there is none (RFC 1035 §5.1). */
  #defaultTtl: number | undefined;
  #lastTtl: number | undefined;
  /** The last owner as it was written, so that equal neighbours are read once; undefined when it lay outside the zone. */
  #ownerText: string | undefined;
  #owner: OwnerName | undefined;

  constructor(options: ParseOptions) {
    this.#options = options;
    this.#zone = options.origin;
    this.#origin = options.origin;
  }

  finish(): ParsedZone {
    return { rrsets: this.#builder.finish(), warnings: this.#warnings, records: this.#builder.records };
  }

  read(source: Source, origin: DomainName, depth: number): void {
    this.#origin = origin;
    const scanner = new Scanner(source);
    while (scanner.next()) {
      const first = scanner.tokens[0] as Token;
      if (!scanner.startsBlank && !first.quoted && first.text.charCodeAt(0) === 0x24)
        this.#directive(scanner, first, depth);
      else this.#record(scanner);
    }
  }

  #directive(scanner: Scanner, first: Token, depth: number): void {
    const [, argument, second, ...rest] = scanner.tokens;
    const need = (what: string): Token => {
      if (argument === undefined)
        throw scanner.fail(first.offset, `${first.text} without ${what}`, `${what} must follow`);
      return argument;
    };
    switch (first.text.toUpperCase()) {
      case '$ORIGIN': {
        this.#origin = this.#completeName(scanner, need('a name'));
        this.#ownerText = undefined;
        this.#noMore(scanner, second);
        return;
      }
      case '$TTL': {
        const token = need('a TTL');
        this.#defaultTtl = parseTtl(token.text);
        if (this.#defaultTtl === undefined)
          throw scanner.fail(token.offset, `${token.text} is no TTL`, 'seconds, or units such as 1h30m');
        this.#noMore(scanner, second);
        return;
      }
      case '$INCLUDE':
        this.#include(scanner, need('a file name'), second, depth);
        this.#noMore(scanner, rest[0]);
        return;
      case '$GENERATE':
        this.#generate(scanner, need('a range'));
        return;
      default:
        throw scanner.fail(
          first.offset,
          `${first.text} is no directive`,
          'one of $ORIGIN, $TTL, $INCLUDE, $GENERATE',
        );
    }
  }

  #include(scanner: Scanner, path: Token, originToken: Token | undefined, depth: number): void {
    const { include } = this.#options;
    if (include === undefined)
      throw scanner.fail(path.offset, '$INCLUDE cannot be followed here', 'give the records in one file');
    if (depth >= MAX_INCLUDE_DEPTH)
      throw scanner.fail(
        path.offset,
        `$INCLUDE nested deeper than ${MAX_INCLUDE_DEPTH}`,
        'a file may include itself',
      );
    const origin = originToken === undefined ? this.#origin : this.#completeName(scanner, originToken);
    let found: ReturnType<typeof include>;
    try {
      found = include(path.text, scanner.source.file);
    } catch (error) {
      throw scanner.fail(
        path.offset,
        `${path.text} cannot be included`,
        error instanceof Error ? error.message : 'it cannot be read',
        error,
      );
    }
    const outer = this.#origin;
    const owner = this.#owner;
    this.#ownerText = undefined;
    this.read({ text: decodeText(found.content), file: found.file }, origin, depth + 1);
    // RFC 1035 §5.1: origin and owner of the including file stay as they were.
    this.#origin = outer;
    this.#owner = owner;
    this.#ownerText = undefined;
  }

  #generate(scanner: Scanner, rangeToken: Token): void {
    const range = parseRange(rangeToken.text);
    if (range === undefined)
      throw scanner.fail(
        rangeToken.offset,
        `${rangeToken.text} is no range`,
        `START-STOP or START-STOP/STEP of at most ${MAX_GENERATED} lines`,
      );
    const words = scanner.tokens.slice(2);
    if (words.length < 3)
      throw scanner.fail(
        rangeToken.offset,
        '$GENERATE without owner, type and data',
        '$GENERATE RANGE OWNER [TTL] [CLASS] TYPE DATA',
      );
    for (let value = range.start; value <= range.stop; value += range.step) {
      const filled = words.map((word, i): Token => {
        // Type, class and TTL hold no dollar sign, so that filling every word is the same as filling both sides.
        const text = fillTemplate(word.text, value);
        if (text === undefined)
          throw scanner.fail(
            word.offset,
            `${word.text} cannot be filled with ${value}`,
            '${OFFSET,WIDTH,BASE} with base d, o, x, X, n or N',
          );
        return { ...word, text, quoted: word.quoted && i > 0 };
      });
      this.#addRecord(scanner, filled, false);
    }
  }

  #record(scanner: Scanner): void {
    this.#addRecord(scanner, scanner.tokens, scanner.startsBlank);
  }

  #addRecord(scanner: Scanner, tokens: readonly Token[], sameOwner: boolean): void {
    const first = tokens[0] as Token;
    let at = 0;
    if (!sameOwner) {
      this.#setOwner(scanner, first);
      at = 1;
    } else if (this.#owner === undefined && this.#ownerText === undefined && this.#builder.records === 0) {
      throw scanner.fail(
        first.offset,
        'the first record has no owner name',
        'a name or @ at the beginning of the line',
      );
    }
    let ttl: number | undefined;
    let type: RRType | undefined;
    let hasClass = false;
    for (; at < tokens.length && type === undefined; at++) {
      const token = tokens[at] as Token;
      const code = token.text.charCodeAt(0);
      if (code >= 0x30 && code <= 0x39) {
        if (ttl !== undefined)
          throw scanner.fail(token.offset, `a second TTL ${token.text}`, 'a record type');
        ttl = parseTtl(token.text);
        if (ttl === undefined)
          throw scanner.fail(
            token.offset,
            `${token.text} is no TTL`,
            'seconds up to 2147483647, or units such as 1h30m',
          );
      } else if (isClass(token.text)) {
        if (hasClass) throw scanner.fail(token.offset, `a second class ${token.text}`, 'a record type');
        hasClass = true;
        if (token.text.toUpperCase() !== 'IN')
          throw scanner.fail(token.offset, `class ${token.text}`, 'only class IN can be managed');
      } else type = this.#type(scanner, token);
    }
    if (type === undefined)
      throw scanner.fail(
        (tokens.at(-1) as Token).offset,
        'a record without type and data',
        'OWNER [TTL] [IN] TYPE DATA',
      );
    const rdata = this.#rdata(scanner, type, tokens, at);
    if (this.#owner === undefined) return;
    const wanted = ttl ?? this.#implicitTtl(scanner, first, type, rdata);
    this.#lastTtl = wanted;
    const got = this.#builder.add(this.#owner, type.type, wanted, rdata);
    if (got !== wanted)
      this.#warn(
        scanner,
        first.offset,
        `${this.#owner} ${type.type}: TTL ${wanted} is ignored, an RRset has one TTL and it is ${got} already`,
      );
  }

  #rdata(scanner: Scanner, type: RRType, tokens: readonly Token[], at: number): string {
    const words = tokens.slice(at);
    if (words.length === 0)
      throw scanner.fail(
        (tokens.at(-1) as Token).offset,
        `a ${type.type} record without data`,
        `such as ${type.example}`,
      );
    if (type.type === 'TXT') refuseLongString(scanner, words);
    try {
      return type.parse(words, this.#origin);
    } catch (error) {
      if (!isRegctlError(error)) throw error;
      const text = error.details?.['text'];
      const culprit = words.find((word) => word.text === text) ?? (words[0] as Token);
      throw scanner.fail(culprit.offset, error.message, error.reason ?? `such as ${type.example}`, error);
    }
  }

  #type(scanner: Scanner, token: Token): RRType {
    try {
      return rrType(token.text);
    } catch (error) {
      throw scanner.fail(
        token.offset,
        `${token.text} is no record type`,
        'a type such as A, MX or TYPE65280',
        error,
      );
    }
  }

  #implicitTtl(scanner: Scanner, first: Token, type: RRType, rdata: string): number {
    const ttl = this.#defaultTtl ?? this.#lastTtl;
    if (ttl !== undefined) return ttl;
    if (type.type !== 'SOA')
      throw scanner.fail(
        first.offset,
        'no TTL is given and none stands before',
        'a $TTL line at the top of the file',
      );
    // BIND takes the minimum of the SOA record then, and says so.
    const minimum = Number(splitRdata(rdata)[6]);
    this.#warn(scanner, first.offset, `no TTL is given, the SOA minimum ${minimum} is taken`);
    return minimum;
  }

  #setOwner(scanner: Scanner, token: Token): void {
    const { text } = token;
    if (text === this.#ownerText) return;
    this.#ownerText = text;
    if (this.#origin === this.#zone && isPlainLabel(text) && text.length + this.#zone.length < 253) {
      this.#owner = text;
      return;
    }
    const name = this.#completeName(scanner, token);
    this.#owner = isWithin(name, this.#zone) ? relativeName(name, this.#zone) : undefined;
    if (this.#owner === undefined)
      this.#warn(scanner, token.offset, `${name} is not inside ${this.#zone} and is left out`);
  }

  /** Reads a name; one without a trailing dot is relative to the origin. */
  #completeName(scanner: Scanner, token: Token): DomainName {
    if (token.text === '@') return this.#origin;
    try {
      const name = parseDomainName(token.text);
      return isAbsolute(token.text) ? name : parseDomainName(absoluteName(name, this.#origin));
    } catch (error) {
      if (!isRegctlError(error)) throw error;
      throw scanner.fail(token.offset, error.message, error.reason ?? 'a domain name', error);
    }
  }

  #noMore(scanner: Scanner, token: Token | undefined): void {
    if (token !== undefined)
      throw scanner.fail(token.offset, `${token.text} is one word too many`, 'the end of the line');
  }

  #warn(scanner: Scanner, offset: number, message: string): void {
    if (this.#warnings.length < MAX_WARNINGS)
      this.#warnings.push({ ...placeOf(scanner.source, offset), message });
  }
}

/** A character string has at most 255 octets (RFC 1035 §3.3); a name server refuses a file with a longer one, so splitting it here would be no help. */
function refuseLongString(scanner: Scanner, words: readonly Token[]): void {
  const long = words.find(
    (word) => word.text.length > MAX_STRING_OCTETS && stringOctets(word) > MAX_STRING_OCTETS,
  );
  if (long === undefined) return;
  throw scanner.fail(
    long.offset,
    `a string of ${stringOctets(long)} octets`,
    `at most ${MAX_STRING_OCTETS}: part it into several, each in quotes`,
  );
}

function stringOctets(word: Token): number {
  return unescapeText(word.text, { type: 'TXT', field: 'text' }).length;
}

/** Letters in lower case, digits, hyphen, underscore: a label that needs no further look. */
function isPlainLabel(text: string): boolean {
  if (text.length === 0 || text.length > 63) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f)
      continue;
    return false;
  }
  return true;
}

function isAbsolute(text: string): boolean {
  if (!text.endsWith('.')) return false;
  let backslashes = 0;
  for (let i = text.length - 2; i >= 0 && text[i] === '\\'; i--) backslashes += 1;
  return backslashes % 2 === 0;
}

function isClass(text: string): boolean {
  if (text.length !== 2 && text.length < 6) return false;
  const upper = text.toUpperCase();
  return upper === 'IN' || upper === 'CH' || upper === 'HS' || upper === 'CS' || /^CLASS\d+$/.test(upper);
}
