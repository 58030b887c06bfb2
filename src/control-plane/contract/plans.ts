import * as z from 'zod';
import { toJson } from '../../core/json.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { rrsetKey } from '../../core/rrset.ts';
import type { Operation as ApplyOperation } from '../../ports/operation-store.ts';
import type { ApplyReport, ApplyRequest, PlanRequest, PlanTarget } from '../index.ts';
import {
  domainName,
  line,
  word,
  type KeptForm,
  type Operation,
  type QueryForm,
  type Shape,
} from './operation.ts';
import { applyOperation, change, plan, rrsetEdit, wantedRRsets } from './values.ts';
import { limit, ZONE_ERRORS, zoneRef } from './zones.ts';

const target: z.ZodType<PlanTarget> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('replace'), rrsets: wantedRRsets }),
  z.strictObject({ kind: z.literal('merge'), rrsets: wantedRRsets, onlyNew: z.boolean() }),
  z.strictObject({ kind: z.literal('edit'), edits: z.array(rrsetEdit).max(100_000) }),
  z.strictObject({ kind: z.literal('restore'), snapshot: word }),
]);

const planRequest: z.ZodType<PlanRequest> = z.strictObject({
  ...zoneRef,
  target,
  configHash: word.exactOptional(),
  ignore: z
    .array(z.strictObject({ name: word, type: word }))
    .max(10_000)
    .exactOptional(),
  reason: line.exactOptional(),
  orEmpty: z.boolean().exactOptional(),
  keep: z.boolean().exactOptional(),
} satisfies Shape<PlanRequest>);

const applyRequest: z.ZodType<ApplyRequest> = z.strictObject({
  plan,
  allowDeletes: z.int().min(0).exactOptional(),
  configHash: word.exactOptional(),
  reason: line.exactOptional(),
} satisfies Shape<ApplyRequest>);

const applyReport: z.ZodType<ApplyReport> = z.object({
  operation: word.nullable(),
  account: word,
  zone: domainName,
  outcome: z.enum(['applied', 'nothing']),
  applied: z.array(change),
  resumed: z.number(),
  snapshotBefore: word.nullable(),
  snapshotAfter: word.nullable(),
  hash: z.string(),
} satisfies Shape<ApplyReport>);

/** The changes of a report are some of its plan's: ten thousand of them are kept as their places there. */
const keptReport = z.object({ report: applyReport, applied: z.array(z.int()) });

const keptForm: KeptForm<ApplyRequest, ApplyReport> = {
  shorten: (report, { plan: { changes } }) => {
    const places = new Map(changes.map((each, place) => [rrsetKey(each), place]));
    const applied = report.applied.flatMap((each) => places.get(rrsetKey(each)) ?? []);
    return toJson({ report: { ...report, applied: [] }, applied });
  },
  restore: (kept, { plan: { changes } }) => {
    const { report, applied } = keptReport.parse(kept);
    return { ...report, applied: applied.flatMap((place) => changes[place] ?? []) };
  },
};

const stop: Operation<{ readonly key: string }, null> = {
  id: 'plans.stop',
  summary: 'Let an apply end after the write at hand, by the Idempotency-Key of its request',
  method: 'POST',
  path: '/plans/apply/stop',
  scope: 'zones:write',
  input: z.strictObject({ key: word }),
  output: z.null(),
  errors: [],
};

/** Plans over HTTP. */
export const planContract: {
  readonly create: Operation<PlanRequest, Plan>;
  readonly check: Operation<ApplyRequest, null>;
  readonly get: Operation<{ readonly id: string }, Plan>;
  readonly apply: Operation<ApplyRequest, ApplyReport>;
  readonly stop: Operation<{ readonly key: string }, null>;
} = {
  create: {
    id: 'plans.create',
    summary: 'Compute what would be done to a zone; nothing is written at the provider',
    method: 'POST',
    path: '/plans',
    scope: 'zones:read',
    input: planRequest,
    output: plan,
    streams: true,
    // Made of that state of the zone, or not at all.
    versionOf: ({ baseHash }) => baseHash,
    errors: [...ZONE_ERRORS, 'INVALID_RDATA', 'INVALID_TTL', 'RRSET_NOT_FOUND', 'SNAPSHOT_NOT_FOUND'],
  },
  check: {
    id: 'plans.check',
    summary: 'Refuse a plan that applying would refuse as things stand',
    method: 'POST',
    path: '/plans/check',
    scope: 'zones:read',
    input: applyRequest,
    output: z.null(),
    streams: true,
    errors: [...ZONE_ERRORS, 'INVALID_PLAN', 'PLAN_STALE', 'UNSAFE_PLAN', 'PROTECTED'],
  },
  get: {
    id: 'plans.get',
    summary: 'Get a plan that was kept',
    method: 'GET',
    path: '/plans/{id}',
    scope: 'zones:read',
    input: z.strictObject({ id: word }),
    output: plan,
    errors: ['PLAN_NOT_FOUND'],
  },
  apply: {
    id: 'plans.apply',
    summary: 'Carry a plan out: lock, read, guards, snapshot, write, read back',
    method: 'POST',
    path: '/plans/apply',
    scope: 'zones:write',
    input: applyRequest,
    output: applyReport,
    streams: true,
    stoppedBy: stop,
    kept: keptForm,
    errors: [
      ...ZONE_ERRORS,
      'INVALID_PLAN',
      'PLAN_STALE',
      'UNSAFE_PLAN',
      'PROTECTED',
      'LOCKED',
      'CONFLICT',
      'PARTLY_APPLIED',
    ],
  },
  stop,
};

interface OperationFilter {
  readonly zone?: string;
  readonly account?: string;
  readonly before?: string;
  readonly limit: number;
}

const FILTER: { readonly [field: string]: QueryForm } = {
  zone: 'text',
  account: 'text',
  before: 'text',
  limit: 'integer',
};

/** The journal of applies over HTTP. */
export const operationContract: {
  readonly list: Operation<OperationFilter, readonly ApplyOperation[]>;
  readonly get: Operation<{ readonly id: string }, ApplyOperation>;
} = {
  list: {
    id: 'operations.list',
    summary: 'List applies of plans, the newest first',
    method: 'GET',
    path: '/operations',
    scope: 'zones:read',
    input: z.strictObject({
      zone: domainName.exactOptional(),
      account: word.exactOptional(),
      before: word.exactOptional(),
      limit,
    } satisfies Shape<OperationFilter>),
    output: z.array(applyOperation),
    query: FILTER,
    errors: [],
  },
  get: {
    id: 'operations.get',
    summary: 'Get an apply of a plan',
    method: 'GET',
    path: '/operations/{id}',
    scope: 'zones:read',
    input: z.strictObject({ id: word }),
    output: applyOperation,
    errors: ['NOT_FOUND'],
  },
};
