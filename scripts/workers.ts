// `npm run workers -- VERB`: what is done with the control plane on Cloudflare Workers, by the wrangler that the tests use. See docs/hosting.md.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { systemRandom } from '../src/adapters/random.ts';
import { createWrittenDatabase } from '../src/adapters/stores/sql/written-out.ts';
import { isRegctlError } from '../src/core/errors.ts';
import type { Build } from '../src/main/build.ts';
import { makePasswordLink } from '../src/main/password-link.ts';
import { makeToken } from '../src/services/identity/token.ts';

/** What `wrangler d1 execute --json` prints. */
const EXECUTED = z.union([
  z.array(z.object({ results: z.array(z.record(z.string(), z.unknown())) })),
  z.object({ error: z.object({ text: z.string() }) }),
]);
const CONFIG = 'deploy/workers/wrangler.jsonc';
const [verb = '', ...rest] = process.argv.slice(2);

const verbs: { readonly [verb: string]: () => void | Promise<void> } = {
  /** Builds what would be uploaded; asks nobody. */
  check: () => wrangler('deploy', '--dry-run', ...built(), ...rest),
  /** Brings the directory to the present schema. Migrations only add, so that the version before goes on working. */
  migrate: () => wrangler('d1', 'migrations', 'apply', 'DB', ...(isLocal() ? [] : ['--remote']), ...rest),
  /** Deploys to the environment for trying out, which has a directory, objects and queues of its own. */
  preview: () => wrangler('deploy', '--env', 'preview', ...built(), ...rest),
  /** Replaces the version that runs; needed once where a class of objects is new. */
  deploy: () => wrangler('deploy', ...built(), ...rest),
  /** Uploads a version that gets no request yet, and prints its id. */
  upload: () => wrangler('versions', 'upload', ...built(), ...rest),
  /** Shares the requests out: `share NEW@10 OLD@90`, then `share NEW@100`. */
  share: () =>
    wrangler('versions', 'deploy', '--yes', ...rest.map((each) => (each.includes('@') ? `${each}%` : each))),
  /** Goes back to the version before. */
  rollback: () => wrangler('rollback', '--yes', ...rest),
  /** Makes the token of the first organization and prints it; only its digest leaves this machine. */
  'setup-token': setupToken,
  /** Makes a link by which somebody sets a password, and prints it: `password-link ada@example.org https://regctl.example.org`. */
  'password-link': passwordLink,
};

const run = verbs[verb];
if (run === undefined) {
  process.stderr.write(`npm run workers -- ${Object.keys(verbs).join('|')}\n`);
  process.exit(2);
}
await run();

function setupToken(): void {
  const { token, hash } = makeToken('rgs', systemRandom);
  const statement = `insert into setup_tokens (hash, created_at) select '${hash}', '${new Date().toISOString()}' where not exists (select 1 from organizations) returning hash`;
  const where = isLocal() ? [] : ['--remote'];
  const output = capture('d1', 'execute', 'DB', ...where, '--json', '--command', statement, ...rest);
  if (!output.includes(hash)) {
    process.stderr.write('✗ there is an organization already: its owners invite others\n');
    process.exit(1);
  }
  process.stdout.write(`${token}\n`);
}

/** What goes over the line is what a link is found by, never the link. */
async function passwordLink(): Promise<void> {
  const [email, url, ...flags] = rest;
  if (email === undefined || url === undefined || !/^https?:/.test(url) || !URL.canParse(url)) {
    process.stderr.write('npm run workers -- password-link ADDRESS PUBLIC_URL\n');
    process.exit(2);
  }
  const where = isLocal() ? [] : ['--remote'];
  const database = createWrittenDatabase((text) => {
    const { stdout } = spawnSync(
      'wrangler',
      ['d1', 'execute', 'DB', ...where, '--json', '--command', text, ...flags, '--config', CONFIG],
      { encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'] },
    );
    const answer = EXECUTED.safeParse(jsonIn(stdout)).data;
    if (answer === undefined) throw new Error('wrangler did not answer');
    if ('error' in answer) throw new Error(answer.error.text);
    return Promise.resolve(answer[0]?.results ?? []);
  });
  try {
    const made = await makePasswordLink(database, new URL(url).origin, email);
    process.stderr.write(`hand it to ${made.email} alone; it is good once, until ${made.expiresAt}\n`);
    process.stdout.write(`${made.link}\n`);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    const { message, reason, hint } = error;
    process.stderr.write(`✗ ${[message, reason, hint].filter((one) => one !== undefined).join('\n  ')}\n`);
    process.exitCode = 1;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Whatever else it printed is no answer.
    return undefined;
  }
}

/** What the script knows of itself: see src/main/build.ts. */
function built(): string[] {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  const commit = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim() || 'unknown';
  const known = { version, commit, target: 'workers', releaseKeys: [], keyringSha256: '' } satisfies Build;
  return ['--define', `REGCTL_BUILD:${JSON.stringify(known)}`];
}

function isLocal(): boolean {
  return rest.includes('--local');
}

function wrangler(...words: readonly string[]): void {
  const { status } = spawnSync('wrangler', [...words, '--config', CONFIG], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function capture(...words: readonly string[]): string {
  const { status, stdout } = spawnSync('wrangler', [...words, '--config', CONFIG], {
    encoding: 'utf8',
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}
