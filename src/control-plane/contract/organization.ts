import * as z from 'zod';
import type { ApiKey, AuditEntry, ChainReport, CreatedApiKey, NewApiKey, Session } from '../organization.ts';
import { grantableScopes, resourceRules, within } from './members.ts';
import { label, word, type Operation, type Shape } from './operation.ts';
import { json, time } from './values.ts';
import { limit } from './zones.ts';

const session: z.ZodType<Session> = z.object({
  organization: z.object({ id: word, name: word }),
  actor: z.string(),
  scopes: z.array(z.string()),
  within: z.array(resourceRules),
} satisfies Shape<Session>);

/** Who the caller is, over HTTP. */
export const sessionContract: { readonly get: Operation<object, Session> } = {
  get: {
    id: 'session.get',
    summary: 'Tell who the token belongs to and what it may do',
    method: 'GET',
    path: '/session',
    scope: null,
    input: z.strictObject({}),
    output: session,
    errors: [],
  },
};

const apiKeyShape = {
  id: word,
  organization: word,
  user: word.nullable(),
  name: word,
  prefix: word,
  scopes: z.array(z.string()),
  within,
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
} satisfies Shape<ApiKey>;

/** Keys for programs, over HTTP. */
export const apiKeyContract: {
  readonly list: Operation<object, readonly ApiKey[]>;
  readonly create: Operation<NewApiKey, CreatedApiKey>;
  readonly revoke: Operation<{ readonly id: string }, null>;
} = {
  list: {
    id: 'apiKeys.list',
    summary: 'List API keys, without the keys themselves',
    method: 'GET',
    path: '/api-keys',
    scope: 'keys:read',
    input: z.strictObject({}),
    output: z.array(z.object(apiKeyShape)),
    cursorOf: ({ id }) => id,
    errors: [],
  },
  create: {
    id: 'apiKeys.create',
    summary: 'Make an API key; it is shown this once',
    method: 'POST',
    path: '/api-keys',
    scope: 'keys:write',
    input: z.strictObject({
      name: label,
      scopes: grantableScopes,
      within: resourceRules.exactOptional(),
      expiresAt: z.iso.datetime().exactOptional(),
    } satisfies Shape<NewApiKey>),
    output: z.object({ ...apiKeyShape, token: z.string() } satisfies Shape<CreatedApiKey>),
    secret: true,
    errors: [],
  },
  revoke: {
    id: 'apiKeys.revoke',
    summary: 'End an API key at once',
    method: 'DELETE',
    path: '/api-keys/{id}',
    scope: 'keys:write',
    input: z.strictObject({ id: word }),
    output: z.null(),
    errors: ['NOT_FOUND'],
  },
};

const auditEntry: z.ZodType<AuditEntry> = z.object({
  organization: word,
  sequence: z.number(),
  at: time,
  actor: z.string(),
  source: z.string().nullable(),
  requestId: z.string(),
  action: z.string(),
  outcome: z.enum(['begun', 'done', 'failed', 'refused']),
  code: z.string().nullable(),
  details: json,
  hash: word,
} satisfies Shape<AuditEntry>);

const chainReport: z.ZodType<ChainReport> = z.object({
  entries: z.number(),
  head: word,
  broken: z.object({ sequence: z.number(), reason: z.enum(['missing', 'changed']) }).nullable(),
} satisfies Shape<ChainReport>);

interface AuditFilter {
  readonly after: number;
  readonly limit: number;
}

/** The audit log over HTTP. */
export const auditContract: {
  readonly list: Operation<AuditFilter, readonly AuditEntry[]>;
  readonly verify: Operation<object, ChainReport>;
} = {
  list: {
    id: 'audit.list',
    summary: 'List audit entries behind a sequence number, the oldest first',
    method: 'GET',
    path: '/audit',
    scope: 'audit:read',
    input: z.strictObject({ after: z.int().min(0), limit } satisfies Shape<AuditFilter>),
    output: z.array(auditEntry),
    query: { after: 'integer', limit: 'integer' },
    errors: [],
  },
  verify: {
    id: 'audit.verify',
    summary: 'Follow the chain of digests of the audit log',
    method: 'POST',
    path: '/audit/verify',
    scope: 'audit:read',
    input: z.strictObject({}),
    output: chainReport,
    errors: [],
  },
};
