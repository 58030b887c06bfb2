import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { INVITED_LIMITS, invitedContract } from '../contracts/invited.ts';
import { addOrganization, openTestServer } from '../support/hosted.ts';
import { openMailServer } from '../support/mail-server.ts';
import { fullClient } from '../support/members.ts';
import { openBrowser, PASSWORD } from '../support/sign-in.ts';

invitedContract('Node', async () => {
  const smtp = await openMailServer();
  const config = { smtpUrl: smtp.url, mailFrom: 'regctl@example.net' };
  const server = await openTestServer({ limits: INVITED_LIMITS, config });
  return {
    ...server,
    addOrganization: () => addOrganization(server),
    // Quoted-printable, as far as these mails need it (RFC 2045 §6.7).
    mails: () =>
      Promise.resolve(
        smtp.received.map(({ to, text }) => ({
          to,
          text: text.replaceAll('=\r\n', '').replaceAll('=3D', '='),
        })),
      ),
    rows: (statement, ...values) => {
      const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
      try {
        return Promise.resolve(database.prepare(statement).all(...values));
      } finally {
        database.close();
      }
    },
    dispose: async () => {
      await server.dispose();
      await smtp.close();
    },
  };
});

describe('who is invited where no mail is sent', () => {
  it('sets a password by the link; what needs mail says what the operator must set', async () => {
    const server = await openTestServer({ limits: INVITED_LIMITS });
    try {
      const grace = openBrowser(server.url, server.fetch);
      const invite = async (by?: string): Promise<string> =>
        (await fullClient(server, by).invitations.create({ email: 'grace@example.org', role: 'member' }))
          .token;
      const token = await invite();
      const joined = await grace.send('/invitation', { token, name: 'Grace', password: PASSWORD });
      expect(joined.text).toContain('signed in as Grace');
      const other = await invite(await addOrganization(server));
      for (const { status, text } of [
        await grace.send('/invitation', { token: other }),
        await grace.send('/address', {}),
        await grace.see('/password'),
        await grace.send('/password', { email: 'grace@example.org' }),
      ]) {
        expect([403, 422]).toContain(status);
        expect(text).toContain('REGCTL_SERVER_SMTP_URL');
      }
    } finally {
      await server.dispose();
    }
  });
});
