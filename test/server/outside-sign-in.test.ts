import { expect, it } from 'vitest';
import {
  ADA,
  outsideSignInContract,
  SIGN_IN_SETTINGS,
  type OutsideSignInSubject,
} from '../contracts/outside-sign-in.ts';
import type { SignInProvider } from '../../src/core/sign-in-provider.ts';
import { freePort } from '../support/servers/process.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { OUTSIDE_CLIENT, openOutsideIssuer } from '../support/outside-issuer.ts';
import { openWebBrowser } from '../support/web-browser.ts';

const open = async (given: Partial<SignInProvider> = {}): Promise<OutsideSignInSubject & TestServer> => {
  const port = await freePort();
  const issuer = await openOutsideIssuer({
    redirectUris: [`http://127.0.0.1:${String(port)}/sign-in/with/sso/callback`],
  });
  issuer.person = ADA;
  const first = await openTestServer();
  const organization = (await first.client().session?.get())?.organization.id ?? '';
  await first.app.close();
  const provider: SignInProvider = {
    ...SIGN_IN_SETTINGS,
    issuer: issuer.url,
    clientId: OUTSIDE_CLIENT.id,
    clientSecret: OUTSIDE_CLIENT.secret,
    organization,
    ...given,
  };
  const server = await openTestServer({ reopen: first, socket: true, config: { port, signIn: [provider] } });
  return {
    ...server,
    setPerson: (person) => Promise.resolve(void (issuer.person = person)),
    dispose: async () => {
      await server.dispose();
      await issuer.close();
    },
  };
};

outsideSignInContract('Node', open);

it('people whom an outside issuer knows are more than an organization may have by no sign-in', async () => {
  const server = await open();
  const { createSqlLimitStore } = await import('../../src/adapters/stores/sql/limits.ts');
  const { openNodeDatabase } = await import('../../src/adapters/stores/sql/node.ts');
  const database = openNodeDatabase(`${server.folder}/server/control.db`);
  const organization = (await server.client().session?.get())?.organization.id ?? '';
  await createSqlLimitStore(database).set(organization, {
    requestsPerMinute: null,
    domains: null,
    members: 1,
    webhooks: null,
  });
  await database.close();
  expect((await openWebBrowser().open(`${server.url}/sign-in/with/sso`)).text).toContain('was not let in');
  expect(await server.client().members?.list()).toHaveLength(1);
  await server.dispose();
});
