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

/** Says what in forbidding records is in the way, the second half of a sentence about them. */
export function whyForbidden(rdata: readonly Rdata[], request: CaaRequest): string {
  const records = rdata.map(parseCaa).filter((one) => one !== undefined);
  const critical = records.find((one) => one.critical && !KNOWN_TAGS.has(one.tag));
  if (critical !== undefined) return `tag ${critical.tag} is marked critical, and no CA knows it`;
  const own = records.map((one) => readValue(one.value)).filter(({ issuer }) => isIssuer(issuer, request));
  const accounts = own.flatMap(({ parameters }) => parameters.get('accounturi') ?? []);
  if (accounts.length > 0 && !accounts.includes(request.accountUrl))
    return `they are for ACME account ${accounts.join(', ')}, and this one is ${request.accountUrl}`;
  const methods = own.flatMap(({ parameters }) => parameters.get('validationmethods') ?? []);
  if (methods.length > 0)
    return `they are for validation by ${methods.join(', ')}, and this is ${request.method}`;
  return request.wildcard && own.length > 0
    ? 'wildcards are left to other CAs by issuewild'
    : `none of them names ${request.identities.join(' or ')}`;
}

/** The record that would allow it, as RDATA; bound to the account and the method where those that are there are so. */
export function caaToAdd(request: CaaRequest, present: readonly Rdata[]): Rdata {
  const isBound = (parameter: string): boolean => present.some((rdata) => rdata.includes(`${parameter}=`));
  const bindings = [
    ...(isBound('accounturi') ? [`; accounturi=${request.accountUrl}`] : []),
    ...(isBound('validationmethods') ? [`; validationmethods=${request.method}`] : []),
  ];
  return `0 ${request.wildcard ? 'issuewild' : 'issue'} "${request.identities[0] ?? ''}${bindings.join('')}"`;
}

function permits(value: string, request: CaaRequest): boolean {
  const { issuer, parameters } = readValue(value);
  if (!isIssuer(issuer, request)) return false;
  const account = parameters.get('accounturi');
  if (account !== undefined && account !== request.accountUrl) return false;
  const methods = parameters.get('validationmethods');
  return methods === undefined || methods.split(',').some((one) => one.trim() === request.method);
}

function isIssuer(issuer: string, { identities }: CaaRequest): boolean {
  return identities.some((identity) => identity.toLowerCase() === issuer);
}

/** RFC 8659 §4.2: `domain; name=value; …`. */
function readValue(value: string): {
  readonly issuer: string;
  readonly parameters: ReadonlyMap<string, string>;
} {
  const [issuer = '', ...rest] = value.split(';').map((part) => part.trim());
  const parameters = rest.map((parameter): [string, string] => {
    const at = parameter.indexOf('=');
    return [parameter.slice(0, at).trim().toLowerCase(), parameter.slice(at + 1).trim()];
  });
  return { issuer: issuer.toLowerCase(), parameters: new Map(parameters) };
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
