import type { KvNamespace } from '../adapters/cache/kv.ts';
import type { R2BucketBinding } from '../adapters/blobs/r2.ts';
import type { LiveObjectCalls } from '../adapters/live/durable.ts';
import type { D1Binding } from '../adapters/stores/sql/d1.ts';
import type { SqlCall, SqlReply } from '../adapters/stores/sql/durable.ts';
import type { RequestAllowance } from '../ports/request-limiter.ts';

/** Objects of one class, each found by a name. */
export interface ObjectNamespace<T> {
  getByName(name: string): T;
}

/** What a Worker is bound to: see deploy/workers/wrangler.jsonc. A text that is empty is one that is not there. */
export interface WorkerEnv {
  /** The directory: organizations, users, keys, vault, audit log. */
  readonly DB: D1Binding;
  /** The store of each organization, by its id. */
  readonly ORGANIZATIONS: ObjectNamespace<{
    sql(call: SqlCall): Promise<SqlReply>;
    clear(): Promise<void>;
  }>;
  /** The requests of each caller, counted in one place. */
  readonly LIMITS: ObjectNamespace<{ take(perMinute: number): Promise<RequestAllowance> }>;
  /** How each job goes on that tells of it, by its id. */
  readonly LIVE: ObjectNamespace<LiveObjectCalls>;
  /** Answers that may be asked for again; nothing is decided by it. */
  readonly CACHE: KvNamespace;
  /** Exports of zones; without it there are none. */
  readonly BLOBS?: R2BucketBinding;
  /** Tells the consumer that jobs are due. */
  readonly JOBS: { send(message: string): Promise<unknown> };
  /** Its address as people and programs know it: `https://regctl.example.org`. */
  readonly PUBLIC_URL?: string;
  /** Secret: the master key, 32 octets in base64; more than one with commas, the newest first. */
  readonly MASTER_KEY?: string;
  /** Secrets: where a master key lies in AWS KMS. */
  readonly AWS_ACCESS_KEY_ID?: string;
  readonly AWS_SECRET_ACCESS_KEY?: string;
  /** Secret: JSON with the zone of the challenges and the account that serves it; without it there are no delegations. */
  readonly CHALLENGES?: string;
  /** JSON: outside issuers that programs log in by, as `trustedIssuers` of a process. */
  readonly TRUSTED_ISSUERS?: string;
  /** Secret: JSON with outside issuers that people sign in by, as `signIn` of a process. */
  readonly SIGN_IN?: string;
  /** Secret: JSON with clients at providers where people grant access, as `providerClients` of a process. */
  readonly PROVIDER_CLIENTS?: string;
  /** Secret: the key of a mail API; without it no mail is sent. Its address where it is not Resend's, and who mail is from. */
  readonly MAIL_API_KEY?: string;
  readonly MAIL_API_URL?: string;
  readonly MAIL_FROM?: string;
  /** Days that exports of zones are kept; without it none are made. */
  readonly ZONE_EXPORT_DAYS?: string;
  /** URL of the DNS-over-HTTPS resolver that finds the addresses of hosts. */
  readonly RECURSIVE_RESOLVER?: string;
  /** `true` where accounts may lead to private addresses: for tests, which have their providers on this machine. */
  readonly ALLOW_PRIVATE_ADDRESSES?: string;
}
