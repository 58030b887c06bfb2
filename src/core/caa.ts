import type { Rdata } from './rrset.ts';

/** One CAA record (RFC 8659 §4.1). */
interface Caa {
  readonly critical: boolean;
  readonly tag: string;
  readonly value: string;
}

/** Who would issue, and how. */
export interface CaaRequest {
  /** Names by which the CA knows itself in CAA records. */
  readonly identities: readonly string[];
  readonly wildcard: boolean;
  /** RFC 8657 §3. */
  readonly accountUrl: string;
  /** RFC 8657 §4: `dns-01`. */
  readonly method: string;
}

/** Tags that every CA knows, or may leave alone (RFC 8659 §4, RFC 9495). */
const KNOWN_TAGS = new Set([
  'issue',
  'issuewild',
  'iodef',
  'issuemail',
  'issuevmc',
  'contactemail',
  'contactphone',
]);

/**
 * Tells whether the CAA records found for a name forbid a CA to issue (RFC 8659 §4, RFC 8657).
 *
 * @param rdata - the first set found on the way up from the name; none allow everything
 * @returns the records that forbid it; undefined where it may
 */
export function caaForbids(rdata: readonly Rdata[], request: CaaRequest): readonly Rdata[] | undefined {
  const records = rdata.map(parseCaa).filter((one) => one !== undefined);
  if (records.some((one) => one.critical && !KNOWN_TAGS.has(one.tag))) return rdata;
  const wild = records.filter((one) => one.tag === 'issuewild');
  const relevant = request.wildcard && wild.length > 0 ? wild : records.filter((one) => one.tag === 'issue');
  if (relevant.length === 0) return undefined;
  return relevant.some((one) => permits(one.value, request)) ? undefined : rdata;
}

/** The record that would allow it, as RDATA. */
export function caaToAdd({ identities, wildcard }: CaaRequest): Rdata {
  return `0 ${wildcard ? 'issuewild' : 'issue'} "${identities[0] ?? ''}"`;
}

/** RFC 8659 §4.2: `domain; name=value; …`. */
function permits(value: string, { identities, accountUrl, method }: CaaRequest): boolean {
  const [issuer = '', ...parameters] = value.split(';').map((part) => part.trim());
  if (!identities.includes(issuer.toLowerCase())) return false;
  return parameters.every((parameter) => {
    const at = parameter.indexOf('=');
    const [name, given] = [parameter.slice(0, at).trim().toLowerCase(), parameter.slice(at + 1).trim()];
    if (name === 'accounturi') return given === accountUrl;
    if (name === 'validationmethods') return given.split(',').some((one) => one.trim() === method);
    return true;
  });
}

function parseCaa(rdata: Rdata): Caa | undefined {
  const match = /^(\d+) ([A-Za-z0-9]+) (?:"((?:[^"\\]|\\.)*)"|(\S*))$/.exec(rdata);
  if (match === null) return undefined;
  const [, flags = '0', tag = '', quoted, plain = ''] = match;
  return {
    critical: (Number(flags) & 128) !== 0,
    tag: tag.toLowerCase(),
    value: (quoted ?? plain).replaceAll(/\\(.)/g, '$1'),
  };
}
