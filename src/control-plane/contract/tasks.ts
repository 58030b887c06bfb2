import * as z from 'zod';
import type { Task, TaskFilter } from '../background.ts';
import { word, type Operation, type Shape } from './operation.ts';
import { json, time } from './values.ts';
import { limit } from './zones.ts';

const state = z.enum(['scheduled', 'waiting', 'running', 'done', 'dead', 'cancelled']);

const task: z.ZodType<Task> = z.object({
  id: word,
  type: word,
  subject: z.string().nullable(),
  attempts: z.number(),
  failures: z.number(),
  state,
  progress: z.string().nullable(),
  result: json,
  lastError: z.string().nullable(),
  runAt: time,
  createdAt: time,
  updatedAt: time,
} satisfies Shape<Task>);

interface ById {
  readonly id: string;
}

const byId = z.strictObject({ id: word } satisfies Shape<ById>);

/** Background work over HTTP. */
export const taskContract: {
  readonly list: Operation<TaskFilter, readonly Task[]>;
  readonly get: Operation<ById, Task>;
  readonly wait: Operation<ById, Task>;
  readonly retry: Operation<ById, Task>;
  readonly cancel: Operation<ById, Task>;
} = {
  list: {
    id: 'tasks.list',
    summary: 'List background work, the newest first',
    method: 'GET',
    path: '/tasks',
    scope: 'organization:read',
    input: z.strictObject({
      states: z.array(state).max(6).exactOptional(),
      before: word.exactOptional(),
      limit,
    } satisfies Shape<TaskFilter>),
    output: z.array(task),
    query: { states: 'list', before: 'text', limit: 'integer' },
    errors: [],
  },
  get: {
    id: 'tasks.get',
    summary: 'Tell how background work stands',
    method: 'GET',
    path: '/tasks/{id}',
    scope: 'organization:read',
    input: byId,
    output: task,
    errors: ['NOT_FOUND'],
  },
  wait: {
    id: 'tasks.wait',
    summary: 'Wait for the end of background work',
    method: 'POST',
    path: '/tasks/{id}/wait',
    scope: 'organization:read',
    input: byId,
    output: task,
    streams: true,
    errors: ['NOT_FOUND', 'OPERATION_PENDING', 'JOB_FAILED'],
  },
  retry: {
    id: 'tasks.retry',
    summary: 'Let background work begin anew that was given up',
    method: 'POST',
    path: '/tasks/{id}/retry',
    scope: 'organization:write',
    input: byId,
    output: task,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  cancel: {
    id: 'tasks.cancel',
    summary: 'End background work that does not run',
    method: 'POST',
    path: '/tasks/{id}/cancel',
    scope: 'organization:write',
    input: byId,
    output: task,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
};
