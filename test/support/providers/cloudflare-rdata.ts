import { isIPv4, isIPv6 } from 'node:net';
import { isJson, refusal, toAscii, type Json, type Refusal } from './cloudflare-envelope.ts';

/** Names and contents of records, type by type: cloudflare.md §3. What the reference does not back: cloudflare.ts. */

/** Faults whose number the reference does not tell. */
export const invalid = (message: string): Refusal => refusal(400, 1004, `DNS Validation Error: ${message}`);
const badContent = (type: string): Refusal => refusal(400, 9007, `Content for ${type} record is invalid.`);

// ---- names -------------------------------------------------------------------------------------------------

const withoutDot = (name: string): string => (name === '.' ? name : name.replace(/\.$/, ''));

function isName(name: string): boolean {
  if (name.length > 253) return false;
  return name.split('.').every((label, at) => (label === '*' ? at === 0 : /^[\w/-]{1,63}$/.test(label)));
}

/** cloudflare.md §3, field rules: completed with the zone unless it ends in it. */
export function nameOf(zone: { readonly name: string }, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw refusal(400, 9000, 'DNS name is invalid.');
  const name = toAscii(withoutDot(value));
  const full = name === '@' ? zone.name : inZone(zone, name) ? name : `${name}.${zone.name}`;
  if (!isName(full)) throw refusal(400, 9000, 'DNS name is invalid.');
  return full;
}

const inZone = (zone: { readonly name: string }, name: string): boolean =>
  name === zone.name || name.endsWith(`.${zone.name}`);

function hostOf(type: string, value: unknown, root = false): string {
  if (typeof value !== 'string' || value === '') throw badContent(type);
  const host = toAscii(withoutDot(value));
  if (host === '.') {
    if (root) return host;
    throw badContent(type);
  }
  if (!isName(host) || isIPv4(host)) throw badContent(type);
  return host;
}

// ---- data, type by type ------------------------------------------------------------------------------------

export interface Value {
  content: string;
  priority?: number;
  data?: Json;
}

type FieldKind = 'u8' | 'u16' | 'number' | 'text' | 'hex' | 'word' | 'host';

interface DataType {
  readonly fields: { readonly [name: string]: FieldKind };
  readonly render: (data: Json) => string;
}

const HASHED: DataType = {
  fields: { usage: 'u8', selector: 'u8', matching_type: 'u8', certificate: 'hex' },
  render: (d) => words(d, 'usage', 'selector', 'matching_type', 'certificate'),
};
const SERVICE: DataType = {
  fields: { priority: 'u16', target: 'host', value: 'text' },
  render: (d) => `${String(d['priority'])} ${dotted(d['target'])} ${String(d['value'])}`.trimEnd(),
};

// cloudflare.md §3, per type
const DATA_TYPES: { readonly [type: string]: DataType } = {
  CAA: {
    fields: { flags: 'u8', tag: 'word', value: 'text' },
    render: (d) => `${words(d, 'flags', 'tag')} "${String(d['value'])}"`,
  },
  CERT: {
    fields: { type: 'u16', key_tag: 'u16', algorithm: 'u8', certificate: 'text' },
    render: (d) => words(d, 'type', 'key_tag', 'algorithm', 'certificate'),
  },
  DNSKEY: {
    fields: { flags: 'u16', protocol: 'u8', algorithm: 'u8', public_key: 'text' },
    render: (d) => words(d, 'flags', 'protocol', 'algorithm', 'public_key'),
  },
  DS: {
    fields: { key_tag: 'u16', algorithm: 'u8', digest_type: 'u8', digest: 'hex' },
    render: (d) => words(d, 'key_tag', 'algorithm', 'digest_type', 'digest'),
  },
  HTTPS: SERVICE,
  SVCB: SERVICE,
  LOC: {
    fields: {
      lat_degrees: 'number',
      lat_minutes: 'number',
      lat_seconds: 'number',
      lat_direction: 'word',
      long_degrees: 'number',
      long_minutes: 'number',
      long_seconds: 'number',
      long_direction: 'word',
      altitude: 'number',
      size: 'number',
      precision_horz: 'number',
      precision_vert: 'number',
    },
    render: (d) =>
      [
        words(d, 'lat_degrees', 'lat_minutes', 'lat_seconds', 'lat_direction'),
        words(d, 'long_degrees', 'long_minutes', 'long_seconds', 'long_direction'),
        ...['altitude', 'size', 'precision_horz', 'precision_vert'].map((name) => `${Number(d[name])}m`),
      ].join(' '),
  },
  NAPTR: {
    fields: {
      order: 'u16',
      preference: 'u16',
      flags: 'text',
      service: 'text',
      regex: 'text',
      replacement: 'host',
    },
    render: (d) => {
      const quoted = ['flags', 'service', 'regex'].map((name) => `"${String(d[name])}"`).join(' ');
      return `${words(d, 'order', 'preference')} ${quoted} ${dotted(d['replacement'])}`;
    },
  },
  SMIMEA: HASHED,
  TLSA: HASHED,
  SRV: {
    fields: { priority: 'u16', weight: 'u16', port: 'u16', target: 'host' },
    render: (d) => `${words(d, 'weight', 'port')} ${String(d['target'])}`,
  },
  SSHFP: {
    fields: { algorithm: 'u8', type: 'u8', fingerprint: 'hex' },
    render: (d) => words(d, 'algorithm', 'type', 'fingerprint'),
  },
  URI: {
    fields: { weight: 'u16', target: 'text' },
    render: (d) => `${String(d['weight'])} "${String(d['target'])}"`,
  },
};

const words = (data: Json, ...names: string[]): string => names.map((name) => String(data[name])).join(' ');
const dotted = (host: unknown): string => (host === '.' ? '.' : `${String(host)}.`);

function fieldOf(type: string, kind: FieldKind, value: unknown): unknown {
  if (kind === 'host') return hostOf(type, value, true);
  if (kind === 'text' && typeof value === 'string') return value;
  if (kind === 'word' && typeof value === 'string' && /^[A-Za-z0-9]+$/.test(value)) return value;
  if (kind === 'hex' && typeof value === 'string' && /^([0-9a-f]{2})+$/i.test(value)) return value;
  if (kind === 'number' && typeof value === 'number') return value;
  if ((kind === 'u8' || kind === 'u16') && isWhole(value, kind === 'u8' ? 255 : 65535)) return value;
  throw badContent(type);
}

export const isWhole = (value: unknown, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;

function dataValue(type: string, rule: DataType, input: Json): Value {
  const given = input['data'];
  if (!isJson(given)) throw invalid(`data is a required field for ${type} records`);
  const data: Json = {};
  for (const [name, kind] of Object.entries(rule.fields)) {
    if (given[name] === undefined) throw invalid(`${name} is a required data field`);
    data[name] = fieldOf(type, kind, given[name]);
  }
  const value: Value = { content: rule.render(data), data };
  if (type === 'SRV') value.priority = Number(data['priority']);
  if (type === 'URI') value.priority = priorityOf(input['priority']);
  return value;
}

function priorityOf(value: unknown): number {
  if (!isWhole(value, 65535)) throw invalid('priority is a required field between 0 and 65535');
  return value;
}

function contentValue(type: string, name: string, input: Json): Value {
  const content = input['content'];
  if (typeof content !== 'string') throw invalid('content is a required field');
  switch (type) {
    case 'A':
      if (!isIPv4(content)) throw refusal(400, 9005, 'Content for A record must be a valid IPv4 address.');
      return { content };
    case 'AAAA':
      if (!isIPv6(content) || content.includes('%'))
        throw refusal(400, 9006, 'Content for AAAA record must be a valid IPv6 address.');
      return { content: compressed(content) };
    case 'CNAME': {
      const host = hostOf(type, content);
      if (host === name) throw refusal(400, 9039, 'CNAME content cannot reference itself.');
      return { content: host };
    }
    case 'NS':
    case 'PTR':
      return { content: hostOf(type, content) };
    case 'MX': {
      const data = input['data'];
      const priority = input['priority'] ?? (isJson(data) ? data['priority'] : undefined);
      return { content: hostOf(type, content, true), priority: priorityOf(priority) };
    }
    case 'TXT':
      if (txtText(content) === '') throw badContent(type);
      return { content }; // the form sent is the form returned
    case 'OPENPGPKEY':
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(content)) throw badContent(type);
      return { content };
    default: // SPF and ALIAS among them
      throw invalid(`invalid record type ${type}`);
  }
}

const compressed = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);

/** Quoted strings decoded and joined; any other text as it is (cloudflare.md §3, TXT). */
export function txtText(content: string): string {
  if (!/^(\s*"(\\.|[^"\\])*")+\s*$/s.test(content)) return content;
  const strings = content.match(/"(\\.|[^"\\])*"/gs) ?? [];
  return strings
    .map((text) =>
      text
        .slice(1, -1)
        .replaceAll(/\\(\d{3}|.)/gs, (_, escaped: string) =>
          escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
        ),
    )
    .join('');
}

export function wireSize({ type, content }: { readonly type: string; readonly content: string }): number {
  if (type !== 'TXT') return content.length;
  const size = Buffer.byteLength(txtText(content));
  return size + Math.ceil(size / 255);
}

/** cloudflare.md §3, field rules: proxiable; 127.0.0.1 is not. */
export function proxiable(type: string, content: string): boolean {
  if (type === 'CNAME') return true;
  if (type === 'A') return !content.startsWith('127.');
  return type === 'AAAA' && content !== '::1';
}

/** What a type says with its fields: content, data, priority. */
export function valueOf(type: string, name: string, input: Json): Value {
  const rule = DATA_TYPES[type];
  return rule === undefined ? contentValue(type, name, input) : dataValue(type, rule, input);
}

export const hasData = (type: string): boolean => DATA_TYPES[type] !== undefined;
