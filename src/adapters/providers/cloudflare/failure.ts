import { RegctlError, type ErrorCode } from '../../../core/errors.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import { hostnameFault } from './hostnames-failure.ts';
import type { ApiErrorItem } from './schema.ts';

/** What a call is about, for its errors. */
export interface Subject {
  /** What may be missing or wrong: it decides how an error without a code of its own is read. */
  readonly kind: 'account' | 'new-zone' | 'zone' | 'records' | 'registrar' | 'hostname';
  /** For people: `zone example.org`, `registration of example.org`. */
  readonly name: string;
  /** The permission that the call needs, in the words of the dashboard's token page. */
  readonly needs: string;
}

/** Codes that say that the credential itself is wrong (read 2026-11-21). 6003 is so only where its chain speaks of headers. */
const CREDENTIAL_CODES: readonly number[] = [9103, 9106, 9107, 9109, 10001, 6103, 6111];
/** Wrong token, missing permission, or resource out of scope: all the same code (read 2026-11-21). */
export const AMBIGUOUS_REFUSAL = 10_000;

const CODES: { readonly [code: number]: ErrorCode } = {
  1061: 'ALREADY_EXISTS',
  81_044: 'CONFLICT',
  81_053: 'INVALID_ZONE',
  81_054: 'INVALID_ZONE',
  81_056: 'INVALID_ZONE',
  81_057: 'ALREADY_EXISTS',
  81_058: 'ALREADY_EXISTS',
  9021: 'INVALID_TTL',
};
/** Zone ids that are malformed or unknown (read 2026-11-21). */
const NO_ZONE_CODES: readonly number[] = [1001, 1003, 7000, 7003];

const HINTS: { readonly [C in ErrorCode]?: string } = {
  ACCOUNT_GATE: 'see the plan and the limits of the account at https://dash.cloudflare.com/',
  ALREADY_EXISTS: 'look at what is there: `regctl zones get ZONE`, `regctl dns list ZONE`',
  CONFLICT: 'run the command again: it then starts from the present state',
  DOMAIN_NOT_FOUND: '`regctl domains list`',
  DOMAIN_UNAVAILABLE: 'look for another name with `regctl domains search`',
  HOSTNAME_NOT_FOUND: 'regctl hostnames list',
  INVALID_INPUT: 'correct what it names',
  INVALID_RDATA: 'nothing was written; correct the records it names',
  INVALID_TTL: 'nothing was written; give 60 to 86400 s',
  INVALID_ZONE: 'nothing was written; take the records away that cannot stand beside each other',
  PAYMENT_REQUIRED: 'set a default payment method in the dashboard; nothing was bought',
  PROVIDER_UNAVAILABLE: 'try again; see https://www.cloudflarestatus.com/',
  REGISTRAR_REFUSED: 'nothing was bought or changed; correct what it names',
  ZONE_NOT_FOUND: '`regctl zones list` shows those that the token may see',
};

/** The errors with their causes, the causes last. */
export function flatten(items: readonly ApiErrorItem[]): ApiErrorItem[] {
  return items.flatMap((item) => [item, ...flatten(item.error_chain ?? [])]);
}

/** Tells whether the credential itself was refused, so that nothing more need be asked. */
export function isCredentialRefusal(items: readonly ApiErrorItem[]): boolean {
  const all = flatten(items);
  return all.some(
    ({ code, message }) =>
      CREDENTIAL_CODES.includes(code) || (code === 6003 && /header|authoriz|token/i.test(message)),
  );
}

/** Gives the error of a refusal that is not one of the credential. */
export function refusalOf(
  subject: Subject,
  response: HttpResponse,
  items: readonly ApiErrorItem[],
): RegctlError {
  const all = flatten(items);
  // The last of a chain is the cause: 1004 alone says no more than that there is one.
  const reason = [...new Set(all.map(({ code, message }) => `${message.replace(/\.$/, '')} (${code})`))].join(
    ': ',
  );
  const fault = faultOf(subject, all);
  const code = fault?.code ?? codeOf(subject, response.status, all, reason);
  const hint = fault?.hint ?? HINTS[code];
  const words = reason === '' ? `it answered with status ${response.status}` : reason;
  return new RegctlError(code, `Cloudflare refused the request about ${subject.name}`, {
    reason: fault === undefined ? words : `${fault.reason}: ${words}`,
    ...(hint === undefined ? {} : { hint }),
    provider: 'cloudflare',
    ...requestId(response),
  });
}

/** Tells whether a refusal by 401 or 403 says itself what is refused, so that the token need not be asked about. */
export function isPlainRefusal(subject: Subject, items: readonly ApiErrorItem[]): boolean {
  return faultOf(subject, flatten(items)) !== undefined;
}

function faultOf(subject: Subject, all: readonly ApiErrorItem[]): ReturnType<typeof hostnameFault> {
  return subject.kind === 'hostname' ? hostnameFault(all.map(({ code }) => code)) : undefined;
}

function codeOf(subject: Subject, status: number, all: readonly ApiErrorItem[], reason: string): ErrorCode {
  const known = all.map(({ code }) => CODES[code]).find((code) => code !== undefined);
  if (known !== undefined) return known;
  const inZone = ['zone', 'records', 'hostname'].includes(subject.kind);
  if (inZone && all.some(({ code }) => NO_ZONE_CODES.includes(code))) return 'ZONE_NOT_FOUND';
  if (status >= 500) return 'PROVIDER_UNAVAILABLE';
  if (subject.kind === 'registrar') return registrarCode(status, reason);
  // Numbers of these are unconfirmed (read 2026-11-21), so the words count: banned, unregistered, too many zones.
  if (subject.kind === 'new-zone') return 'ACCOUNT_GATE';
  if (subject.kind === 'records' && status !== 404)
    return /\b(?:plans?|quota|upgrade|entitle\w*)\b/i.test(reason) ? 'ACCOUNT_GATE' : 'INVALID_RDATA';
  if (subject.kind === 'hostname' && status === 404) return 'HOSTNAME_NOT_FOUND';
  return inZone && status === 404 ? 'ZONE_NOT_FOUND' : 'INVALID_INPUT';
}

/** The Registrar's numbers are in no document (read 2026-11-21), so its words decide. */
function registrarCode(status: number, reason: string): ErrorCode {
  if (status === 404) return 'DOMAIN_NOT_FOUND';
  if (status === 402 || /payment|billing|funds|credit card/i.test(reason)) return 'PAYMENT_REQUIRED';
  if (/cannot be registered|unavailable|not available|already registered/i.test(reason))
    return 'DOMAIN_UNAVAILABLE';
  return /at most \d+ domains|limit|quota/i.test(reason) ? 'ACCOUNT_GATE' : 'REGISTRAR_REFUSED';
}

/** Gives the error of a reply that is none of the API's: a page of HTML, half a text. `isUnknown`: whether a write may have been carried out. */
export function garbled(
  subject: Subject,
  response: HttpResponse,
  options: {
    readonly code: 'PROVIDER_UNAVAILABLE' | 'NETWORK';
    readonly isUnknown: boolean;
    readonly fault?: string;
  },
): RegctlError {
  const html = /^\s*</.test(response.text);
  const what = html ? 'a page of HTML came' : 'what came is no reply of the API';
  return new RegctlError(options.code, `the reply about ${subject.name} cannot be understood`, {
    reason: `${options.fault ?? what}, with status ${response.status}`,
    hint: 'try again; check that the endpoint of the account is the API of Cloudflare, version 4',
    provider: 'cloudflare',
    ...(options.isUnknown ? { details: { outcome: 'unknown' } } : {}),
    ...requestId(response),
  });
}

/** A refusal by code 10000 of a token that is good for other things. */
export function permissionMissing(account: string, subject: Subject, response: HttpResponse): RegctlError {
  return new RegctlError(
    'PERMISSION_MISSING',
    `the credential of account ${account} may not do this to ${subject.name}`,
    {
      reason: `it needs the permission ${subject.needs}, and the zone or account among its resources`,
      hint: 'edit the token at https://dash.cloudflare.com/profile/api-tokens',
      provider: 'cloudflare',
      ...requestId(response),
    },
  );
}

export function credentialRejected(account: string, reason: string, response?: HttpResponse): RegctlError {
  return new RegctlError('CREDENTIAL_REJECTED', `Cloudflare refused the credential of account ${account}`, {
    reason,
    hint: `regctl accounts update ${account} --new-secret < credentials.json`,
    provider: 'cloudflare',
    ...(response === undefined ? {} : requestId(response)),
  });
}

function requestId({ headers }: HttpResponse): { readonly requestId?: string } {
  const ray = headers['cf-ray'];
  return ray === undefined ? {} : { requestId: ray };
}
