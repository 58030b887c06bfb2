import { RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { parseRdata } from '../../core/records/index.ts';
import type { Rdata, RRTypeName } from '../../core/rrset.ts';

/** One value of a record as octoDNS writes it: text, or named parts. */
type Value = string | { readonly [part: string]: unknown };

/** How octoDNS names the parts of structured values, in the order of RDATA; the second name is its older one. */
const PARTS: { readonly [type: string]: readonly (readonly [name: string, older?: string])[] } = {
  MX: [
    ['preference', 'priority'],
    ['exchange', 'value'],
  ],
  SRV: [['priority'], ['weight'], ['port'], ['target']],
  SSHFP: [['algorithm'], ['fingerprint_type'], ['fingerprint']],
  TLSA: [['certificate_usage'], ['selector'], ['matching_type'], ['certificate_association_data']],
  DS: [['key_tag'], ['algorithm', 'key_algorithm'], ['digest_type'], ['digest']],
};

/** Types that octoDNS has and DNS has not; each is named and left out. */
export const NOT_DNS: readonly string[] = ['URLFWD', 'GEO', 'DYNAMIC'];

/** Types whose RDATA end in names that octoDNS writes with their trailing dots. */
const TEXT_TYPES: readonly string[] = ['TXT', 'SPF'];

/**
 * Gives canonical RDATA of one octoDNS value.
 *
 * @throws RegctlError `INVALID_RDATA`, `INVALID_INPUT` for parts that are missing
 */
export function rdataOf(type: RRTypeName, value: Value, zone: DomainName): Rdata {
  if (typeof value !== 'object') return textValue(type, String(value), zone);
  return parseRdata(type, structured(type, value), zone);
}

function textValue(type: RRTypeName, value: string, zone: DomainName): Rdata {
  if (!TEXT_TYPES.includes(type)) return parseRdata(type, value, zone);
  // octoDNS escapes semicolons in YAML; everything else stands as it is.
  const text = value.replaceAll('\\;', ';');
  const quoted = /^".*"$/s.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return parseRdata('TXT', quoted, zone);
}

function structured(type: RRTypeName, value: { readonly [part: string]: unknown }): string {
  const part = (name: string, older?: string): string => {
    const found = value[name] ?? (older === undefined ? undefined : value[older]);
    if (typeof found === 'string' || typeof found === 'number') return String(found);
    throw new RegctlError('INVALID_INPUT', `a ${type} value lacks ${name}`, {
      reason: `it has ${Object.keys(value).join(', ')}`,
      hint: 'see the octoDNS documentation of the type',
    });
  };
  const optional = (name: string, fallback: string): string => {
    const found = value[name];
    return typeof found === 'string' || typeof found === 'number' ? String(found) : fallback;
  };
  const known = PARTS[type];
  if (known !== undefined) return known.map(([name, older]) => part(name, older)).join(' ');
  switch (type) {
    case 'CAA':
      return `${optional('flags', '0')} ${part('tag')} "${part('value')}"`;
    case 'NAPTR':
      return `${part('order')} ${part('preference')} "${optional('flags', '')}" "${optional('service', '')}" "${optional('regexp', '')}" ${part('replacement')}`;
    case 'URI':
      return `${part('priority')} ${part('weight')} "${part('target')}"`;
    case 'LOC':
      return [
        ...[
          'lat_degrees',
          'lat_minutes',
          'lat_seconds',
          'lat_direction',
          'long_degrees',
          'long_minutes',
          'long_seconds',
          'long_direction',
        ].map((name) => part(name)),
        `${part('altitude')}m`,
        `${optional('size', '1')}m`,
        `${optional('precision_horz', '10000')}m`,
        `${optional('precision_vert', '10')}m`,
      ].join(' ');
    case 'SVCB':
    case 'HTTPS':
      return `${part('svcpriority')} ${part('targetname')} ${svcParams(value['svcparams'])}`.trim();
    default:
      throw new RegctlError('INVALID_INPUT', `a ${type} value cannot be given in parts`, {
        reason: 'it is not a type that octoDNS writes so',
        hint: 'write it as text',
      });
  }
}

function svcParams(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  return Object.entries(params)
    .map(([key, value]) => {
      if (value === null || value === '') return key;
      return `${key}="${Array.isArray(value) ? value.map(String).join(',') : String(value)}"`;
    })
    .join(' ');
}
