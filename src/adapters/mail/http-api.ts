import { RegctlError } from '../../core/errors.ts';
import type { HttpClient, HttpResponse } from '../../ports/http-client.ts';
import type { Mail, Mailer } from '../../ports/mailer.ts';
import { oneAddress, oneLine } from './address.ts';

/** Resend's; others that take the same request can be named in its place. */
const DEFAULT_URL = 'https://api.resend.com/emails';
/** Milliseconds for a mail with all its tries; a longer wait is for the job that sends it, not for somebody at a page. */
const TIMEOUT_MS = 15_000;
/** Characters of an answer that are told. */
const MAX_TOLD = 300;

export interface MailApi {
  readonly url?: string;
  /** Sent as bearer token. */
  readonly key: string;
  /** `regctl <regctl@example.org>` */
  readonly from: string;
  readonly http: HttpClient;
}

/**
 * Sends mail through a provider's API over HTTPS, for where no mail server can be spoken to.
 *
 * @see https://resend.com/docs/api-reference/emails - the request; its `Idempotency-Key` is good for 24 h; read 2026-11-21
 * @see https://resend.com/docs/api-reference/errors - 401, 403, 422 and 429; read 2026-11-21
 */
export function createApiMailer({ url = DEFAULT_URL, key, from, http }: MailApi): Mailer {
  if (!mayCarryKey(url))
    throw new RegctlError('INVALID_CONFIG', 'the mail API cannot be used', {
      reason: 'its address is neither https nor on this machine, and the key would be read on the way',
      hint: 'correct mailApiUrl, on Workers MAIL_API_URL',
    });
  return {
    send: async (mail) => {
      const response = await http.send({
        method: 'POST',
        url,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': mail.id,
        },
        body: JSON.stringify({
          from,
          to: [oneAddress(mail.to)],
          subject: oneLine(mail.subject),
          text: mail.text,
          headers: { 'Auto-Submitted': 'auto-generated' },
        }),
        // The same key sends no second mail.
        repeatable: true,
        timeoutMs: TIMEOUT_MS,
      });
      if (response.status < 200 || response.status > 299) throw refusalOf(response, mail);
    },
  };
}

function mayCarryKey(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function refusalOf({ status, text, headers }: HttpResponse, mail: Mail): RegctlError {
  const reason = `it answered with status ${String(status)}${toldOf(text)}`;
  if (status === 401 || status === 403)
    return new RegctlError('CREDENTIAL_REJECTED', 'the mail API refused the key, or who mail is from', {
      reason,
      hint: 'correct mailApiKey and mailFrom, on Workers MAIL_API_KEY and MAIL_FROM; the domain must be verified there',
    });
  if (status === 400 || status === 422)
    return new RegctlError('INVALID_INPUT', `the mail API refused a mail to ${mail.to}`, {
      reason,
      hint: 'correct the address of the user, or mailFrom of the server',
    });
  const seconds = Number(headers['retry-after']);
  return new RegctlError('PROVIDER_UNAVAILABLE', 'the mail API did not take a mail', {
    reason,
    hint: 'it is tried again; see the state of the provider, and the limits of the account there',
    ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}),
  });
}

/** What the answer says for people, where it is as it should be. */
function toldOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? `: ${oneLine(message).slice(0, MAX_TOLD)}` : '';
  } catch {
    // A page of some proxy is nothing to read out.
    return '';
  }
}
