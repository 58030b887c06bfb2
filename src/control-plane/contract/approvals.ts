import * as z from 'zod';
import type { Approval, ApprovalRule } from '../../ports/approval-store.ts';
import type { ApprovalDetail, NewApprovalRule } from '../organization.ts';
import { line, word, type Operation, type Shape } from './operation.ts';
import { json, time } from './values.ts';

const kind = z.enum(['plan', 'purchase']);
const pattern = z.string().min(1).max(300);
/** Hours; a year is longer than anything waits. */
const hours = z.int().min(1).max(8_760);

const approvalShape = {
  id: word,
  kind,
  digest: word,
  account: z.string(),
  zone: z.string(),
  subject: z.string(),
  state: z.enum(['pending', 'approved', 'rejected', 'used', 'expired']),
  requestedBy: z.string(),
  requestedUser: word.nullable(),
  requestedAt: time,
  expiresAt: time,
  decidedBy: z.string().nullable(),
  decidedAt: time.nullable(),
  reason: line.nullable(),
} satisfies Shape<Approval>;
const approval: z.ZodType<Approval> = z.object(approvalShape);

type ById = { readonly id: string };
type Decision = ById & { readonly reason?: string };

const decision: z.ZodType<Decision> = z.strictObject({
  id: word,
  reason: line.exactOptional(),
} satisfies Shape<Decision>);

/** What waits for a second person, over HTTP. */
export const approvalContract: {
  readonly list: Operation<object, readonly Approval[]>;
  readonly get: Operation<ById, ApprovalDetail>;
  readonly approve: Operation<Decision, Approval>;
  readonly reject: Operation<Decision, Approval>;
} = {
  list: {
    id: 'approvals.list',
    summary: 'List requests that wait for a second person, and those that had one',
    method: 'GET',
    path: '/approvals',
    scope: 'approvals:read',
    input: z.strictObject({}),
    output: z.array(approval),
    cursorOf: ({ id }) => id,
    errors: [],
  },
  get: {
    id: 'approvals.get',
    summary: 'Get a request with all that would be done',
    method: 'GET',
    path: '/approvals/{id}',
    scope: 'approvals:read',
    input: z.strictObject({ id: word }),
    output: z.object({ ...approvalShape, content: json } satisfies Shape<ApprovalDetail>),
    errors: ['NOT_FOUND'],
  },
  approve: {
    id: 'approvals.approve',
    summary: 'Let somebody else do it, exactly as it was reviewed',
    method: 'POST',
    path: '/approvals/{id}/approval',
    scope: 'approvals:write',
    input: decision,
    output: approval,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  reject: {
    id: 'approvals.reject',
    summary: 'Keep somebody else from doing it',
    method: 'POST',
    path: '/approvals/{id}/rejection',
    scope: 'approvals:write',
    input: decision,
    output: approval,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
};

const approvalRule: z.ZodType<ApprovalRule> = z.object({
  id: word,
  kind,
  account: pattern,
  zone: pattern,
  hours,
  createdAt: time,
} satisfies Shape<ApprovalRule>);

/** What needs a second person, over HTTP. */
export const approvalRuleContract: {
  readonly list: Operation<object, readonly ApprovalRule[]>;
  readonly create: Operation<NewApprovalRule, ApprovalRule>;
  readonly delete: Operation<ById, null>;
} = {
  list: {
    id: 'approvalRules.list',
    summary: 'List what needs a second person',
    method: 'GET',
    path: '/approval-rules',
    scope: 'approvals:read',
    input: z.strictObject({}),
    output: z.array(approvalRule),
    cursorOf: ({ id }) => id,
    errors: [],
  },
  create: {
    id: 'approvalRules.create',
    summary: 'Let plans or purchases need a second person',
    method: 'POST',
    path: '/approval-rules',
    scope: 'organization:write',
    input: z.strictObject({
      kind,
      account: pattern.exactOptional(),
      zone: pattern.exactOptional(),
      hours: hours.exactOptional(),
    } satisfies Shape<NewApprovalRule>),
    output: approvalRule,
    errors: [],
  },
  delete: {
    id: 'approvalRules.delete',
    summary: 'Let them need none any more',
    method: 'DELETE',
    path: '/approval-rules/{id}',
    scope: 'organization:write',
    input: z.strictObject({ id: word }),
    output: z.null(),
    errors: ['NOT_FOUND'],
  },
};
