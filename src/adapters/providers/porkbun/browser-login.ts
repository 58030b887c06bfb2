import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { HttpClient } from '../../../ports/http-client.ts';
import { apiEnvelope, apiKey, apiKeyRequest, type ApiEnvelope } from './schema.ts';
import { API_PAGE } from './refusal-rules.ts';

export interface BrowserLogin {
  /** Base URL of the API. */
  readonly baseUrl: string;
  /** What the key is called in the console. */
  readonly name: string;
  /** A key of the sandbox, which plays with no real money. */
  readonly sandbox?: boolean;
  /** Shows the page on which the owner of the account approves the key. */
  readonly open: (url: string) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** A request can be approved for 10 minutes; 120 questions an hour are allowed from one address (API v3, "Request an API key", read 2026-11-21). */
const LASTS_MS = 600_000;
const POLL_MS = 6_000;
const REQUEST_TIMEOUT_MS = 30_000;

interface Answer {
  readonly envelope: ApiEnvelope;
  readonly json: unknown;
}

/**
 * Asks for an API key that the owner of the account approves in the browser. The secret is handed out once; it is in no message and no log.
 *
 * @throws RegctlError `TIMEOUT` when nobody approves it, `CREDENTIAL_REJECTED` when it is denied, `CREDENTIAL_MISSING` when the secret is lost, `RATE_LIMITED`
 */
export async function requestKeyInBrowser(
  http: HttpClient,
  clock: Clock,
  login: BrowserLogin,
): Promise<{ 'api-key': string; 'secret-api-key': string }> {
  const { requestToken, authUrl } = await requestKey(http, login);
  await login.open(authUrl);
  for (let waited = 0; waited < LASTS_MS; waited += POLL_MS) {
    await clock.sleep(POLL_MS, login.signal);
    const answer = await poll(http, login, requestToken);
    const status = answer?.envelope.status.toUpperCase();
    if (answer === undefined || status === 'PENDING') continue;
    if (status !== 'SUCCESS') throw refused(answer.envelope);
    const key = apiKey.safeParse(answer.json);
    if (!key.success) throw lost('the answer has no secret key');
    return { 'api-key': key.data.apikey, 'secret-api-key': key.data.secretapikey };
  }
  throw expired('nobody approved it within 10 minutes');
}

async function requestKey(
  http: HttpClient,
  login: BrowserLogin,
): Promise<{ readonly requestToken: string; readonly authUrl: string }> {
  const answer = await post(http, login, 'apikey/request', {
    name: login.name,
    ...(login.sandbox === true ? { sandbox: true } : {}),
  });
  if (answer !== undefined && answer.envelope.status.toUpperCase() !== 'SUCCESS')
    throw refused(answer.envelope);
  const request = apiKeyRequest.safeParse(answer?.json);
  // Whatever the endpoint answers, nothing but a page of the web is opened.
  if (request.success && URL.parse(request.data.authUrl)?.protocol === 'https:') return request.data;
  throw new RegctlError(
    'PROVIDER_UNAVAILABLE',
    'the reply to the request for an API key cannot be understood',
    {
      reason: 'it names no page where the key can be approved',
      hint: `make the key by hand at ${API_PAGE}`,
      provider: 'porkbun',
    },
  );
}

/** Undefined where there is no answer yet to go by: the server was busy, or the connection broke. */
async function poll(
  http: HttpClient,
  login: BrowserLogin,
  requestToken: string,
): Promise<Answer | undefined> {
  try {
    const answer = await post(http, login, 'apikey/retrieve', { requestToken });
    return answer?.envelope.code === 'RATE_LIMIT_EXCEEDED' ? undefined : answer;
  } catch (error) {
    if (isRegctlError(error, 'NETWORK')) return undefined;
    throw error;
  }
}

async function post(
  http: HttpClient,
  login: BrowserLogin,
  path: string,
  body: object,
): Promise<Answer | undefined> {
  const response = await http.send({
    method: 'POST',
    url: `${login.baseUrl.replace(/\/+$/, '')}/${path}`,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    repeatable: false,
    timeoutMs: REQUEST_TIMEOUT_MS,
    ...(login.signal === undefined ? {} : { signal: login.signal }),
  });
  try {
    const json = JSON.parse(response.text) as unknown;
    const envelope = apiEnvelope.safeParse(json);
    return envelope.success ? { envelope: envelope.data, json } : undefined;
  } catch {
    // The throttle answers with a page of HTML.
    return undefined;
  }
}

function refused({ code, message }: ApiEnvelope): RegctlError {
  const reason = message ?? code ?? 'it gave no reason';
  if (code === 'REQUEST_EXPIRED') return expired(reason);
  if (code === 'SECRET_ALREADY_CLAIMED') return lost(reason);
  if (code === 'RATE_LIMIT_EXCEEDED') {
    return new RegctlError('RATE_LIMITED', 'Porkbun takes no more requests for API keys for now', {
      reason,
      hint: `try again in an hour, or make the key by hand at ${API_PAGE}`,
      provider: 'porkbun',
    });
  }
  if (code === 'SANDBOX_UNSUPPORTED') {
    return new RegctlError('ACCOUNT_GATE', 'there is no sandbox at this endpoint', {
      reason,
      hint: 'ask for a key of the real account',
      provider: 'porkbun',
    });
  }
  return new RegctlError('CREDENTIAL_REJECTED', 'the request for an API key was denied', {
    reason,
    hint: `run it again and approve it in the browser, or make the key by hand at ${API_PAGE}`,
    provider: 'porkbun',
  });
}

function expired(reason: string): RegctlError {
  return new RegctlError('TIMEOUT', 'the API key was not approved in time', {
    reason,
    hint: 'run it again, and approve the key in the browser',
    provider: 'porkbun',
  });
}

function lost(reason: string): RegctlError {
  return new RegctlError('CREDENTIAL_MISSING', 'the API key was approved, but its secret did not arrive', {
    reason,
    hint: `delete that key at ${API_PAGE} and run it again: the secret is handed out only once`,
    provider: 'porkbun',
  });
}
