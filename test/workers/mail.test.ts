import { expect, inject, it, describe } from 'vitest';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { workOffJobs } from '../../src/main/worker-jobs.ts';
import type { ApiMail } from '../support/mail-api.ts';
import { openBrowser, PASSWORD } from '../support/sign-in.ts';
import { env } from './env.ts';
import { openWorkerServer, workerOptions, type WorkerServer } from './server.ts';

const { mailApi, control } = inject('outside');
const settings = { MAIL_API_KEY: mailApi.key, MAIL_API_URL: mailApi.url, MAIL_FROM: 'regctl@example.net' };

async function mails(): Promise<readonly ApiMail[]> {
  return (await fetch(`${control}/mails`)).json();
}

/** The secret in the link of the mail that came last. */
async function mailed(): Promise<string> {
  return /token=(rg[il]_[0-9a-z]{69})\b/.exec((await mails()).at(-1)?.text ?? '')?.[1] ?? '';
}

describe('mail on Workers', () => {
  const open = async (): Promise<WorkerServer> => (await openWorkerServer()).withSettings(settings);

  it('brings invitations and links to set another password, whose addresses are verified by them', async () => {
    const server = await open();
    await server.client().invitations?.create({ email: 'grace@example.org', role: 'member' });
    expect((await mails()).at(-1)).toMatchObject({ from: 'regctl@example.net', to: ['grace@example.org'] });
    const grace = openBrowser(server.url, server.fetch);
    const form = { token: await mailed(), name: 'Grace', password: PASSWORD };
    expect((await grace.send('/invitation', form)).text).toContain('signed in as Grace');
    const someone = openBrowser(server.url, server.fetch);
    await someone.send('/password', { email: 'grace@example.org' });
    await expect.poll(async () => (await mails()).at(-1)?.subject).toContain('Set another password');
    const other = 'another sentence that is kept in mind';
    const set = await someone.send('/password/new', { token: await mailed(), password: other });
    expect(set.status).toBe(200);
    expect((await grace.see('/')).path).toBe('/sign-in');
    const signedIn = await grace.send('/sign-in', { email: 'grace@example.org', password: other });
    expect(signedIn.text).toContain('signed in as Grace');
  });

  it('tells owners what they must not miss, by a job', async () => {
    const server = await open();
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
    const { openWorkerApp } = await import('../../src/main/worker-app.ts');
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
