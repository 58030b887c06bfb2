import { RegctlError, type ErrorCode, type ErrorInit } from '../../../core/errors.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import { tryJson } from '../../http/json.ts';
import { apiError, type ApiError } from './schema.ts';

/** What a request is about, for the words and the code of its failure. */
export interface Subject {
  /** `zone example.com`, `example.com`, `the list of domains`. */
  readonly what: string;
  readonly kind: 'zone' | 'registration' | 'availability' | 'purchase' | 'account';
  /** The permission that a personal access token needs for it. */
  readonly scope: Scope;
  /** Whether it changes something, so that an answer that is none leaves the outcome open. */
  readonly changes: boolean;
}

/** Scopes of personal access tokens (developer.godaddy.com, read 2026-11-21). */
export type Scope =
  | 'domains.domain:read'
  | 'domains.domain:create'
  | 'domains.domain:update'
  | 'domains.dns:update'
  | 'domains.nameserver:update'
  | 'domains.contact:update'
  | 'domains.transfer:execute';

/** What is known of the account when it is refused. */
export interface Standing {
  readonly account: string;
  readonly usesToken: boolean;
  /** Whether this credential was let in before: then a refusal is about what it may do, not about who it is. */
  readonly wasLetIn: boolean;
}

const OTE_HINT =
  'ask GoDaddy to open its API for the account, or move the zone elsewhere; the test environment https://api.ote-godaddy.com is open to all';

/** Makes an error of this provider. */
export function failure(code: ErrorCode, message: string, init: ErrorInit = {}): RegctlError {
  return new RegctlError(code, message, { ...init, provider: 'godaddy' });
}

/** Reads the error that an answer holds, whatever its status. */
export function errorIn(text: string): ApiError | undefined {
  const parsed = apiError.safeParse(tryJson(text));
  return parsed.success ? parsed.data : undefined;
}

/** Gives the error for an answer that refuses. */
export function refusal(response: HttpResponse, subject: Subject, standing: Standing): RegctlError {
  const { status, headers, text } = response;
  const said = errorIn(text);
  const id = headers['x-request-id'];
  const init: ErrorInit = {
    reason: said === undefined ? `it answered with status ${status}` : wordsOf(said),
    ...(id === undefined ? {} : { requestId: id }),
  };
  if (status === 401) return rejected(init, standing);
  if (status === 403) return forbidden(init, subject, standing);
  if (status >= 500 || status < 400) return unreadable(init, subject);
  if (subject.kind === 'purchase') return notBought(status, said, init, subject);
  // "DNS works only when the domain uses GoDaddy's name servers", and then answers 404, 409 or INACTIVE_DOMAIN (read 2026-11-21).
  const isNoZone = status === 404 || said?.code === 'INACTIVE_DOMAIN' || (!subject.changes && status !== 409);
  if (subject.kind === 'zone' && isNoZone) {
    return failure('ZONE_NOT_FOUND', `${subject.what} not found`, {
      ...init,
      details: { status },
      hint: 'regctl zones list; GoDaddy keeps a zone only while the domain uses its name servers',
    });
  }
  if (status === 404) return missing(init, subject);
  if (status === 409)
    return failure('OPERATION_PENDING', `GoDaddy does not take the change to ${subject.what} now`, {
      ...init,
      hint: 'try again in a minute: an earlier change may still be under way',
    });
  return notTaken(said, init, subject);
}

/** The error for an answer that says nothing: a page of a proxy, half a body, a failure of the server. */
export function unreadable(init: ErrorInit, subject: Subject): RegctlError {
  return failure('PROVIDER_UNAVAILABLE', `GoDaddy gave no usable answer about ${subject.what}`, {
    ...init,
    ...(subject.changes ? { details: { outcome: 'unknown' } } : {}),
    hint: 'try again; check that the endpoint of the account is https://api.godaddy.com',
  });
}

function missing(init: ErrorInit, { kind, what }: Subject): RegctlError {
  return kind === 'account'
    ? failure('NOT_FOUND', `${what} not found`, init)
    : failure('DOMAIN_NOT_FOUND', `${what} not found`, { ...init, hint: 'regctl domains list' });
}

function wordsOf({ code, message, fields }: ApiError): string {
  const places = (fields ?? []).map((field) => `${field.path ?? ''} ${field.message ?? ''}`.trim());
  return [`${code}${message === undefined ? '' : `: ${message}`}`, ...places].join('; ');
}

function rejected(init: ErrorInit, { account, usesToken }: Standing): RegctlError {
  return failure(
    'CREDENTIAL_REJECTED',
    `GoDaddy refused the ${usesToken ? 'token' : 'key and secret'} of account ${account}`,
    {
      ...init,
      hint: `keys of the test environment do not work in production, and the other way round; put new ones in with \`regctl accounts update ${account} --new-secret < credentials.json\``,
    },
  );
}

/** One status stands for a closed account and for a token without the scope; only what went before and the words tell them apart. */
function forbidden(init: ErrorInit, subject: Subject, standing: Standing): RegctlError {
  const namesScope = /scope|permission/i.test(init.reason ?? '');
  const lacksScope = namesScope || (standing.wasLetIn && subject.kind !== 'availability');
  if (standing.usesToken && lacksScope) {
    return failure(
      'PERMISSION_MISSING',
      `the token of account ${standing.account} may not do this to ${subject.what}`,
      {
        ...init,
        hint:
          subject.kind === 'purchase'
            ? `give the token ${subject.scope}, or use an API key and secret: GoDaddy lets few tokens buy`
            : `make a token with ${subject.scope} at https://developer.godaddy.com/personal-access-token`,
      },
    );
  }
  const gate =
    subject.kind === 'availability'
      ? 'the credential is in order, but GoDaddy answers questions of availability only to accounts with 50 domains and more'
      : 'the credential is in order, but since spring 2024 GoDaddy opens its API only to accounts with 10 domains and more or a Discount Domain Club plan (by a later word: one domain or a pro plan)';
  const scope = standing.usesToken ? `; or the token lacks ${subject.scope}` : '';
  return failure('ACCOUNT_GATE', `GoDaddy keeps this part of its API from account ${standing.account}`, {
    ...init,
    reason: `${gate}${scope} (${init.reason ?? ''})`,
    hint: OTE_HINT,
  });
}

function notBought(
  status: number,
  said: ApiError | undefined,
  init: ErrorInit,
  subject: Subject,
): RegctlError {
  const { what } = subject;
  const { code = '', message = '' } = said ?? {};
  const isUnpaid =
    /FUNDS|PAYMENT|BILLING_DECLINED/.test(code) || /good as gold|balance|insufficient|payment/i.test(message);
  if (status === 402 || isUnpaid) {
    return failure('PAYMENT_REQUIRED', `GoDaddy could not charge for ${what}; nothing was bought`, {
      ...init,
      hint: 'the API pays from the prepaid Good as Gold balance: fill it up in the GoDaddy account',
    });
  }
  if (/UNAVAILABLE|NOT_AVAILABLE/.test(code))
    return failure('DOMAIN_UNAVAILABLE', `${what} cannot be had; nothing was bought`, init);
  if (status === 404) return missing(init, subject);
  return failure('REGISTRAR_REFUSED', `GoDaddy refused the order for ${what}; nothing was bought`, init);
}

function notTaken(said: ApiError | undefined, init: ErrorInit, { kind, what }: Subject): RegctlError {
  if (kind === 'zone' && /DUPLICATE/.test(said?.code ?? '')) {
    return failure('CONFLICT', `${what} changed since it was read`, {
      ...init,
      hint: 'it holds such a record already; run the command again in a moment',
    });
  }
  if (kind === 'zone')
    return failure('INVALID_RDATA', `GoDaddy refused the change to ${what}`, {
      ...init,
      hint: 'correct the records it names',
    });
  if (kind === 'availability' && /UNSUPPORTED/.test(said?.code ?? ''))
    return failure('DOMAIN_UNAVAILABLE', `GoDaddy does not sell ${what}`, init);
  return failure('REGISTRAR_REFUSED', `GoDaddy refused what was asked of ${what}`, init);
}
