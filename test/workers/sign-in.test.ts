import { inject } from 'vitest';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { INVITED_LIMITS, invitedContract } from '../contracts/invited.ts';
import { secondFactorContract } from '../contracts/second-factor.ts';
import type { ApiMail } from '../support/mail-api.ts';
import { spendSetupToken } from '../support/spend-setup-token.ts';
import { env } from './env.ts';
import { newSetupToken, openWorkerServer } from './server.ts';

const { mailApi, control } = inject('outside');

secondFactorContract('Workers', async () => {
  const server = await openWorkerServer();
  const setupToken = await newSetupToken();
  const token = await spendSetupToken(server.fetch, server.url, setupToken);
  return { ...server, setupToken, client: () => server.client(token), dispose: () => Promise.resolve() };
});

invitedContract('Workers', async () => {
  const mails = async (): Promise<readonly ApiMail[]> => (await fetch(`${control}/mails`)).json();
  const before = (await mails()).length;
  const server = await openWorkerServer({ limits: INVITED_LIMITS });
  return {
    ...server.withSettings({
      MAIL_API_KEY: mailApi.key,
      MAIL_API_URL: mailApi.url,
      MAIL_FROM: 'regctl@example.net',
    }),
    mails: async () => (await mails()).slice(before).map(({ to, text }) => ({ to: to.join(), text })),
    rows: (statement, ...values) => createD1Database(env.DB).all(sql(statement, ...values)),
    dispose: () => Promise.resolve(),
  };
});
