import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSmtpMailer } from '../../src/adapters/mail/smtp.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { startFakePorkbun } from '../support/providers/porkbun.ts';
import { openServerJobs } from '../support/server-jobs.ts';

interface Received {
  readonly to: string;
  readonly text: string;
}

/** A mail server on loopback. */
async function openMailServer(): Promise<{
  readonly url: string;
  readonly received: Received[];
  /** What becomes of the next receivers: an SMTP status, 0 to take them. */
  refuse: number;
  close(): Promise<void>;
}> {
  const received: Received[] = [];
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onAuth: (_, __, done) => done(new Error('535 wrong')),
    onRcptTo: (_, __, done) => {
      if (mail.refuse === 0) return done();
      done(Object.assign(new Error('refused'), { responseCode: mail.refuse }));
    },
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (text += piece));
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as { readonly port: number };
  const mail = {
    url: `smtp://127.0.0.1:${String(port)}`,
    received,
    refuse: 0,
    close: () => new Promise<void>((resolve) => smtp.close(resolve)),
  };
  return mail;
}

describe('mail', () => {
  let smtp: Awaited<ReturnType<typeof openMailServer>>;
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
    expect(smtp.received[0]?.text.replaceAll('=\r\n', '')).toContain(invitation?.token);
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
