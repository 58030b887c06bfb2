import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSmtpMailer } from '../../src/adapters/mail/smtp.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { openMailServer, type MailServer } from '../support/mail-server.ts';
import { startFakePorkbun } from '../support/providers/porkbun.ts';
import { openServerJobs } from '../support/server-jobs.ts';

describe('mail', () => {
  let smtp: MailServer;
  let server: TestServer;
  beforeEach(async () => {
    smtp = await openMailServer();
    server = await openTestServer({ config: { smtpUrl: smtp.url, mailFrom: 'regctl <regctl@example.net>' } });
  });
  afterEach(async () => {
    await server.dispose();
    await smtp.close();
  });

  it('tells owners of a registration that lapses, once, and nobody else', async () => {
    const porkbun = await startFakePorkbun();
    const jobs = await openServerJobs(server);
    await server.app.background.start();
    await server.client().accounts.add({
      name: 'main',
      provider: 'porkbun',
      endpoint: porkbun.base,
      credentials: { 'api-key': porkbun.apiKey, 'secret-api-key': porkbun.secretApiKey },
    });
    await jobs.run('domains.expiry');
    await expect.poll(() => smtp.received.length, { timeout: 10_000 }).toBe(1);
    await jobs.run('domains.expiry');
    await jobs.run('events.relay');
    const [mail] = smtp.received;
    expect(smtp.received).toHaveLength(1);
    expect(mail?.to).toMatch(/^ada-.*@example\.org$/);
    expect(mail?.text).toContain('Subject: example.net: a registration lapses soon');
    expect(mail?.text).toMatch(/Message-ID: <evt_\w+\.0@example\.net>/i);
    expect(mail?.text).toMatch(/daysLeft +(?:19|20)\b/);
    expect(mail?.text).not.toContain(porkbun.secretApiKey);
    await jobs.close();
    await porkbun.stop();
  });

  it('brings an invitation to whom it is for', async () => {
    const invitation = await server
      .client()
      .invitations?.create({ email: 'grace@example.org', role: 'member' });
    expect(smtp.received).toHaveLength(1);
    expect(smtp.received[0]?.to).toBe('grace@example.org');
    const text = smtp.received[0]?.text.replaceAll('=\r\n', '') ?? '';
    expect(text).toMatch(/\/invitation\?token=3Drgi_[0-9a-z]{69}\b/);
    // What was mailed proves the address, so whoever invites does not get it.
    expect(text).not.toContain(invitation?.token);
    smtp.refuse = 550;
    expect(
      await server.client().invitations?.create({ email: 'eve@example.org', role: 'member' }),
    ).toMatchObject({
      email: 'eve@example.org',
    });
  });

  it('goes to one plain address, with no header of somebody else', async () => {
    const mailer = createSmtpMailer(smtp.url, 'regctl@example.net');
    const mail = { to: 'ada@example.org', subject: 'One\r\nBcc: eve@example.org', text: 'text', id: 'one' };
    await mailer.send(mail);
    expect(smtp.received.map(({ to }) => to)).toEqual(['ada@example.org']);
    expect(smtp.received[0]?.text).not.toMatch(/^Bcc:/m);
    for (const to of [
      'a@example.org, eve@example.org',
      'Eve <eve@example.org>',
      'a@b\r\nRCPT TO:<eve@c>',
      'none',
    ])
      await expect(mailer.send({ ...mail, to })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('tells what may pass from what will not', async () => {
    const mailer = createSmtpMailer(smtp.url, 'regctl@example.net');
    const mail = { to: 'ada@example.org', subject: 'One', text: 'text', id: 'one' };
    smtp.refuse = 550;
    await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    smtp.refuse = 451;
    await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'NETWORK' });
    const locked = createSmtpMailer(smtp.url.replace('//', '//ada:secret%21@'), 'regctl@example.net');
    const refused = await locked.send(mail).catch((error: unknown) => error);
    // A password is not sent in the clear, nor told.
    expect(refused).toMatchObject({
      code: expect.stringMatching(/^(NETWORK|CREDENTIAL_REJECTED)$/) as string,
    });
    expect(JSON.stringify(refused)).not.toContain('secret!');
  });
});
