// The second half of `npm run demo`: a control plane, a login, and the same commands through it.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

export interface HostedDemo {
  readonly bin: string;
  /** A folder that may be filled. */
  readonly folder: string;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly say: (text: string) => void;
}

const PASSWORD = 'a sentence is easy to keep in mind';
const ZONE = 'hosted.example';

/** Commands that show a zone and change it. What they print must not tell whether a server stands between. */
const COMMANDS: readonly (readonly string[])[] = [
  ['zones', 'create', ZONE, '--nameserver', 'ns1.example.net', '--nameserver', 'ns2.example.net'],
  ['dns', 'set', ZONE, 'www', 'A', '192.0.2.10', '--ttl', '300', '--yes'],
  ['dns', 'create', ZONE, 'mail', 'MX', '10', 'mx.example.net.', '--yes'],
  ['dns', 'set', ZONE, 'www', 'A', '192.0.2.99', '--ttl', '300', '--yes'],
  ['dns', 'list', ZONE, '-o', 'json'],
  ['dns', 'delete', ZONE, 'mail', 'MX', '--yes'],
  ['dns', 'get', ZONE, 'www', 'A'],
  ['dns', 'get', ZONE, 'nowhere', 'A'],
  ['zones', 'list'],
];

/** Starts a server, logs in with a code, and runs the same commands with and without it. @returns what was wrong */
export async function hostedDemo(demo: HostedDemo): Promise<readonly string[]> {
  const { say } = demo;
  const local = homeOf(demo, 'local');
  const hosted = homeOf(demo, 'hosted');
  const server = await startServer(demo);
  try {
    say(
      `\nA control plane answers on ${server.url}. Its first owner is made on a page of it, over plain HTTP.`,
    );
    const cookie = await setUp(server);
    const asked = await regctl(demo, hosted, [
      'auth',
      'login',
      '--host',
      server.url,
      '--non-interactive',
      '--insecure-storage',
      '--json',
    ]);
    const { userCode } = JSON.parse(asked.stdout) as { readonly userCode: string };
    say(`\nThe command line asks to be let in with the code ${userCode}; the owner approves it.`);
    await approve(server.url, cookie, userCode);
    await mustRun(demo, hosted, ['auth', 'login', '--host', server.url, '--complete']);
    await mustRun(demo, hosted, ['auth', 'status']);
    for (const [home, zones] of [
      [local, 'zones-local'],
      [hosted, 'zones-hosted'],
    ] as const)
      await mustRun(demo, home, [
        'accounts',
        'add',
        'zonefile',
        '--name',
        'demo',
        '--endpoint',
        join(demo.folder, zones),
      ]);
    return await compare(demo, local, hosted);
  } finally {
    await server.stop();
  }
}

async function compare(demo: HostedDemo, local: Home, hosted: Home): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const command of COMMANDS) {
    const [here, there] = [await regctl(demo, local, command), await regctl(demo, hosted, command)];
    const same = here.stdout === there.stdout && here.code === there.code;
    demo.say(`${same ? '✓' : '✗'} regctl ${command.join(' ')}`);
    if (!same)
      failures.push(
        `regctl ${command.join(' ')} differs:\nlocal ${here.code}\n${here.stdout}${here.stderr}hosted ${there.code}\n${there.stdout}${there.stderr}`,
      );
  }
  return failures;
}

type Home = { readonly [name: string]: string | undefined };

function homeOf({ folder, environment }: HostedDemo, name: string): Home {
  const home = join(folder, `home-${name}`);
  return {
    ...environment,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
}

interface Server {
  readonly url: string;
  readonly setupToken: string;
  stop(): Promise<void>;
}

async function startServer({ bin, folder, environment }: HostedDemo): Promise<Server> {
  const words = ['server', 'start', '--port', '0', '--data', join(folder, 'server'), '--json'];
  const child = spawn(
    process.execPath,
    [bin, ...words, '--allow-file-providers', '--allow-private-addresses'],
    { env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with exit code ${code ?? '?'}`)));
  });
  const { url, setupToken } = JSON.parse(first) as { readonly url: string; readonly setupToken: string };
  return { url, setupToken, stop: () => stopProcess(child) };
}

function stopProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit').once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Fills in the page that a person would. @returns the cookie of the owner */
async function setUp({ url, setupToken }: Server): Promise<string> {
  const response = await send(url, '/setup', '', {
    token: setupToken,
    organization: 'Demo',
    name: 'Ada',
    email: 'ada@example.org',
    password: PASSWORD,
  });
  const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  if (response.status !== 303 || cookie.length === 0)
    throw new Error(`the server was not set up: ${response.status} ${await response.text()}`);
  return cookie.join('; ');
}

async function approve(url: string, cookie: string, userCode: string): Promise<void> {
  const page = await fetch(`${url}/device?user_code=${userCode}`, { headers: { cookie } });
  const organization = /<option value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const answer = { user_code: userCode, organization, answer: 'approve' };
  const response = await send(url, '/device', cookie, answer);
  if (!(await response.text()).includes('is let in')) throw new Error('the code was not approved');
}

function send(
  url: string,
  path: string,
  cookie: string,
  fields: { readonly [name: string]: string },
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function mustRun(demo: HostedDemo, home: Home, words: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await regctl(demo, home, words);
  if (code !== 0) throw new Error(`regctl ${words.join(' ')} ended with exit code ${code ?? '?'}: ${stderr}`);
  demo.say(`\n$ regctl ${words.join(' ').replace(demo.folder, '$DEMO')}\n${stderr}${stdout}`.trimEnd());
}

async function regctl({ bin }: HostedDemo, home: Home, words: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [bin, ...words], { env: home, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
