import * as z from 'zod';
import type { Job } from '../domains.ts';
import { job } from './domain-values.ts';
import { domainName, word, type Operation, type QueryForm, type Shape } from './operation.ts';
import { limit } from './zones.ts';

interface JobFilter {
  readonly domain?: string;
  readonly account?: string;
  readonly before?: string;
  readonly limit: number;
}

const JOB_FILTER: { readonly [field: string]: QueryForm } = {
  domain: 'text',
  account: 'text',
  before: 'text',
  limit: 'integer',
};
const jobId = z.strictObject({ id: word });

/** Requests that registrars work on, over HTTP. */
export const jobContract: {
  readonly list: Operation<JobFilter, readonly Job[]>;
  readonly get: Operation<{ readonly id: string }, Job>;
  readonly wait: Operation<{ readonly id: string }, Job>;
  readonly cancel: Operation<{ readonly id: string }, Job>;
} = {
  list: {
    id: 'jobs.list',
    summary: 'List requests to registrars, the newest first',
    method: 'GET',
    path: '/jobs',
    scope: 'domains:read',
    input: z.strictObject({
      domain: domainName.exactOptional(),
      account: word.exactOptional(),
      before: word.exactOptional(),
      limit,
    } satisfies Shape<JobFilter>),
    output: z.array(job),
    query: JOB_FILTER,
    errors: [],
  },
  get: {
    id: 'jobs.get',
    summary: 'Look at the registrar how a request stands',
    method: 'GET',
    path: '/jobs/{id}',
    scope: 'domains:read',
    input: jobId,
    output: job,
    streams: true,
    errors: ['NOT_FOUND'],
  },
  wait: {
    id: 'jobs.wait',
    summary: 'Wait until a request to a registrar has ended',
    method: 'POST',
    path: '/jobs/{id}/wait',
    scope: 'domains:read',
    input: jobId,
    output: job,
    streams: true,
    errors: ['NOT_FOUND', 'OPERATION_PENDING', 'ACTION_REQUIRED', 'REGISTRAR_REFUSED'],
  },
  cancel: {
    id: 'jobs.cancel',
    summary: 'Cancel a request to a registrar',
    method: 'POST',
    path: '/jobs/{id}/cancel',
    scope: 'domains:write',
    input: jobId,
    output: job,
    streams: true,
    errors: ['NOT_FOUND', 'CAPABILITY_MISSING'],
  },
};
