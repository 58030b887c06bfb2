import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
let porkbun: FakePorkbun;
beforeEach(async () => {
  home = createCliHome();
  porkbun = await startFakePorkbun();
});
afterEach(async () => {
  await porkbun.stop();
  home.dispose();
});

/** A browser whose user approves what it is shown, at once. */
function browser(): string {
  const path = join(home.folder, 'browser');
  writeFileSync(path, `#!/bin/sh\necho "$1" > ${join(home.folder, 'opened')}\n`);
  chmodSync(path, 0o755);
  return path;
}

it('connects an account with a key that was approved in the browser, and shows the secret to nobody', async () => {
  porkbun.before(
    (request) => request.path.endsWith('/apikey/retrieve'),
    () => {
      const asked = porkbun.requests.find((request) => request.path.endsWith('/apikey/retrieve'));
      const { requestToken } = JSON.parse(asked?.body ?? '{}') as { readonly requestToken?: string };
      porkbun.approveKeyRequest(requestToken ?? '');
    },
  );
  const result = await home.run(
    `accounts add porkbun --name pb --browser --insecure-storage --endpoint ${porkbun.base}`,
    { environment: { BROWSER: browser() }, withoutPauses: true },
  );
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  expect(result.stderr).toMatch(/Open this page and approve the request:\n\n {2}http/);
  expect(
    existsSync(join(home.folder, 'opened')) ? readFileSync(join(home.folder, 'opened'), 'utf8') : '',
  ).toMatch(/^http/);
  expect(result.stdout + result.stderr).not.toMatch(/[sp]k1_/);
  expect((await home.run('domains list -o name')).stdout).toContain('example.com');
});

it('is refused by providers that have no such page', async () => {
  const result = await home.run('accounts add zonefile --browser --endpoint zones');
  expect(result).toMatchObject({ exitCode: 6, stdout: '' });
  expect(result.stderr).toContain('gives out no credential in the browser');
});
