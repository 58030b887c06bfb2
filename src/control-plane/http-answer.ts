import { RegctlError } from '../core/errors.ts';
import type { HttpResponse } from '../ports/http-client.ts';
import type { HttpCallOptions } from './http-call-options.ts';
import { fromProblem, PROBLEM_TYPE } from './problem.ts';
import { PROGRESS_TYPE, progressLine } from './progress.ts';

/** Reads one line of an answer that tells how it goes on; gives the result once it is there. */
export function takeLine(
  host: string,
  text: string,
  options: HttpCallOptions,
): { readonly value: unknown } | undefined {
  const read = progressLine.safeParse(parseJson(host, text));
  if (!read.success) throw notUnderstood(host, 'a line of progress');
  const line = read.data;
  if ('result' in line) return { value: line.result };
  if ('problem' in line) throw fromProblem(line.problem) ?? notUnderstood(host, 'a problem');
  if ('event' in line) options.onEvent?.(line.event);
  if ('failure' in line) options.onFailure?.(line.failure.account, fromProblem(line.failure.problem));
  if ('open' in line) void options.onOpen?.(line.open);
  return undefined;
}

/** Of a proxy whose server is away, or does not answer in the time that it has (RFC 9110 §15.6). */
const GATEWAY_FAILURES: ReadonlySet<number> = new Set([502, 503, 504]);

/** Gives what an answer holds. @throws RegctlError what the server threw, `NETWORK` where it came from elsewhere or not to its end, `PROVIDER_UNAVAILABLE` */
export function readAnswer(host: string, response: HttpResponse): unknown {
  const type = response.headers['content-type'] ?? '';
  if (response.status === 204) return null;
  if (type.startsWith(PROGRESS_TYPE)) {
    throw new RegctlError('NETWORK', `the answer of ${host} was cut off`, {
      reason: 'the connection ended before the result came',
      hint: 'look at `regctl ops list` whether it was done, then run the command again',
      details: { server: host, outcome: 'unknown' },
    });
  }
  if (GATEWAY_FAILURES.has(response.status) && !type.startsWith(PROBLEM_TYPE)) {
    throw new RegctlError('NETWORK', `no answer from ${host}`, {
      reason: `something before it answered with status ${String(response.status)}`,
      hint: 'ask whoever runs it, or run the command again',
      details: { server: host, outcome: 'unknown' },
    });
  }
  const value = parseJson(host, response.text);
  if (!type.startsWith(PROBLEM_TYPE)) {
    if (response.status < 300) return value;
    throw notUnderstood(host, `status ${String(response.status)}`);
  }
  throw fromProblem(value) ?? notUnderstood(host, 'a problem');
}

function parseJson(host: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw notUnderstood(host, 'no JSON', error);
  }
}

/** What an answer fails with that is none of a control plane. */
export function notUnderstood(host: string, what: string, cause?: unknown): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', `the answer of ${host} cannot be understood`, {
    reason: `it is none of a control plane of this version (${what})`,
    hint: 'check the address with `regctl config get host`, or update regctl',
    cause,
  });
}
