import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { totpCode } from '../../src/core/totp.ts';
import { secondFactorContract, secretOf } from '../contracts/second-factor.ts';
import { openTestServer } from '../support/hosted.ts';
import { openBrowser, PASSWORD, setUpByPage } from '../support/sign-in.ts';

secondFactorContract('Node', openTestServer);

it('an authenticator has a secret in the store that nobody reads', async () => {
  const server = await openTestServer();
  const ada = openBrowser(server.url, server.fetch);
  await setUpByPage(ada, server.setupToken, 'ada@example.org');
  const secret = secretOf((await ada.send('/security/totp', { password: PASSWORD })).text);
  const code = totpCode(secret, Math.floor(Date.now() / 30_000));
  const { text } = await ada.send('/security/totp/confirm', { code });
  const recovery = /<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/.exec(text)?.[1] ?? '';
  expect(recovery).not.toBe('');
  const folder = `${server.folder}/server`;
  const octets = Buffer.concat(
    readdirSync(folder)
      .filter((file) => file.startsWith('control.db'))
      .map((file) => readFileSync(`${folder}/${file}`)),
  );
  for (const kept of [Buffer.from(secret), Buffer.from(secret).toString('base64'), recovery])
    expect(octets.includes(kept)).toBe(false);
  await server.dispose();
});
