import * as z from 'zod';
import type { Json } from '../core/errors.ts';
import { ERROR_CODES } from '../core/errors.ts';
import { projectSchema } from './project/load.ts';

const rrset = z.object({
  name: z.string().describe('owner name relative to the zone, @ for the apex'),
  type: z.string(),
  ttl: z.number().int().min(0).max(2_147_483_647).describe('seconds'),
  rdata: z.array(z.string()).min(1).describe('canonical presentation text'),
  extras: z.record(z.string(), z.json()).optional(),
});

const plan = z.object({
  format: z.literal('regctl.plan/v1'),
  id: z.string(),
  account: z.string(),
  provider: z.string(),
  zone: z.string(),
  createdAt: z.iso.datetime(),
  baseHash: z.string(),
  configHash: z.string().nullable(),
  changes: z.array(
    z.object({
      action: z.enum(['create', 'update', 'delete']),
      name: z.string(),
      type: z.string(),
      before: rrset.nullable(),
      after: rrset.nullable(),
    }),
  ),
  guards: z.array(
    z.object({
      guard: z.string(),
      message: z.string(),
      needsAllowDeletes: z.number().int().optional(),
      hint: z.string().optional(),
    }),
  ),
  leftAlone: z.array(z.object({ name: z.string(), type: z.string(), reason: z.string() })),
  ignore: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })),
  notes: z.array(z.string()),
  recordsBefore: z.number().int(),
});

const error = z.object({
  error: z.object({
    code: z.enum(Object.keys(ERROR_CODES) as [string, ...string[]]),
    message: z.string(),
    reason: z.string().nullable(),
    hint: z.string().nullable(),
    retryable: z.boolean(),
    retryAfterSeconds: z.number().nullable(),
    provider: z.string().nullable(),
    requestId: z.string().nullable(),
    details: z.record(z.string(), z.json()).nullable(),
    docs: z.string(),
  }),
});

const octodnsRecord = z
  .object({
    type: z.string(),
    ttl: z.number().int().optional(),
    value: z.json().optional(),
    values: z.array(z.json()).optional(),
    octodns: z.json().optional(),
  })
  .describe('a record in octoDNS layout; value and values are texts or the parts that octoDNS names');
const octodnsZone = z
  .record(z.string(), z.union([octodnsRecord, z.array(octodnsRecord)]))
  .describe('owner name, empty for the apex, with its records');

/** JSON Schemas (2020-12) of what regctl reads and writes, by name. */
export const SCHEMAS: { readonly [format: string]: () => Json } = {
  config: () => z.toJSONSchema(projectSchema, { io: 'input' }) as Json,
  zone: () => z.toJSONSchema(octodnsZone) as Json,
  plan: () => z.toJSONSchema(plan) as Json,
  error: () => z.toJSONSchema(error) as Json,
};
