import { expect, inject, it, describe } from 'vitest';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { openWorkerApp } from '../../src/main/worker-app.ts';
import { workOffJobs } from '../../src/main/worker-jobs.ts';
import type { ApiMail } from '../support/mail-api.ts';
import { env } from './env.ts';
import { openWorkerServer, workerOptions } from './server.ts';

const { mailApi, control } = inject('outside');
const settings = { MAIL_API_KEY: mailApi.key, MAIL_API_URL: mailApi.url, MAIL_FROM: 'regctl@example.net' };
/** Every text but the key and the address, as a dashboard binds it where nobody typed anything. */
const NOTHING = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  CHALLENGES: '',
  TRUSTED_ISSUERS: '',
  SIGN_IN: '',
  PROVIDER_CLIENTS: '',
  MAIL_FROM: '',
  ZONE_EXPORT_DAYS: '',
  RECURSIVE_RESOLVER: '',
};

async function mails(): Promise<readonly ApiMail[]> {
  return (await fetch(`${control}/mails`)).json();
}

describe('mail on Workers', () => {
  it.each([
    ['not bound', {}],
    ['bound to nothing', NOTHING],
  ])('is from the host of the control plane where what else there is to say is %s', async (_, others) => {
    const server = (await openWorkerServer()).withSettings({
      ...others,
      MAIL_API_KEY: mailApi.key,
      MAIL_API_URL: mailApi.url,
    });
    await server.client().invitations?.create({ email: 'grace@example.org', role: 'member' });
    expect((await mails()).at(-1)).toMatchObject({
      from: 'regctl <regctl@control-plane.test>',
      to: ['grace@example.org'],
    });
  });

  it('is not sent where the key is bound to nothing', async () => {
    const before = (await mails()).length;
    const server = (await openWorkerServer()).withSettings({ ...settings, MAIL_API_KEY: '' });
    await server.client().invitations?.create({ email: 'grace@example.org', role: 'member' });
    expect(await mails()).toHaveLength(before);
  });

  it('tells owners what they must not miss, by a job', async () => {
    const server = (await openWorkerServer()).withSettings(settings);
    const before = (await mails()).length;
    const organization = (await server.client().session?.get())?.organization.id ?? '';
    const options = { ...workerOptions, env: { ...env, ...settings } };
    const event = {
      id: 'evt_1',
      type: 'job.failed',
      subject: 'certs.renew',
      at: '2026-01-01T00:00:00Z',
      data: {},
    };
    const { queue } = openWorkerApp(options, createD1Database(env.DB)).work;
    await queue.send([{ organization, type: 'mail.notice', payload: event }]);
    await workOffJobs(options);
    expect((await mails()).slice(before)).toMatchObject([
      { to: [expect.stringMatching(/^ada.*@example\.org$/)] },
    ]);
    const dead = await createD1Database(env.DB).all(
      sql("select last_error from queue_jobs where state = 'dead'"),
    );
    expect(dead).toEqual([]);
  });
});
