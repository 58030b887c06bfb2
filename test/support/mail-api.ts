import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const MAIL_API_KEY = 're_a_key_of_the_mail_api';

/** A mail as it came. */
export interface ApiMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
}

/** As Resend's reference has "Send email", "Errors" and "Idempotency keys" (read 2026-11-21). */
export interface MailApiStandIn {
  readonly url: string;
  readonly received: ApiMail[];
  /** How the next requests are answered; the first of the list goes to the first. */
  refuse: { readonly status: number; readonly headers?: { readonly [name: string]: string } }[];
  close(): Promise<void>;
}

/** Opens a mail API on loopback that keeps what it is sent. */
export async function openMailApi(): Promise<MailApiStandIn> {
  const received: ApiMail[] = [];
  const byKey = new Map<string, string>();
  const api = { received, refuse: [] as MailApiStandIn['refuse'] };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const answer = (status: number, value: object, headers = {}): void => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(value));
      };
      const refused = api.refuse.shift();
      if (refused !== undefined)
        return answer(refused.status, { name: 'an_error', message: 'It says why.' }, refused.headers);
      if (request.headers.authorization !== `Bearer ${MAIL_API_KEY}`)
        return answer(403, { name: 'invalid_api_key', message: 'API key is invalid' });
      const key = String(request.headers['idempotency-key']);
      const id = byKey.get(key) ?? crypto.randomUUID();
      if (!byKey.has(key)) received.push(JSON.parse(body) as ApiMail);
      byKey.set(key, id);
      answer(200, { id });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(api, {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/emails`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
