import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIdentifier } from '../../src/core/certificate.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';

describe('what is a matter of one machine, through a server', () => {
  let server: TestServer;
  let home: CliHome;
  beforeAll(async () => {
    server = await openTestServer();
    home = createCliHome();
  });
  afterAll(async () => {
    home.dispose();
    await server.dispose();
  });

  it('is no CA that signs for names which nobody proved to be theirs', async () => {
    const regctl = server.client();
    expect(regctl.internalCa).toBeUndefined();
    expect((await regctl.certs.authorities()).map((ca) => ca.name)).not.toContain('internal');
    const identifiers = [parseIdentifier('bank.example')];
    await expect(regctl.certs.issue({ identifiers, wish: { cas: ['internal'] } })).rejects.toMatchObject({
      code: 'MODE_UNSUPPORTED',
    });
    expect(await regctl.certs.list({ limit: 10 })).toEqual([]);
  });

  it('is no delivery to its files and programs, and the command says what to do instead', async () => {
    const regctl = server.client();
    expect(regctl.deliveries).toBeUndefined();
    for (const argv of [
      'certs delivery create www.example.org files tls',
      'certs delivery run www.example.org',
      'certs issue www.example.org --deliver files=tls',
      'certs ca create',
      'certs ca trust --dry-run',
    ]) {
      const refused = await home.run(argv, { controlPlane: regctl });
      expect([argv, refused.exitCode, refused.stdout]).toEqual([argv, 6, '']);
      expect(refused.stderr).toContain('--mode local');
    }
    expect(existsSync(join(home.project, 'tls'))).toBe(false);
  });
});
