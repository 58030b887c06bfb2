import { isRegctlError } from '../errors.ts';
import {
  absoluteName,
  isWithin,
  parseDomainName,
  relativeName,
  type DomainName,
  type OwnerName,
} from '../names.ts';
import { MAX_STRING_OCTETS } from '../records/character-string.ts';
import { parseRdata, rrType } from '../records/index.ts';
import type { RRType } from '../records/rr-type.ts';
import { splitRdata } from '../records/tokens.ts';
import type { RRset } from '../rrset.ts';
import { decodeText } from './decode-text.ts';
import { showable, type Place, type Source } from './failure.ts';
import { NATIVE_MARK } from './format.ts';
import { fillTemplate, MAX_GENERATED, parseRange } from './generate.ts';
import { RRsetBuilder } from './rrset-builder.ts';
import { Scanner, type Token } from './scanner.ts';
import { parseTtl } from './ttl.ts';
import { isAbsolute, isMetaType, isPlainLabel, readClass, tooManyOctets } from './words.ts';

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
  /** Whether the file says something that the RRsets do not: a record outside the zone, another TTL. Writing them in its place would lose that. */
  readonly loses: boolean;
}

export interface ParsedZone {
  /** In the order of first appearance; each without duplicates. */
  readonly rrsets: readonly RRset[];
  readonly warnings: readonly ParseWarning[];
  readonly records: number;
}

/** `$INCLUDE` inside `$INCLUDE`; people nest two or three. */
const MAX_INCLUDE_DEPTH = 16;

/** Files that one zone may include: ten files of ten lines that include one another would otherwise be read ten milliards of times. */
const MAX_INCLUDES = 10_000;

/** Records that all `$GENERATE` of one zone may make: a few lines could ask for more than any memory holds. */
const MAX_ALL_GENERATED = 2_000_000;

/** Begins a directive. */
const DOLLAR = 0x24;

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
  );
  return parser.finish();
}

class Parser {
  readonly #zone: DomainName;
  readonly #options: ParseOptions;
  readonly #builder = new RRsetBuilder();
  readonly #warnings: ParseWarning[] = [];
  /** The files that are open, the outermost first. */
  readonly #openFiles: string[] = [];
  #origin: DomainName;
  /** `$TTL`; the TTL of the record before where there is none (RFC 1035 §5.1). */
  #defaultTtl: number | undefined;
  #lastTtl: number | undefined;
  /** The last owner as it was written, so that equal neighbours are read once; undefined when it must be read again. */
  #ownerText: string | undefined;
  /** The last owner; undefined when it lies outside the zone. */
  #owner: OwnerName | undefined;
  #hasOwner = false;
  #included = 0;
  #generated = 0;

  constructor(options: ParseOptions) {
    this.#options = options;
    this.#zone = options.origin;
    this.#origin = options.origin;
  }

  finish(): ParsedZone {
    return { rrsets: this.#builder.finish(), warnings: this.#warnings, records: this.#builder.records };
  }

  read(source: Source, origin: DomainName): void {
    this.#origin = origin;
    this.#openFiles.push(source.file);
    const scanner = new Scanner(source);
    if (source.text.includes(NATIVE_MARK)) this.#readNative(source.text, scanner);
    while (scanner.next()) {
      const first = scanner.tokens[0] as Token;
      if (!scanner.startsBlank && first.text.charCodeAt(0) === DOLLAR) this.#directive(scanner, first);
      else this.#addRecord(scanner, scanner.tokens, scanner.startsBlank);
    }
    this.#openFiles.pop();
  }

  /** What only a provider knows stands in comments, one a line. */
  #readNative(text: string, scanner: Scanner): void {
    for (const found of text.matchAll(/^;regctl NATIVE (\S+) (.*?)\r?$/gm)) {
      const owner = relativeName(
        this.#completeName(scanner, { offset: found.index, text: found[1] ?? '@', quoted: false }),
        this.#zone,
      );
      try {
        this.#builder.add(owner, 'NATIVE', 0, parseRdata('NATIVE', found[2] ?? '', ''));
      } catch (error) {
        throw scanner.fail(
          found.index,
          'the data behind ;regctl NATIVE cannot be read',
          'one JSON object',
          error,
        );
      }
    }
    this.#builder.endRun();
  }

  #directive(scanner: Scanner, first: Token): void {
    const [, argument, second, ...rest] = scanner.tokens;
    const need = (what: string): Token => {
      if (argument === undefined)
        throw scanner.fail(first.offset, `${first.text} without ${what}`, `${what} must follow`);
      return argument;
    };
    switch (first.text.toUpperCase()) {
      case '$ORIGIN': {
        this.#origin = this.#completeName(scanner, unquoted(scanner, need('a name')));
        this.#ownerText = undefined;
        this.#noMore(scanner, second);
        return;
      }
      case '$TTL': {
        const token = unquoted(scanner, need('a TTL'));
        this.#defaultTtl = parseTtl(token.text);
        if (this.#defaultTtl === undefined)
          throw scanner.fail(token.offset, `${token.text} is no TTL`, 'seconds, or units such as 1h30m');
        this.#noMore(scanner, second);
        return;
      }
      case '$INCLUDE': {
        const path = need('a file name');
        this.#noMore(scanner, rest[0]);
        this.#include(scanner, path, second);
        return;
      }
      case '$GENERATE':
        this.#generate(scanner, unquoted(scanner, need('a range')));
        return;
      case '$DATE':
        // BIND writes it into files that it saves, the time of the last change, and passes over it when it reads them.
        return;
      default:
        throw scanner.fail(
          first.offset,
          `${first.text} is no directive`,
          'one of $ORIGIN, $TTL, $INCLUDE, $GENERATE',
        );
    }
  }

  #include(scanner: Scanner, path: Token, originToken: Token | undefined): void {
    const { include } = this.#options;
    if (include === undefined)
      throw scanner.fail(path.offset, '$INCLUDE cannot be followed here', 'give the records in one file');
    if (this.#openFiles.length > MAX_INCLUDE_DEPTH || this.#included >= MAX_INCLUDES)
      throw scanner.fail(
        path.offset,
        `$INCLUDE nested deeper than ${MAX_INCLUDE_DEPTH}, or more than ${MAX_INCLUDES} of them`,
        'fewer files, nested less',
      );
    this.#included += 1;
    const origin =
      originToken === undefined ? this.#origin : this.#completeName(scanner, unquoted(scanner, originToken));
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
    // The outermost goes by the name that the caller gave it, which need not be comparable; it is found one level deeper then.
    if (this.#openFiles.includes(found.file, 1))
      throw scanner.fail(path.offset, `${path.text} includes itself`, 'a file that is not open already');
    const outer = this.#origin;
    const owner = this.#owner;
    const hasOwner = this.#hasOwner;
    this.#ownerText = undefined;
    this.#builder.endRun();
    this.read({ text: decodeText(found.content), file: found.file }, origin);
    this.#builder.endRun();
    // RFC 1035 §5.1: origin and owner of the including file stay as they were.
    this.#origin = outer;
    this.#restoreOwner(owner, hasOwner);
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
    const [left, right] = [words[0], words.at(-1)];
    if (left === undefined || right === undefined || words.length < 3)
      throw scanner.fail(
        rangeToken.offset,
        '$GENERATE without owner, type and data',
        '$GENERATE RANGE OWNER [TTL] [CLASS] TYPE DATA',
      );
    // Owner and data are filled, and the data are one word, quoted if it has blanks; what stands between them is TTL, class and type.
    const between = words.slice(1, -1);
    const typeAt = between.findIndex(
      (word) => parseTtl(word.text) === undefined && readClass(word.text) === undefined,
    );
    if (typeAt >= 0 && typeAt < between.length - 1)
      throw scanner.fail(
        (words[typeAt + 2] as Token).offset,
        'the data of $GENERATE are more than one word',
        `quotes around all of them: "${words
          .slice(typeAt + 2)
          .map((word) => word.text)
          .join(' ')}"`,
      );
    const owner = this.#owner;
    const hasOwner = this.#hasOwner;
    for (let value = range.start; value <= range.stop; value += range.step) {
      this.#generated += 1;
      if (this.#generated > MAX_ALL_GENERATED)
        throw scanner.fail(
          rangeToken.offset,
          `$GENERATE makes more than ${MAX_ALL_GENERATED} records`,
          'fewer of them',
        );
      const name = { ...left, text: fillSide(scanner, left, value) };
      this.#addRecord(scanner, [name, ...between, ...generatedData(scanner, right, value)], false);
    }
    this.#restoreOwner(owner, hasOwner);
  }

  #restoreOwner(owner: OwnerName | undefined, hasOwner: boolean): void {
    this.#owner = owner;
    this.#hasOwner = hasOwner;
    this.#ownerText = undefined;
  }

  #addRecord(scanner: Scanner, tokens: readonly Token[], sameOwner: boolean): void {
    const first = tokens[0] as Token;
    let at = 0;
    if (!sameOwner) {
      this.#setOwner(scanner, first);
      at = 1;
    } else if (!this.#hasOwner) {
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
      const token = unquoted(scanner, tokens[at] as Token);
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
        continue;
      }
      const isIn = readClass(token.text);
      if (isIn === undefined) type = this.#type(scanner, token);
      else {
        if (hasClass) throw scanner.fail(token.offset, `a second class ${token.text}`, 'a record type');
        hasClass = true;
        if (!isIn) throw scanner.fail(token.offset, `class ${token.text}`, 'only class IN can be managed');
      }
    }
    if (type === undefined)
      throw scanner.fail(
        (tokens.at(-1) as Token).offset,
        'a record without type and data',
        'OWNER [TTL] [IN] TYPE DATA',
      );
    const rdata = this.#rdata(scanner, type, tokens, at);
    const wanted = ttl ?? this.#implicitTtl(scanner, first, type, rdata);
    this.#lastTtl = wanted;
    if (this.#owner === undefined) return;
    const conflict = this.#builder.add(this.#owner, type.type, wanted, rdata);
    if (conflict !== undefined)
      this.#warn(
        scanner,
        first.offset,
        `${this.#owner} ${type.type} has the TTLs ${conflict.dropped} and ${conflict.kept}; an RRset has one, and ${conflict.kept} is taken`,
        true,
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
    try {
      if (type.type === 'TXT' || type.type === 'SPF') refuseLongString(scanner, words);
      return type.parse(words, this.#origin);
    } catch (error) {
      if (!isRegctlError(error) || error.code === 'INVALID_ZONE_FILE') throw error;
      const text = error.details?.['text'];
      const culprit = words.find((word) => word.text === text) ?? (words[0] as Token);
      throw scanner.fail(culprit.offset, error.message, error.reason ?? `such as ${type.example}`, error);
    }
  }

  #type(scanner: Scanner, token: Token): RRType {
    let type: RRType;
    try {
      type = rrType(token.text);
    } catch (error) {
      throw scanner.fail(
        token.offset,
        `${token.text} is no record type`,
        'a type such as A, MX or TYPE65280',
        error,
      );
    }
    if (isMetaType(type.code))
      throw scanner.fail(
        token.offset,
        `${token.text} is a type of questions and messages`,
        'a type that a zone can hold',
      );
    return type;
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
    // BIND takes the minimum of the SOA record then, as if it stood in a $TTL, and says so.
    const minimum = Number(splitRdata(rdata)[6]);
    this.#defaultTtl = minimum;
    this.#warn(scanner, first.offset, `no TTL is given, the SOA minimum ${minimum} is taken`, false);
    return minimum;
  }

  #setOwner(scanner: Scanner, token: Token): void {
    const { text } = token;
    if (text === this.#ownerText) return;
    this.#ownerText = text;
    this.#hasOwner = true;
    if (this.#origin === this.#zone && isPlainLabel(text) && text.length + this.#zone.length < 253) {
      this.#owner = text;
      return;
    }
    const name = this.#completeName(scanner, token);
    this.#owner = isWithin(name, this.#zone) ? relativeName(name, this.#zone) : undefined;
    if (this.#owner !== undefined) return;
    this.#builder.endRun();
    this.#warn(scanner, token.offset, `${name} is not inside ${this.#zone} and is left out`, true);
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

  #warn(scanner: Scanner, offset: number, message: string, loses: boolean): void {
    if (this.#warnings.length < MAX_WARNINGS)
      this.#warnings.push({ ...scanner.placeOf(offset), message: showable(message), loses });
  }
}

/** Gives the token, which must not stand in quotes: a quoted word is text and no TTL, class, type or name of a directive. */
function unquoted(scanner: Scanner, token: Token): Token {
  if (token.quoted)
    throw scanner.fail(token.offset, `"${token.text}" stands in quotes`, 'the word without quotes');
  return token;
}

/** A name server refuses a file with a longer string, so splitting it here would be no help. */
function refuseLongString(scanner: Scanner, words: readonly Token[]): void {
  for (const word of words) {
    const octets = tooManyOctets(word);
    if (octets === undefined) continue;
    throw scanner.fail(
      word.offset,
      `a string of ${octets} octets`,
      `at most ${MAX_STRING_OCTETS}: part it into several, each in quotes`,
    );
  }
}

/** Fills the number into one side of a `$GENERATE`. */
function fillSide(scanner: Scanner, token: Token, value: number): string {
  const text = fillTemplate(token.text, value);
  if (text === undefined)
    throw scanner.fail(
      token.offset,
      `${token.text} cannot be filled with ${value}`,
      '${OFFSET,WIDTH,BASE} with base d, o, x, X, n or N, and a result from 0 to 2147483647',
    );
  return text;
}

/** Gives the words of the data that a `$GENERATE` makes: BIND takes the quotes off, fills in the number and reads what that gives as a line of its own. */
function generatedData(scanner: Scanner, right: Token, value: number): Token[] {
  const line = right.quoted ? { ...right, text: right.text.replaceAll('\\"', '"') } : right;
  const words = new Scanner({
    text: fillSide(scanner, line, value),
    file: scanner.source.file,
    standsAt: () => scanner.placeOf(right.offset),
  });
  return words.next() ? words.tokens.map((word) => ({ ...word, offset: right.offset })) : [];
}
