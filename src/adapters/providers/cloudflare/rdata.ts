import { RegctlError } from '../../../core/errors.ts';
import { parseRdata } from '../../../core/records/index.ts';
import { readableText, unescapeText, unquote } from '../../../core/records/character-string.ts';
import { splitRdata } from '../../../core/records/tokens.ts';
import type { Rdata, RRTypeName } from '../../../core/rrset.ts';

/** The part of an API record that says the RDATA ("DNS Records for a Zone", read 2026-11-21). */
export interface ApiValue {
  readonly content?: string | null | undefined;
  readonly priority?: number | null | undefined;
  readonly data?: { readonly [field: string]: unknown } | null | undefined;
}

/** How the API says the RDATA of one type. */
interface Form {
  /** Gives presentation text; undefined where a part of it is missing. */
  readonly read: (value: ApiValue) => string | undefined;
  readonly write: (words: readonly string[], rdata: Rdata) => ApiValue;
}

type FieldKind = 'number' | 'word' | 'text' | 'host' | 'rest';
type DataFields = readonly (readonly [name: string, kind: FieldKind])[];

const HOST: Form = {
  read: ({ content }) => content ?? undefined,
  write: ([host = '']) => ({ content: bareHost(host) }),
};
const PLAIN: Form = {
  read: ({ content }) => content ?? undefined,
  write: (_, rdata) => ({ content: rdata }),
};
const HASHED: DataFields = [
  ['usage', 'number'],
  ['selector', 'number'],
  ['matching_type', 'number'],
  ['certificate', 'word'],
];
const SERVICE: DataFields = [
  ['priority', 'number'],
  ['target', 'host'],
  ['value', 'rest'],
];

const FORMS: { readonly [type: RRTypeName]: Form } = {
  A: PLAIN,
  AAAA: PLAIN,
  CAA: dataForm([
    ['flags', 'number'],
    ['tag', 'word'],
    ['value', 'text'],
  ]),
  CERT: dataForm([
    ['type', 'number'],
    ['key_tag', 'number'],
    ['algorithm', 'number'],
    ['certificate', 'word'],
  ]),
  CNAME: HOST,
  DNSKEY: dataForm([
    ['flags', 'number'],
    ['protocol', 'number'],
    ['algorithm', 'number'],
    ['public_key', 'word'],
  ]),
  DS: dataForm([
    ['key_tag', 'number'],
    ['algorithm', 'number'],
    ['digest_type', 'number'],
    ['digest', 'word'],
  ]),
  HTTPS: dataForm(SERVICE),
  LOC: { read: readLocation, write: writeLocation },
  MX: {
    // The priority is to move into `data`; both places are read.
    read: ({ content, priority, data }) =>
      joined(priority ?? data?.['priority'], content ?? data?.['target']),
    write: ([priority, host = '']) => ({ priority: Number(priority), content: bareHost(host) }),
  },
  NAPTR: dataForm([
    ['order', 'number'],
    ['preference', 'number'],
    ['flags', 'text'],
    ['service', 'text'],
    ['regex', 'text'],
    ['replacement', 'host'],
  ]),
  NS: HOST,
  OPENPGPKEY: PLAIN,
  PTR: HOST,
  SMIMEA: dataForm(HASHED),
  SRV: {
    ...dataForm([
      ['priority', 'number'],
      ['weight', 'number'],
      ['port', 'number'],
      ['target', 'host'],
    ]),
    read: ({ content, priority, data }) =>
      data?.['port'] === undefined
        ? joined(priority, content)
        : joined(data['priority'] ?? priority, data['weight'], data['port'], hostText(data['target'])),
  },
  SSHFP: dataForm([
    ['algorithm', 'number'],
    ['type', 'number'],
    ['fingerprint', 'word'],
  ]),
  SVCB: dataForm(SERVICE),
  TLSA: dataForm(HASHED),
  TXT: {
    read: ({ content }) => (typeof content === 'string' ? textLine(content) : undefined),
    write: (_, rdata) => ({ content: rdata }),
  },
  URI: {
    read: ({ content, priority, data }) =>
      typeof data?.['target'] === 'string'
        ? joined(priority ?? data['priority'], data['weight'], quoted(data['target']))
        : joined(priority, content),
    write: ([priority, weight, target = '""']) => ({
      priority: Number(priority),
      data: { weight: Number(weight), target: rawText(target) },
    }),
  },
};

/** Types that the API takes and regctl reads field by field. */
export const TYPES: readonly RRTypeName[] = Object.keys(FORMS);

/** Gives the RDATA of an API record; undefined for what we cannot read, which the caller keeps as it is. */
export function rdataOf(type: string, value: ApiValue): Rdata | undefined {
  try {
    const line = FORMS[type]?.read(value);
    return line === undefined ? undefined : parseRdata(type, line, '');
  } catch (error) {
    if (error instanceof RegctlError) return undefined;
    throw error;
  }
}

/**
 * Gives the API's form of RDATA.
 *
 * @throws RegctlError `RRTYPE_UNSUPPORTED`, or `INVALID_RDATA` for what the form cannot say
 */
export function valueOf(type: RRTypeName, rdata: Rdata, where: string): ApiValue {
  const form = FORMS[type];
  if (form === undefined) {
    throw new RegctlError('RRTYPE_UNSUPPORTED', `${where}: Cloudflare takes no ${type} records`, {
      reason: `it takes ${TYPES.join(', ')}`,
      hint: 'leave these records out',
      provider: 'cloudflare',
    });
  }
  const value = form.write(splitRdata(rdata), rdata);
  // The proof that nothing gets lost on the way: what we send reads back as what was meant.
  if (rdataOf(type, value) !== rdata) {
    throw new RegctlError('INVALID_RDATA', `${where}: ${rdata} cannot be said to Cloudflare`, {
      reason: 'the API takes neither octets beyond UTF-8 here nor escapes in names',
      hint: 'nothing was written; give other data',
      provider: 'cloudflare',
    });
  }
  return value;
}

function dataForm(fields: DataFields): Form {
  return {
    read: ({ content, data }) =>
      data === null || data === undefined || fields.some(([name]) => data[name] === undefined)
        ? (content ?? undefined)
        : joined(...fields.map(([name, kind]) => shown(kind, data[name]))),
    write: (words) => ({
      data: Object.fromEntries(
        fields.map(([name, kind], at) => [
          name,
          kind === 'rest' ? words.slice(at).join(' ') : told(kind, words[at] ?? ''),
        ]),
      ),
    }),
  };
}

function shown(kind: FieldKind, value: unknown): unknown {
  if (kind === 'text') return quoted(String(value));
  return kind === 'host' ? hostText(value) : value;
}

function told(kind: FieldKind, word: string): number | string {
  if (kind === 'number') return Number(word);
  if (kind === 'text') return rawText(word);
  return kind === 'host' ? bareHost(word) : word;
}

/** Words with blanks between them; undefined where one is missing. */
function joined(...words: readonly unknown[]): string | undefined {
  return words.some((word) => word === undefined || word === null)
    ? undefined
    : words.map(String).join(' ').trim();
}

/** Hosts stand without the trailing dot; the root is a lone dot. Escapes cannot be said, and nothing is what the proof above refuses. */
function bareHost(host: string): string {
  if (host.includes('\\')) return '';
  return host === '.' ? host : host.slice(0, -1);
}

/** Very old SRV records have `false` for the root (read 2026-11-21). */
function hostText(value: unknown): unknown {
  return value === false ? '.' : value;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function rawText(word: string): string {
  return readableText(unescapeText(unquote(word), { type: 'text' }));
}

/**
 * The API gives a text back in the form in which it was sent, quoted or raw (read 2026-11-21). What looks quoted and is not well formed was sent raw.
 */
function textLine(content: string): string {
  const looksQuoted = content.length >= 2 && content.startsWith('"') && content.endsWith('"');
  if (looksQuoted) {
    try {
      parseRdata('TXT', content, '');
      return content;
    } catch (error) {
      if (!(error instanceof RegctlError)) throw error;
    }
  }
  return quoted(content);
}

function readLocation({ content, data }: ApiValue): string | undefined {
  if (data === null || data === undefined) return content ?? undefined;
  const angle = (side: string): unknown[] => [
    data[`${side}_degrees`],
    data[`${side}_minutes`] ?? 0,
    Number(data[`${side}_seconds`] ?? 0).toFixed(3),
    data[`${side}_direction`],
  ];
  const metres = (field: string, standard: number): string =>
    `${Number(data[field] ?? standard).toFixed(2)}m`;
  return joined(
    ...angle('lat'),
    ...angle('long'),
    metres('altitude', 0),
    // RFC 1876 §3
    metres('size', 1),
    metres('precision_horz', 10_000),
    metres('precision_vert', 10),
  );
}

function writeLocation(words: readonly string[]): ApiValue {
  const number = (at: number): number => Number((words[at] ?? '').replace(/m$/, ''));
  return {
    data: {
      lat_degrees: number(0),
      lat_minutes: number(1),
      lat_seconds: number(2),
      lat_direction: words[3],
      long_degrees: number(4),
      long_minutes: number(5),
      long_seconds: number(6),
      long_direction: words[7],
      altitude: number(8),
      size: number(9),
      precision_horz: number(10),
      precision_vert: number(11),
    },
  };
}
