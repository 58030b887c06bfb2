import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName, type OwnerName } from '../../../core/names.ts';
import { nativeRdata } from '../../../core/records/native.ts';
import { parseRdata, rdataFields } from '../../../core/records/index.ts';
import { splitRdata } from '../../../core/records/tokens.ts';
import type { Rdata, RRTypeName } from '../../../core/rrset.ts';

/** What one line of the zone text says. */
export interface LineRecord {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly rdata: Rdata;
}

/**
 * Writes a record as a line, in the forms that are known to be understood: targets absolute with a dot at the end, texts bare where blanks alone separate
 * their words and in quotes otherwise. What has no such form is refused: whether the API knows escapes is not documented (read 2026-11-21).
 *
 * @throws RegctlError `RRTYPE_UNSUPPORTED`, `CAPABILITY_MISSING`, `INVALID_RDATA`
 */
export function writeLine(zone: DomainName, { name, type, rdata }: LineRecord): string {
  const where = `${name} ${type} in ${zone}`;
  if (type === 'NATIVE') return writeNative(zone, name, rdata);
  if (name.includes('\\')) throw refused(where, 'the zone text has no escapes in names');
  switch (type) {
    case 'A':
    case 'AAAA':
      return `${type.toLowerCase()} ${name} ${rdata}`;
    case 'CNAME':
    case 'NS':
      return `${type.toLowerCase()} ${name} ${writeTarget(where, rdata)}`;
    case 'MX': {
      if (name !== '@') throw onlyAtApex(where);
      const [preference = '', exchange = ''] = rdata.split(' ');
      return `mx ${writeTarget(where, exchange)} ${preference}`;
    }
    case 'SRV': {
      if (!SERVICE.test(name)) throw refused(where, 'the name of an SRV record is _service._proto');
      const [priority, weight, port, target = ''] = rdata.split(' ');
      return `srv ${name} ${priority} ${weight} ${port} ${writeTarget(where, target)}`;
    }
    case 'TXT':
      return `txt ${name} ${writeText(where, rdata)}`;
    default:
      throw new RegctlError('RRTYPE_UNSUPPORTED', `${where} cannot be written`, {
        reason: `VALUE-DOMAIN has no ${type} records`,
        hint: 'regctl accounts capabilities ACCOUNT',
        provider: 'value-domain',
      });
  }
}

const SERVICE = /^_[^.]+\._[^.]+(?:\..+)?$/;
/** Words of printable ASCII without quotes, single blanks between them. */
const BARE_TEXT = /^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/;
/** Only these part words; other white space belongs to a text. */
const OUTER_BLANKS = /^[ \t]+|[ \t]+$/g;
const QUOTED_TEXTS = /^"[^"\\]*"(?:[ \t]*"[^"\\]*")*$/;

/** Reads one line; what could not be written again in the same meaning counts as not understood. */
export function readLine(zone: DomainName, line: string): LineRecord | null {
  const text = line.replace(/\r$/, '');
  const words = text.replaceAll(OUTER_BLANKS, '');
  if (words === '') return null;
  try {
    const record = understand(zone, words);
    if (record !== undefined) {
      writeLine(zone, record);
      return record;
    }
  } catch (error) {
    if (!isRegctlError(error)) throw error;
  }
  return { name: '@', type: 'NATIVE', rdata: nativeRdata({ line: text }) };
}

function understand(zone: DomainName, text: string): LineRecord | undefined {
  const words = text.split(/[ \t]+/);
  const [word = '', host = '', ...data] = words;
  const type = word.toUpperCase();
  const record = (rdata: string, name = readHost(zone, host)): LineRecord => ({
    name,
    type,
    rdata: parseRdata(type, rdata, ''),
  });
  const [first = '', second = '', third = '', target = ''] = data;
  switch (type) {
    case 'A':
    case 'AAAA':
      return data.length === 1 ? record(first) : undefined;
    case 'CNAME':
    case 'NS':
      return data.length === 1 ? record(readTarget(zone, first)) : undefined;
    case 'MX':
      // The server stands first, then the priority; there is no host, the record is the apex's.
      return data.length === 1 ? record(`${first} ${readTarget(zone, host)}`, '@') : undefined;
    case 'SRV':
      return data.length === 4
        ? record(`${first} ${second} ${third} ${readTarget(zone, target)}`)
        : undefined;
    case 'TXT':
      return data.length > 0 ? record(readText(text)) : undefined;
    default:
      return undefined;
  }
}

function readHost(zone: DomainName, host: string): OwnerName {
  if (host === '@') return '@';
  if (host.endsWith('.')) throw refused(`${host} in ${zone}`, 'hosts are relative to the zone');
  // The whole name must fit too.
  parseDomainName(`${host}.${zone}`);
  return parseDomainName(host);
}

/** `@` is the zone, a name with a dot is absolute with or without one at the end, a single label is relative (the API's `records`, read 2026-11-21). */
function readTarget(zone: DomainName, target: string): string {
  if (target === '@') return `${zone}.`;
  if (target.endsWith('.')) return target;
  return target.includes('.') ? `${target}.` : `${target}.${zone}.`;
}

function writeTarget(where: string, target: string): string {
  if (target === '.') throw refused(where, 'the zone text has no form for the root as a target');
  if (target.includes('\\')) throw refused(where, 'the zone text has no escapes in names');
  return target;
}

/** Free text to the end of the line, or in quotes, also several ones beside each other. */
function readText(line: string): string {
  const text = line.replace(/^\S+[ \t]+\S+[ \t]+/, '');
  if (QUOTED_TEXTS.test(text)) return (text.match(/"[^"]*"/g) ?? []).join(' ');
  if (/["\\]/.test(text)) throw refused(line, 'quotes and backslashes inside a text have no known meaning');
  return `"${text}"`;
}

function writeText(where: string, rdata: Rdata): string {
  if (rdata.includes('\\'))
    throw refused(where, 'the zone text has no known form for quotes, backslashes and octets beyond ASCII');
  const [only = '', ...more] = splitRdata(rdata).map((text) => text.slice(1, -1));
  return more.length === 0 && BARE_TEXT.test(only) ? only : rdata;
}

function writeNative(zone: DomainName, name: OwnerName, rdata: Rdata): string {
  const where = `${name} NATIVE in ${zone}`;
  const fields = rdataFields('NATIVE', rdata);
  const { line } = fields;
  if (name !== '@' || typeof line !== 'string' || Object.keys(fields).length !== 1)
    throw refused(where, 'it is {"line":"…"} at the apex: one line of the zone text');
  const read = readLine(zone, line);
  if (/[\r\n]/.test(line) || read === null) throw refused(where, 'it is one line that is not blank');
  if (read.type !== 'NATIVE')
    throw refused(where, `${line} is an ordinary record: write it with its own type`);
  return line;
}

function refused(where: string, reason: string): RegctlError {
  return new RegctlError('INVALID_RDATA', `${where} cannot be written`, {
    reason,
    hint: 'see the notes in `regctl accounts capabilities ACCOUNT`',
    provider: 'value-domain',
  });
}

function onlyAtApex(where: string): RegctlError {
  return new RegctlError('CAPABILITY_MISSING', `${where} cannot be written`, {
    reason: 'a mail line of VALUE-DOMAIN has no host: it is always the apex',
    hint: 'write it at @',
    provider: 'value-domain',
  });
}
