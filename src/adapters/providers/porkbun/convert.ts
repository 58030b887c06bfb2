import { RegctlError } from '../../../core/errors.ts';
import type { OwnerName } from '../../../core/names.ts';
import { escapeOctets, unescapeText, unquote } from '../../../core/records/character-string.ts';
import { parseRdata, parseRdataTokens } from '../../../core/records/index.ts';
import { splitRdata } from '../../../core/records/tokens.ts';
import type { Rdata, RRTypeName } from '../../../core/rrset.ts';
import type { ApiRecord } from './schema.ts';

/** What the API takes for a record, beside its notes. */
export interface RecordBody {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl: string;
  readonly prio?: string;
}

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Gives RDATA of a record's content; undefined for a type that this API form cannot express. @throws RegctlError for content of another form */
export function fromContent({
  type,
  content,
  prio,
}: Pick<ApiRecord, 'type' | 'content' | 'prio'>): Rdata | undefined {
  const words = content.split(' ');
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'CAA':
    case 'SSHFP':
    case 'TLSA':
      return parseRdata(type, content, '');
    case 'ALIAS':
    case 'CNAME':
    case 'NS':
      return parseRdata(type, dotted(content), '');
    case 'MX':
      return parseRdata(type, `${prio} ${dotted(content)}`, '');
    case 'SRV':
      return parseRdata(type, [prio, ...words.with(-1, dotted(words.at(-1) ?? ''))].join(' '), '');
    case 'HTTPS':
    case 'SVCB':
      return words.length < 2
        ? undefined
        : parseRdata(type, words.with(1, dotted(words[1] ?? '')).join(' '), '');
    case 'TXT':
      // Raw text: a quote or a backslash in it is only a character.
      return content === ''
        ? undefined
        : parseRdataTokens(type, [{ text: escapeOctets(utf8.encode(content)), quoted: true }], '');
    default:
      return undefined;
  }
}

/**
 * Gives the body of `dns/create` and `dns/edit` (API v3, "DNS Create Record", read 2026-11-21).
 *
 * @throws RegctlError `INVALID_RDATA` for what the API form cannot express, `RRTYPE_UNSUPPORTED`
 */
export function toBody(name: OwnerName, type: RRTypeName, rdata: Rdata, ttl: number): RecordBody {
  const body = { name: toLabel(name, type), type, ttl: String(ttl) };
  const words = rdata.split(' ');
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'SSHFP':
    case 'TLSA':
      return { ...body, content: rdata };
    case 'CAA': {
      const value = splitRdata(rdata)[2] ?? '';
      if (/\s|\\032/.test(value))
        throw inexpressible(name, type, 'Porkbun takes no blanks inside the value of a CAA record');
      return { ...body, content: rdata };
    }
    case 'ALIAS':
    case 'CNAME':
    case 'NS':
      return { ...body, content: undotted(rdata) };
    case 'MX':
      return { ...body, content: undotted(words[1] ?? ''), prio: words[0] ?? '' };
    case 'SRV':
      return {
        ...body,
        content: words
          .slice(1)
          .with(-1, undotted(words.at(-1) ?? ''))
          .join(' '),
        prio: words[0] ?? '',
      };
    case 'HTTPS':
    case 'SVCB':
      return { ...body, content: words.with(1, undotted(words[1] ?? '')).join(' ') };
    case 'TXT':
      return { ...body, content: toText(name, type, rdata) };
    default:
      throw new RegctlError('RRTYPE_UNSUPPORTED', `${name} ${type}: Porkbun takes no ${type} records`, {
        reason: 'its API has no such type',
        hint: 'regctl accounts capabilities ACCOUNT',
        provider: 'porkbun',
      });
  }
}

/** The label that the API takes: empty for the apex. @throws RegctlError `INVALID_RDATA` for one with escapes */
export function toLabel(name: OwnerName, type: RRTypeName): string {
  if (name.includes('\\')) throw inexpressible(name, type, 'Porkbun takes no escaped characters in names');
  return name === '@' ? '' : name;
}

/** The API keeps one text and splits it at 255 octets; texts that are split otherwise would come back changed. */
function toText(name: OwnerName, type: RRTypeName, rdata: Rdata): string {
  const octets = splitRdata(rdata).flatMap((word) => [...unescapeText(unquote(word), { type })]);
  let text: string;
  try {
    text = fromUtf8.decode(Uint8Array.from(octets));
  } catch (error) {
    throw inexpressible(name, type, 'Porkbun takes text in UTF-8 only', error);
  }
  if (text === '' || /\s$/.test(text))
    throw inexpressible(name, type, 'Porkbun takes no empty text and no blank at its end');
  if (fromContent({ type, content: text, prio: 0 }) !== rdata) {
    throw inexpressible(name, type, 'Porkbun keeps one text and splits it itself, at 255 octets');
  }
  return text;
}

function dotted(host: string): string {
  return host.endsWith('.') || host === '' ? host : `${host}.`;
}

function undotted(host: string): string {
  return host === '.' ? host : host.replace(/\.$/, '');
}

function inexpressible(name: OwnerName, type: RRTypeName, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('INVALID_RDATA', `${name} ${type} cannot be kept at Porkbun`, {
    reason,
    hint:
      type === 'TXT' ? 'give the whole text as one, without a blank at its end' : 'write it in another form',
    provider: 'porkbun',
    ...(cause === undefined ? {} : { cause }),
  });
}
