import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { isInstalled } from '../support/programs.ts';
import { approve, openBrowser, setUpByPage } from '../support/sign-in.ts';

/** A program over golang.org/x/oauth2, which shares no line with the library that the command line uses. */
const CLIENT = process.env['REGCTL_DEVICE_CLIENT'] ?? 'regctl-device-client';
const HOW =
  'go -C test/support/go-device-client build -o /tmp/device-client . && export REGCTL_DEVICE_CLIENT=/tmp/device-client';

describe.runIf(isInstalled(CLIENT, HOW))('another OAuth library', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await openTestServer({ socket: true });
  });
  afterEach(() => server.dispose());

  it('finds the endpoints, logs in with a code, uses the token and renews it', async () => {
    const ada = openBrowser(server.url, fetch);
    await setUpByPage(ada, server.setupToken, 'ada@example.org');
    const child = spawn(CLIENT, [server.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> =>
      JSON.parse(((await lines.next()).value as string | undefined) ?? 'null');
    const asked = await next();
    expect(asked).toMatchObject({ verificationUri: `${server.url}/device` });
    await approve(ada, (asked as { readonly userCode: string }).userCode);
    expect(await next()).toEqual({
      type: 'Bearer',
      status: 200,
      renewed: true,
      rotated: true,
      afterward: 200,
    });
  }, 60_000);
});
