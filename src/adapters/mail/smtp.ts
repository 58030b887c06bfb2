import type { Transporter } from 'nodemailer';
import { RegctlError } from '../../core/errors.ts';
import type { Mail, Mailer } from '../../ports/mailer.ts';
import { oneAddress, oneLine } from './address.ts';

/** Milliseconds: to connect and be greeted, and of silence afterwards. */
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;

/**
 * Sends mail through an SMTP server.
 *
 * @param url - `smtps://user:secret@mail.example.org`, or `smtp://` with STARTTLS where the server has it
 * @param from - `regctl <regctl@example.org>`
 */
export function createSmtpMailer(url: string, from: string): Mailer {
  // Loaded at the first mail: most servers never send one.
  let transport: Promise<Transporter> | undefined;
  const open = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer');
    return createTransport(
      {
        ...endpointOf(url),
        connectionTimeout: CONNECT_TIMEOUT_MS,
        greetingTimeout: CONNECT_TIMEOUT_MS,
        socketTimeout: SILENCE_TIMEOUT_MS,
        // Text comes from other systems: nothing in it is taken for a file or an address to fetch.
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from },
    );
  };
  return {
    send: async (mail) => {
      try {
        await (
          await (transport ??= open())
        ).sendMail({
          to: { name: '', address: oneAddress(mail.to) },
          subject: oneLine(mail.subject),
          text: mail.text,
          messageId: `<${mail.id}@${domainOf(from)}>`,
          headers: { 'auto-submitted': 'auto-generated' },
        });
      } catch (error) {
        throw toRegctlError(error, mail);
      }
    },
  };
}

function endpointOf(text: string): {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
} {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new RegctlError('INVALID_CONFIG', 'the mail server cannot be used', {
      reason: 'smtpUrl is no URL such as smtps://user:secret@mail.example.org',
      hint: 'correct smtpUrl in server.yaml, or REGCTL_SERVER_SMTP_URL',
    });
  }
  const secure = url.protocol === 'smtps:';
  const hasUser = url.username !== '';
  return {
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // A password never travels in the clear.
    requireTLS: !secure && hasUser,
    ...(hasUser
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
  };
}

function domainOf(from: string): string {
  return /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
}

function toRegctlError(error: unknown, mail: Mail): RegctlError {
  if (error instanceof RegctlError) return error;
  const { code, responseCode, message } = error as {
    readonly code?: string;
    readonly responseCode?: number;
    readonly message?: string;
  };
  const init = { reason: message ?? 'it failed', cause: error };
  if (code === 'EAUTH') {
    return new RegctlError('CREDENTIAL_REJECTED', 'the mail server refused the login', {
      ...init,
      hint: 'correct smtpUrl in server.yaml, or REGCTL_SERVER_SMTP_URL',
    });
  }
  // RFC 5321 §4.2.1: 5yz is for good, 4yz may pass.
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (isAboutMail && responseCode !== undefined && responseCode >= 500) {
    return new RegctlError('INVALID_INPUT', `the mail server refused a mail to ${mail.to}`, {
      ...init,
      hint: 'correct the address of the user, or mailFrom of the server',
    });
  }
  return new RegctlError('NETWORK', 'the mail server did not take a mail', {
    ...init,
    hint: 'check smtpUrl, and that nothing between filters the port',
  });
}
