import { createR2BlobStore } from '../adapters/blobs/r2.ts';
import { systemClock } from '../adapters/clock.ts';
import { createHttpClient } from '../adapters/http/client.ts';
import { createDurableRequestLimiter } from '../adapters/limits/durable.ts';
import { createDurableLiveState } from '../adapters/live/durable.ts';
import { createApiMailer } from '../adapters/mail/http-api.ts';
import type { Turns } from '../adapters/queue/lease.ts';
import { systemRandom } from '../adapters/random.ts';
import type { Connect } from '../adapters/resolver/sockets.ts';
import { createD1Database, type D1Session } from '../adapters/stores/sql/d1.ts';
import { readingReplica } from '../adapters/stores/sql/replica.ts';
import { AWS_KMS_PREFIX, awsKmsWrapper, type AwsCredentials } from '../adapters/vault/aws-kms.ts';
import { parseMasterKey } from '../adapters/vault/master-key.ts';
import { ZONE_EXPORT_DAYS } from '../cli/zone-export-config.ts';
import { BOOKMARK_HEADER } from '../control-plane/bookmark.ts';
import type { ServerExports } from '../control-plane/jobs/job-type.ts';
import { invariant, RegctlError } from '../core/errors.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { Logger } from '../ports/logger.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { KeyWrapper, SecretBox } from '../ports/secret-box.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { RequestLimits } from '../server/deps.ts';
import type { KeptKeys } from '../server/issuer-keys.ts';
import { createZoneExports } from '../services/zones/exports.ts';
import { openControlApp, type ControlApp } from './control-app.ts';
import { createServerWork, type ServerWork } from './server-work.ts';
import type { WorkerEnv } from './worker-env.ts';
import { issuersOf } from './worker-issuers.ts';
import { readSetting, withoutEmptyTexts } from './worker-settings.ts';
import { createWorkerPlanes, refuseHostOf } from './worker-planes.ts';

export interface WorkerAppOptions {
  readonly env: WorkerEnv;
  readonly connect: Connect;
  readonly logger: Logger;
  readonly version: string;
  readonly limits?: RequestLimits;
  /** What requests that the same isolate answers remember of outside issuers. */
  readonly keptIssuers?: Map<string, KeptKeys>;
  /** Whose turn it was last, for a call that gives jobs out. */
  readonly turns?: Turns;
  /** Lets work go on when the call that began it has ended. */
  readonly outlive: (work: Promise<unknown>) => void;
}

/** The control plane of one call, which always has background work. */
export interface WorkerApp extends ControlApp {
  readonly work: ServerWork;
}

/** Joins the control plane on Workers for one request or one batch of jobs. */
export function openWorkerApp(given: WorkerAppOptions, database: SqlDatabase): WorkerApp {
  const options = { ...given, env: withoutEmptyTexts(given.env) };
  const { env, logger, version } = options;
  let work: ServerWork | undefined;
  const app = openControlApp({
    version,
    logger,
    database,
    keyWrappers: keyWrappersOf(env, logger),
    origin: () => originOf(env),
    ...issuersOf(env),
    ...(options.keptIssuers === undefined ? {} : { keptIssuers: options.keptIssuers }),
    limiter: createDurableRequestLimiter((key) => env.LIMITS.getByName(key)),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    // Cloudflare sets it, and replaces what a client sent under this name.
    addressOf: (request) => request.headers.get('cf-connecting-ip') ?? 'unknown',
    isForOneCall: true,
    outlive: options.outlive,
    openWork: (box) => (work = openWork(options, database, box)),
    openPlanes: (vaultOf, gateOf) =>
      createWorkerPlanes({ ...options, directory: database }, vaultOf, gateOf, (organization, store) =>
        work?.tellingStores(organization, store),
      ),
  });
  invariant(work !== undefined, 'a Worker works in the background');
  return { ...app, work };
}

/** Jobs are rows of the directory; a message tells the consumer of the queue that there are some. */
function openWork(
  { env, logger, outlive, turns }: WorkerAppOptions,
  database: SqlDatabase,
  box: SecretBox,
): ServerWork {
  const refuseHost = refuseHostOf(env);
  const http = createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger });
  const work = createServerWork({
    database,
    box,
    http,
    ...mailerOf(env, http),
    ...exportsOf(env),
    ...(turns === undefined ? {} : { turns }),
    live: createDurableLiveState((subject) => env.LIVE.getByName(subject), logger),
    allowPrivateAddresses: refuseHost === undefined,
    refuseHost,
    clock: systemClock,
    random: systemRandom,
  });
  work.onSend(() => outlive(env.JOBS.send('wake')));
  return work;
}

/** @throws RegctlError `INVALID_CONFIG` */
function exportsOf({ BLOBS, ZONE_EXPORT_DAYS: days }: WorkerEnv): { readonly exports?: ServerExports } {
  if (BLOBS === undefined) return {};
  const blobs = createR2BlobStore(BLOBS);
  const keepDays = days === undefined ? undefined : readSetting('ZONE_EXPORT_DAYS', ZONE_EXPORT_DAYS, days);
  return { exports: { of: (organization) => createZoneExports(blobs, organization), keepDays } };
}

function mailerOf(env: WorkerEnv, http: HttpClient): { readonly mailer?: Mailer } {
  const { MAIL_API_KEY: key, MAIL_API_URL: url, MAIL_FROM } = env;
  if (key === undefined) return {};
  const from = MAIL_FROM ?? `regctl <regctl@${new URL(originOf(env)).hostname}>`;
  return { mailer: createApiMailer({ key, from, http, ...(url === undefined ? {} : { url }) }) };
}

/** Answers a request over a session of the directory: what only reads may be told by a replica, the rest by the primary. */
export async function answerRequest(options: WorkerAppOptions, request: Request): Promise<Response> {
  const { session, database } = openDirectory(options.env, request);
  const answer = await openWorkerApp(options, database).fetch(request);
  const bookmark = session.getBookmark();
  if (bookmark === null) return answer;
  const response = new Response(answer.body, answer);
  response.headers.set(BOOKMARK_HEADER, bookmark);
  return response;
}

function openDirectory(
  env: WorkerEnv,
  request: Request,
): { readonly session: D1Session; readonly database: SqlDatabase } {
  // Whoever is sent back from an issuer or a provider comes to have something written.
  const isRead =
    ['GET', 'HEAD'].includes(request.method) && !new URL(request.url).pathname.endsWith('/callback');
  if (!isRead) {
    const session = env.DB.withSession('first-primary');
    return { session, database: createD1Database(session) };
  }
  const session = env.DB.withSession(bookmarkOf(request) ?? 'first-unconstrained');
  return { session, database: readingReplica(createD1Database(session), createD1Database(env.DB)) };
}

/** A bookmark as D1 writes it; anything else is nobody's. */
function bookmarkOf(request: Request): string | undefined {
  const bookmark = request.headers.get(BOOKMARK_HEADER);
  return bookmark !== null && /^[0-9a-f-]{1,200}$/i.test(bookmark) ? bookmark : undefined;
}

function keyWrappersOf({ MASTER_KEY, ...env }: WorkerEnv, logger: Logger): readonly KeyWrapper[] {
  if (MASTER_KEY === undefined)
    throw new RegctlError('INVALID_CONFIG', 'the Worker has no master key', {
      reason: 'the secret MASTER_KEY is not bound',
      hint: '`openssl rand -base64 32 | wrangler secret put MASTER_KEY`',
    });
  return MASTER_KEY.split(',').map((text) =>
    text.startsWith(AWS_KMS_PREFIX)
      ? awsKmsWrapper(text, {
          http: createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger }),
          clock: systemClock,
          credentials: () => Promise.resolve(awsCredentialsOf(env)),
        })
      : parseMasterKey(text, 'MASTER_KEY'),
  );
}

/** @throws RegctlError `CREDENTIAL_MISSING` */
function awsCredentialsOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Partial<WorkerEnv>): AwsCredentials {
  if (AWS_ACCESS_KEY_ID !== undefined && AWS_SECRET_ACCESS_KEY !== undefined)
    return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  throw new RegctlError('CREDENTIAL_MISSING', 'the Worker has no credentials for AWS KMS', {
    reason: 'the secrets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not bound',
    hint: '`wrangler secret put AWS_ACCESS_KEY_ID`, and the other',
  });
}

/** Without a known address nobody could tell a token of this server from one of another. @throws RegctlError `INVALID_CONFIG` */
function originOf(env: WorkerEnv): string {
  if (env.PUBLIC_URL !== undefined && URL.canParse(env.PUBLIC_URL)) return new URL(env.PUBLIC_URL).origin;
  throw new RegctlError('INVALID_CONFIG', 'the control plane does not know its own address', {
    reason: 'the variable PUBLIC_URL is not set to a URL',
    hint: 'set it in wrangler.jsonc, `https://regctl.example.org`',
  });
}
