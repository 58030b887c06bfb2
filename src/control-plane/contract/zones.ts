import * as z from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import type { RRset } from '../../core/rrset.ts';
import type { DnssecState } from '../../ports/dns-provider.ts';
import type { Snapshot } from '../../ports/snapshot-store.ts';
import type { LimitsRule, PatternRule, ZoneRule } from '../../ports/zone-rule-store.ts';
import type { Ownership, ZoneContent, ZoneDetail, ZoneRef, ZoneSummary } from '../index.ts';
import { domainName, line, word, type Operation, type QueryForm, type Shape } from './operation.ts';
import { jsonObject, nameserverAddress, rrset, snapshot, time } from './values.ts';

/** Rows that one call gives at most. */
export const MAX_LIMIT = 10_000;
export const limit: z.ZodType<number> = z.int().min(1).max(MAX_LIMIT);

export const zoneRef: {
  readonly zone: z.ZodType<string>;
  readonly account: z.ZodExactOptional<z.ZodType<string>>;
} = { zone: domainName, account: word.exactOptional() } satisfies Shape<ZoneRef>;
export const ACCOUNT_QUERY: { readonly account: QueryForm } = { account: 'text' };
export const ZONE_ERRORS: readonly ErrorCode[] = [
  'NO_ACCOUNT',
  'ACCOUNT_NOT_FOUND',
  'ZONE_NOT_FOUND',
  'AMBIGUOUS',
  'INVALID_NAME',
  'PROVIDER_UNAVAILABLE',
  'NETWORK',
];

const zoneShape = {
  name: domainName,
  account: word,
  provider: word,
  recordCount: z.number().exactOptional(),
  serial: z.number().exactOptional(),
  dnssec: z.enum(['signed', 'unsigned', 'unknown']).exactOptional(),
} satisfies Shape<ZoneSummary>;

const zoneSummary: z.ZodType<ZoneSummary> = z.object(zoneShape);

const dnssecState: z.ZodType<DnssecState> = z.object({
  signed: z.boolean(),
  ds: z.array(z.string()),
  dnskey: z.array(z.string()),
} satisfies Shape<DnssecState>);

const zoneDetail: z.ZodType<ZoneDetail> = z.object({
  ...zoneShape,
  nameservers: z.array(nameserverAddress),
  records: z.number(),
  rrsets: z.number(),
  hash: word,
  dnssecState: dnssecState.nullable(),
  metadata: jsonObject,
} satisfies Shape<ZoneDetail>);

const zoneContent: z.ZodType<ZoneContent> = z.object({
  account: word,
  provider: word,
  zone: domainName,
  hash: word,
  rrsets: z.array(rrset),
} satisfies Shape<ZoneContent>);

const patternRule: z.ZodType<PatternRule> = z.object({
  id: word,
  kind: z.enum(['protect', 'ignore', 'claim']),
  name: word,
  type: word,
  reason: line,
  createdAt: time,
} satisfies Shape<PatternRule>);

const limitsRule: z.ZodType<LimitsRule> = z.object({
  id: word,
  kind: z.literal('limits'),
  maxDeletes: z.number(),
  maxSharePercent: z.number(),
  createdAt: time,
} satisfies Shape<LimitsRule>);

const zoneRule: z.ZodType<ZoneRule> = z.union([patternRule, limitsRule]);

const ownership: z.ZodType<Ownership> = z.object({
  name: z.string(),
  type: z.string(),
  owner: z.string(),
  sign: z.string(),
  claimed: z.boolean(),
} satisfies Shape<Ownership>);

/** A zone of one account and what is to be done with it. */
type InZone<T> = ZoneRef & T;

type NewRule =
  | {
      readonly name: string;
      readonly type: string;
      readonly reason?: string;
      readonly kind?: 'protect' | 'ignore';
    }
  | { readonly maxDeletes?: number; readonly maxSharePercent?: number };

const newRule: z.ZodType<NewRule> = z.union([
  z.strictObject({
    name: word,
    type: word,
    reason: line.exactOptional(),
    kind: z.enum(['protect', 'ignore']).exactOptional(),
  }),
  z.strictObject({ maxDeletes: z.number().exactOptional(), maxSharePercent: z.number().exactOptional() }),
]);

interface SnapshotContent {
  readonly snapshot: Snapshot;
  readonly rrsets: readonly RRset[];
}

interface NewZone {
  readonly zone: string;
  readonly account: string;
  readonly nameservers?: readonly string[];
}

/** Zones over HTTP. */
export const zoneContract: {
  readonly list: Operation<{ readonly account?: string }, readonly ZoneSummary[]>;
  readonly get: Operation<ZoneRef, ZoneDetail>;
  readonly read: Operation<ZoneRef, ZoneContent>;
  readonly create: Operation<NewZone, ZoneDetail>;
  readonly delete: Operation<InZone<{ readonly confirm: string }>, Snapshot>;
  readonly history: Operation<
    InZone<{ readonly before?: string; readonly limit: number }>,
    readonly Snapshot[]
  >;
  readonly snapshot: Operation<{ readonly id: string }, SnapshotContent>;
  readonly rules: Operation<ZoneRef, readonly ZoneRule[]>;
  readonly protect: Operation<InZone<{ readonly rule: NewRule }>, ZoneRule>;
  readonly unprotect: Operation<InZone<{ readonly id: string }>, null>;
  readonly owners: Operation<ZoneRef, readonly Ownership[]>;
  readonly claim: Operation<InZone<{ readonly owner: string; readonly claimed: boolean }>, null>;
} = {
  list: {
    id: 'zones.list',
    summary: 'List zones of one account or of all',
    method: 'GET',
    path: '/zones',
    scope: 'zones:read',
    input: z.strictObject({ account: word.exactOptional() }),
    output: z.array(zoneSummary),
    query: ACCOUNT_QUERY,
    streams: true,
    cursorOf: ({ account, name }) => `${name} ${account}`,
    errors: ['NO_ACCOUNT', 'ACCOUNT_NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'NETWORK'],
  },
  get: {
    id: 'zones.get',
    summary: 'Get a zone with its name servers, counts and signing state',
    method: 'GET',
    path: '/zones/{zone}',
    scope: 'zones:read',
    input: z.strictObject(zoneRef),
    output: zoneDetail,
    query: ACCOUNT_QUERY,
    streams: true,
    errors: ZONE_ERRORS,
  },
  read: {
    id: 'zones.read',
    summary: 'Read all RRsets of a zone, as one consistent state',
    method: 'GET',
    path: '/zones/{zone}/rrsets',
    scope: 'zones:read',
    input: z.strictObject(zoneRef),
    output: zoneContent,
    query: ACCOUNT_QUERY,
    streams: true,
    versionOf: ({ hash }) => hash,
    errors: ZONE_ERRORS,
  },
  create: {
    id: 'zones.create',
    summary: 'Create an empty zone',
    method: 'POST',
    path: '/zones',
    scope: 'zones:write',
    input: z.strictObject({
      zone: domainName,
      account: word,
      nameservers: z.array(domainName).max(100).exactOptional(),
    } satisfies Shape<NewZone>),
    output: zoneDetail,
    streams: true,
    errors: [...ZONE_ERRORS, 'ALREADY_EXISTS', 'CAPABILITY_MISSING'],
  },
  delete: {
    id: 'zones.delete',
    summary: 'Delete a zone after a snapshot of it was kept; confirm is its name',
    method: 'DELETE',
    path: '/zones/{zone}',
    scope: 'zones:write',
    input: z.strictObject({ ...zoneRef, confirm: z.string().max(1_024) }),
    output: snapshot,
    query: { ...ACCOUNT_QUERY, confirm: 'text' },
    streams: true,
    replaces: 'zones.read',
    errors: [...ZONE_ERRORS, 'CONFIRMATION_REQUIRED', 'PROTECTED', 'CAPABILITY_MISSING', 'LOCKED'],
  },
  history: {
    id: 'zones.history',
    summary: 'List snapshots of a zone, the newest first',
    method: 'GET',
    path: '/zones/{zone}/snapshots',
    scope: 'zones:read',
    input: z.strictObject({ ...zoneRef, before: word.exactOptional(), limit }),
    output: z.array(snapshot),
    query: { ...ACCOUNT_QUERY, before: 'text', limit: 'integer' },
    errors: [],
  },
  snapshot: {
    id: 'zones.snapshot',
    summary: 'Get a snapshot with its RRsets',
    method: 'GET',
    path: '/snapshots/{id}',
    scope: 'zones:read',
    input: z.strictObject({ id: word }),
    output: z.object({ snapshot, rrsets: z.array(rrset) } satisfies Shape<SnapshotContent>),
    errors: ['SNAPSHOT_NOT_FOUND'],
  },
  rules: {
    id: 'zones.rules',
    summary: 'List the protection rules of a zone',
    method: 'GET',
    path: '/zones/{zone}/rules',
    scope: 'zones:read',
    input: z.strictObject(zoneRef),
    output: z.array(zoneRule),
    query: ACCOUNT_QUERY,
    errors: ZONE_ERRORS,
  },
  protect: {
    id: 'zones.protect',
    summary: 'Add a protection rule to a zone, or change its thresholds',
    method: 'POST',
    path: '/zones/{zone}/rules',
    scope: 'zones:write',
    input: z.strictObject({ ...zoneRef, rule: newRule }),
    output: zoneRule,
    replaces: 'zones.rules',
    errors: ZONE_ERRORS,
  },
  unprotect: {
    id: 'zones.unprotect',
    summary: 'Remove a protection rule',
    method: 'DELETE',
    path: '/zones/{zone}/rules/{id}',
    scope: 'zones:write',
    input: z.strictObject({ ...zoneRef, id: word }),
    output: z.null(),
    query: ACCOUNT_QUERY,
    replaces: 'zones.rules',
    errors: [...ZONE_ERRORS, 'NOT_FOUND'],
  },
  owners: {
    id: 'zones.owners',
    summary: 'List records that other writers own',
    method: 'GET',
    path: '/zones/{zone}/owners',
    scope: 'zones:read',
    input: z.strictObject(zoneRef),
    output: z.array(ownership),
    query: ACCOUNT_QUERY,
    errors: ZONE_ERRORS,
  },
  claim: {
    id: 'zones.claim',
    summary: 'Let regctl change records of another owner, or stop doing so',
    method: 'PUT',
    path: '/zones/{zone}/owners/{owner}',
    scope: 'zones:write',
    input: z.strictObject({ ...zoneRef, owner: word, claimed: z.boolean() }),
    output: z.null(),
    errors: [...ZONE_ERRORS, 'NOT_FOUND'],
  },
};
