import { githubSignInContract, GITHUB_SETTINGS } from '../contracts/github-sign-in.ts';
import { openTestServer } from '../support/hosted.ts';
import { openGithub } from '../support/github.ts';
import { GITHUB_CLIENT } from '../support/outside-world.ts';

githubSignInContract('Node', async () => {
  const github = await openGithub(GITHUB_CLIENT);
  const first = await openTestServer();
  const organization = (await first.client().session?.get())?.organization.id ?? '';
  await first.app.close();
  const provider = {
    ...GITHUB_SETTINGS,
    issuer: github.url,
    clientId: GITHUB_CLIENT.id,
    clientSecret: GITHUB_CLIENT.secret,
    organization,
  };
  const server = await openTestServer({ reopen: first, socket: true, config: { signIn: [provider] } });
  return {
    ...server,
    set: (people) => Promise.resolve(void Object.assign(github, people)),
    dispose: async () => {
      await server.dispose();
      await github.close();
    },
  };
});
