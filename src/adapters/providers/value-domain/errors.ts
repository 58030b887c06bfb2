import { RegctlError, type ErrorCode } from '../../../core/errors.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import { tryJson } from '../../http/json.ts';
import { apiFailure } from './schema.ts';

/** What a request is about, and what its failures are called. */
export interface Subject {
  /** `zone example.com` */
  readonly what: string;
  readonly missing: ErrorCode;
  /** The code of a 400. */
  readonly refused: ErrorCode;
  /** What to do when it is refused. */
  readonly hint: string;
}

const CONSOLE = 'https://www.value-domain.com/vdapi/';

/** No code says that the balance is too low; the words are all there is (the form of the refusal is not documented, read 2026-11-21). */
const NO_FUNDS = /balance|insufficient|funds|残高|不足/i;
const UNAVAILABLE = /not available|already (?:registered|taken)|取得できません|登録済/i;
const MISSING = /(?:does not|doesn't|not) (?:exist|found)|存在しません|見つかりません/i;

/**
 * Makes an error of an answer that is a failure: of any status, also 200 with `errors` inside.
 *
 * @param changing - whether the request was to change something: then a failure of the server leaves open whether it did
 * @param secrets - what must not appear, should the answer repeat it
 */
export function failureOf(
  response: HttpResponse,
  subject: Subject,
  account: string,
  changing: boolean,
  secrets: readonly string[],
): RegctlError {
  const said = apiFailure.safeParse(tryJson(response.text));
  if (!said.success) return noEnvelope(response, subject, changing);
  const { errors, request_id: requestId } = said.data;
  const status = response.status >= 400 ? response.status : (errors.code ?? 500);
  const init = {
    reason: withoutSecrets(errors.message ?? `it answered with status ${status}`, secrets),
    provider: 'value-domain',
    ...(requestId === undefined ? {} : { requestId }),
  };
  const error = (code: ErrorCode, message: string, hint: string): RegctlError =>
    new RegctlError(code, message, { ...init, hint });
  const { what } = subject;
  if (status === 401)
    return error(
      'CREDENTIAL_REJECTED',
      `VALUE-DOMAIN refused the API token of account ${account}`,
      `the token is at ${CONSOLE}; then \`regctl accounts update ${account} --new-secret < credentials.json\``,
    );
  if (status === 429)
    return new RegctlError('RATE_LIMITED', `VALUE-DOMAIN asks to slow down`, {
      ...init,
      hint: 'try again in 60 s',
      retryAfterSeconds: 60,
    });
  if (status >= 500) return changing ? lost(subject, init.reason) : unavailable(subject, init.reason);
  if (status === 402 || NO_FUNDS.test(init.reason))
    return error(
      'PAYMENT_REQUIRED',
      `the balance of account ${account} does not cover ${what}`,
      'top up the prepaid balance of the account in the console; nothing was bought',
    );
  if (status === 403)
    return error(
      'ACCOUNT_GATE',
      `VALUE-DOMAIN keeps ${what} from account ${account}`,
      `see at ${CONSOLE} whether the token is limited to other IP addresses: it has no permissions of its own that could be missing`,
    );
  if (status === 404 || MISSING.test(init.reason))
    return error(subject.missing, `${what} not found`, hintFor(subject.missing));
  if (subject.refused === 'REGISTRAR_REFUSED' && UNAVAILABLE.test(init.reason))
    return error('DOMAIN_UNAVAILABLE', `${what} cannot be had`, subject.hint);
  return error(subject.refused, `VALUE-DOMAIN refused the request for ${what}`, subject.hint);
}

/** A page of the gateway, half an answer, or a server that is not this API. */
export function noEnvelope({ status, text }: HttpResponse, subject: Subject, changing: boolean): RegctlError {
  const form = tryJson(text) === undefined ? 'something that is no JSON' : 'JSON of another form';
  const page = /^\s*</.test(text) ? 'an HTML page' : form;
  const reason = `it answered with status ${status} and ${page}`;
  // A gateway that says 4xx let nothing through.
  return changing && (status < 400 || status >= 500) ? lost(subject, reason) : unavailable(subject, reason);
}

export function unavailable(subject: Subject, reason: string): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', `VALUE-DOMAIN failed on ${subject.what}`, {
    reason,
    hint: 'try again later; check that the endpoint of the account is https://api.value-domain.com/v1',
    provider: 'value-domain',
  });
}

function lost(subject: Subject, reason: string): RegctlError {
  return new RegctlError('NETWORK', `no usable answer about ${subject.what}`, {
    reason: `${reason}; whether the change was made is not known`,
    hint: 'look at the present state before trying again',
    provider: 'value-domain',
    details: { outcome: 'unknown' },
  });
}

function hintFor(missing: ErrorCode): string {
  if (missing === 'ZONE_NOT_FOUND') return 'regctl zones list';
  return missing === 'DOMAIN_NOT_FOUND' ? 'regctl domains list' : 'look at what is there';
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((kept, secret) => (secret === '' ? kept : kept.replaceAll(secret, '…')), text);
}
