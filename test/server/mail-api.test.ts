import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import { createApiMailer } from '../../src/adapters/mail/http-api.ts';
import type { Mailer } from '../../src/ports/mailer.ts';
import { openTestServer } from '../support/hosted.ts';
import { MAIL_API_KEY, openMailApi, type MailApiStandIn } from '../support/mail-api.ts';
import { openMailServer } from '../support/mail-server.ts';
import { silent } from '../support/open-provider.ts';

describe('mail through an API', () => {
  let api: MailApiStandIn;
  beforeEach(async () => {
    api = await openMailApi();
  });
  afterEach(() => api.close());
  const mailer = (key = MAIL_API_KEY, url = api.url): Mailer => {
    const http = createHttpClient({
      fetch: (to, init) => fetch(to, init),
      clock: systemClock,
      logger: silent,
    });
    return createApiMailer({ key, url, http, from: 'regctl <regctl@example.net>' });
  };
  const mail = { to: 'ada@example.org', subject: 'One', text: 'text', id: 'mail_one' };

  it('goes to one plain address, once for the same mail, with no header of somebody else', async () => {
    await mailer().send({ ...mail, subject: 'One\r\nBcc: eve@example.org' });
    await mailer().send({ ...mail, subject: 'One\r\nBcc: eve@example.org' });
    expect(api.received).toEqual([
      {
        from: 'regctl <regctl@example.net>',
        to: ['ada@example.org'],
        subject: 'One Bcc: eve@example.org',
        text: 'text',
        headers: { 'Auto-Submitted': 'auto-generated' },
      },
    ]);
    for (const to of ['a@example.org, eve@example.org', 'Eve <eve@example.org>', 'none'])
      await expect(mailer().send({ ...mail, to })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(api.received).toHaveLength(1);
  });

  it('is sent again where that may help, and no second mail comes of it', async () => {
    api.refuse = [{ status: 503 }, { status: 429 }];
    await mailer().send(mail);
    expect(api.received).toHaveLength(1);
  });

  it('tells what may pass from what will not', async () => {
    const refused = async (status: number, headers = {}): Promise<unknown> => {
      api.refuse = [{ status, headers }];
      return mailer()
        .send(mail)
        .catch((error: unknown) => error);
    };
    expect(await refused(422)).toMatchObject({
      code: 'INVALID_INPUT',
      reason: 'it answered with status 422: It says why.',
    });
    expect(await refused(500)).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await refused(409)).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await refused(429, { 'retry-after': '3600' })).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      retryAfterSeconds: 3_600,
    });
    const locked = await mailer('re_another_key')
      .send(mail)
      .catch((error: unknown) => error);
    expect(locked).toMatchObject({ code: 'CREDENTIAL_REJECTED' });
    expect(JSON.stringify(locked)).not.toContain('re_another_key');
    await expect(mailer(MAIL_API_KEY, 'http://127.0.0.1:1/emails').send(mail)).rejects.toMatchObject({
      code: 'NETWORK',
    });
  });

  it('sends its key to nobody in the clear', () => {
    expect(() => mailer(MAIL_API_KEY, 'http://mail.example.org/emails')).toThrow(/cannot be used/);
  });

  it('is what a process sends by where it is configured, and never besides a mail server', async () => {
    const config = { mailApiKey: MAIL_API_KEY, mailApiUrl: api.url, mailFrom: 'regctl@example.net' };
    const server = await openTestServer({ config });
    await server.client().invitations?.create({ email: 'grace@example.org', role: 'member' });
    expect(api.received.map(({ from, to }) => [from, ...to])).toEqual([
      ['regctl@example.net', 'grace@example.org'],
    ]);
    await server.dispose();
    const smtp = await openMailServer();
    await expect(openTestServer({ config: { ...config, smtpUrl: smtp.url } })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
    });
    await smtp.close();
  });
});
