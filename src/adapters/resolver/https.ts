import { RegctlError } from '../../core/errors.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import { decodeMessage, type Message } from '../../core/wire/message.ts';

/** Octets; RFC 8484 puts no bound, the wire form does. */
const MAX_MESSAGE_OCTETS = 65_535;

/** Sends a query over HTTPS (RFC 8484, by POST). @throws RegctlError `NETWORK` naming the URL */
export async function exchangeHttps(
  url: string,
  query: Uint8Array,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Message> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/dns-message', accept: 'application/dns-message' },
      body: new Uint8Array(query),
      // A redirect is no answer; not every runtime can be told so in advance.
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    const octets = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) throw failure(url, 'https', `it answered with status ${response.status}`);
    const answer = octets.length > MAX_MESSAGE_OCTETS ? undefined : matching(query, octets);
    if (answer === undefined) throw failure(url, 'https', 'it sent what is no answer to the question');
    return answer;
  } catch (error) {
    if (error instanceof RegctlError) throw error;
    if (signal?.aborted === true) throw interrupted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    throw failure(
      url,
      'https',
      timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : cause || 'it could not be reached',
    );
  }
}

/** The answer in `octets` if it is one to `query`; undefined for anything else. */
export function matching(query: Uint8Array, octets: Uint8Array): Message | undefined {
  let answer: Message;
  let asked: Message;
  try {
    answer = decodeMessage(octets);
    asked = decodeMessage(query);
  } catch (error) {
    if (error instanceof RegctlError) return undefined;
    throw error;
  }
  if (!answer.response || answer.id !== asked.id) return undefined;
  const [question] = answer.questions;
  const [wanted] = asked.questions;
  // Some servers leave the question out of refusals.
  if (question === undefined) return answer.rcode === 0 ? undefined : answer;
  return question.name === wanted?.name && question.type === wanted.type ? answer : undefined;
}

/** No answer from a server, and why. */
export function failure(server: ServerAddress | string, transport: string, reason: string): RegctlError {
  const name =
    typeof server === 'string'
      ? server
      : `${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
  return new RegctlError('NETWORK', `no answer from ${name} over ${transport}`, {
    reason,
    hint: 'check that the server runs and that nothing between filters the port',
    details: { server: name, transport },
  });
}

/** The caller asked to stop. */
export function interrupted(): RegctlError {
  return new RegctlError('INTERRUPTED', 'stopped while waiting for a name server', {
    reason: 'it was asked to stop',
  });
}
