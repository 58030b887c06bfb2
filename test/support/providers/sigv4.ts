import { createHash, createHmac } from 'node:crypto';
import type { FakeRequest } from './fake-server.ts';

/**
 * The server's side of AWS Signature V4: the signature is computed anew from the request and compared.
 *
 * Not backed by the reference:
 * - the texts of the refusals
 * - every `X-Amz-*` header of a request has to be among the signed ones
 * - an `X-Amz-Content-Sha256` that is not the hash of the body is refused
 * - a malformed `Authorization` header is answered with `SignatureDoesNotMatch`
 * - signatures in the query (presigned URLs) count as missing
 */
export interface SigV4Expectation {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** The session token is right, but its time is over. */
  readonly sessionExpired: boolean;
  readonly region: string;
  readonly service: string;
  /** Milliseconds of the server's clock; undefined leaves the age of a request unchecked. */
  readonly now: number | undefined;
}

export interface SigV4Refusal {
  readonly code:
    'MissingAuthenticationToken' | 'SignatureDoesNotMatch' | 'InvalidClientTokenId' | 'ExpiredToken';
  readonly message: string;
}

interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/;
const SKEW_MS = 5 * 60_000;

/** Why the request is not the account's, or undefined when it is. */
export function verifySigV4(request: FakeRequest, expected: SigV4Expectation): SigV4Refusal | undefined {
  const header = request.headers['authorization'];
  // route53.md §1: MissingAuthenticationToken
  if (header === undefined)
    return { code: 'MissingAuthenticationToken', message: 'Missing Authentication Token' };
  const given = readAuthorization(header);
  if (given === undefined) return mismatch('Authorization header is not of the form of AWS4-HMAC-SHA256.');
  return (
    refuseIdentity(request, given, expected) ??
    refuseScope(request, given, expected) ??
    refuseAge(request, expected.now) ??
    refuseHeaders(request, given) ??
    refuseSignature(request, given, expected)
  );
}

function mismatch(message: string): SigV4Refusal {
  return { code: 'SignatureDoesNotMatch', message };
}

function readAuthorization(header: string): Authorization | undefined {
  const match = AUTHORIZATION.exec(header);
  if (match === null) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}

// route53.md §1: unknown key, wrong or missing session token, ExpiredToken
function refuseIdentity(
  request: FakeRequest,
  given: Authorization,
  expected: SigV4Expectation,
): SigV4Refusal | undefined {
  const invalid = 'The security token included in the request is invalid.';
  if (
    given.accessKeyId !== expected.accessKeyId ||
    request.headers['x-amz-security-token'] !== expected.sessionToken
  )
    return { code: 'InvalidClientTokenId', message: invalid };
  if (expected.sessionToken !== undefined && expected.sessionExpired)
    return { code: 'ExpiredToken', message: 'The security token included in the request is expired' };
  return undefined;
}

// route53.md §1: region, service and date of the scope
function refuseScope(
  request: FakeRequest,
  given: Authorization,
  expected: SigV4Expectation,
): SigV4Refusal | undefined {
  if (given.region !== expected.region)
    return mismatch(`Credential should be scoped to a valid region, not '${given.region}'. `);
  if (given.service !== expected.service)
    return mismatch(`Credential should be scoped to correct service: '${expected.service}'. `);
  const stamp = request.headers['x-amz-date'] ?? '';
  if (!/^\d{8}T\d{6}Z$/.test(stamp)) return mismatch('X-Amz-Date must be in ISO8601 basic format.');
  if (!stamp.startsWith(given.date))
    return mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: ${stamp}`,
    );
  return undefined;
}

// route53.md §1: more than five minutes off
function refuseAge(request: FakeRequest, now: number | undefined): SigV4Refusal | undefined {
  if (now === undefined) return undefined;
  const stamp = request.headers['x-amz-date'] ?? '';
  const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const clock = basicFormat(now);
  if (Number.isNaN(at)) return mismatch('X-Amz-Date is no date.');
  if (now - at > SKEW_MS)
    return mismatch(
      `Signature expired: ${stamp} is now earlier than ${basicFormat(now - SKEW_MS)} (${clock} - 5 min.)`,
    );
  if (at - now > SKEW_MS)
    return mismatch(
      `Signature not yet current: ${stamp} is still later than ${basicFormat(now + SKEW_MS)} (${clock} + 5 min.)`,
    );
  return undefined;
}

function basicFormat(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

function refuseHeaders(request: FakeRequest, given: Authorization): SigV4Refusal | undefined {
  const needed = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = needed.filter((name) => !given.signedHeaders.includes(name));
  if (unsigned.length > 0)
    return mismatch(`Headers present in the request are not signed: ${unsigned.join(', ')}`);
  const declared = request.headers['x-amz-content-sha256'];
  if (declared !== undefined && declared !== sha256(request.body))
    return mismatch('The provided x-amz-content-sha256 header does not match what was computed.');
  return undefined;
}

function refuseSignature(
  request: FakeRequest,
  given: Authorization,
  expected: SigV4Expectation,
): SigV4Refusal | undefined {
  const canonical = canonicalRequest(request, given.signedHeaders);
  const scope = `${given.date}/${given.region}/${given.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'] ?? '', scope, sha256(canonical)].join(
    '\n',
  );
  if (hmac(signingKey(expected.secretAccessKey, given), toSign).toString('hex') === given.signature)
    return undefined;
  return mismatch(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`,
  );
}

// route53.md §1: date → region → service → aws4_request
function signingKey(secret: string, { date, region, service }: Authorization): Buffer {
  const steps = [date, region, service, 'aws4_request'];
  return steps.reduce<Buffer>((key, step) => hmac(key, step), Buffer.from(`AWS4${secret}`, 'utf8'));
}

function canonicalRequest(request: FakeRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${squeeze(request.headers[name] ?? '')}\n`).join('');
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

function squeeze(value: string): string {
  return value.trim().replace(/ +/g, ' ');
}

// route53.md §1: normalised, and percent-encoded a second time
function canonicalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(strictEncode(segment));
  }
  const trailing = path.endsWith('/') && kept.length > 0 ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}

// route53.md §1: sorted and strictly percent-encoded
function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => [strictEncode(name), strictEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function strictEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
