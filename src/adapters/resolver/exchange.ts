import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { RegctlError } from '../../core/errors.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import { decodeMessage, type Message } from '../../core/wire/message.ts';

/** Octets; RFC 8484 puts no bound, the wire form does. */
const MAX_MESSAGE_OCTETS = 65_535;

/**
 * Sends a query over UDP and waits for the answer that fits it: same id, same question. Others are not for us, or forged, and are passed over.
 *
 * @throws RegctlError `NETWORK` naming the server
 */
export function exchangeUdp(
  server: ServerAddress,
  query: Uint8Array,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Message> {
  return withDeadline(server, 'udp', timeoutMs, signal, (resolve, reject) => {
    const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', (error) => reject(failure(server, 'udp', error.message)));
    socket.on('message', (octets) => {
      const answer = matching(query, octets);
      if (answer !== undefined) resolve(answer);
    });
    socket.connect(server.port, server.host, () => {
      socket.send(query, (error) => {
        if (error !== null) reject(failure(server, 'udp', error.message));
      });
    });
    return () => socket.close();
  });
}

/** Sends a query over TCP on a connection of its own (RFC 7766). @throws RegctlError `NETWORK` naming the server */
export function exchangeTcp(
  server: ServerAddress,
  query: Uint8Array,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Message> {
  return withDeadline(server, 'tcp', timeoutMs, signal, (resolve, reject) => {
    const socket = connect(server.port, server.host);
    let received: Buffer = Buffer.alloc(0);
    socket.on('connect', () => {
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(query.length);
      socket.write(Buffer.concat([prefix, query]));
    });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const answer = matching(query, received.subarray(2, 2 + received.readUInt16BE(0)));
      if (answer === undefined) reject(failure(server, 'tcp', 'it sent what is no answer to the question'));
      else resolve(answer);
    });
    socket.on('error', (error) => reject(failure(server, 'tcp', error.message)));
    socket.on('close', () => reject(failure(server, 'tcp', 'it closed the connection without an answer')));
    return () => socket.destroy();
  });
}

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
      redirect: 'error',
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
function matching(query: Uint8Array, octets: Uint8Array): Message | undefined {
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

function withDeadline(
  server: ServerAddress,
  transport: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  start: (resolve: (answer: Message) => void, reject: (error: Error) => void) => () => void,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    let stop: () => void = () => undefined;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      stop();
      finish();
    };
    const abort = (): void => settle(() => reject(interrupted()));
    const timer = setTimeout(
      () => settle(() => reject(failure(server, transport, `no answer within ${timeoutMs / 1000} s`))),
      timeoutMs,
    );
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    stop = once(
      start(
        (answer) => settle(() => resolve(answer)),
        (error) => settle(() => reject(error)),
      ),
    );
  });
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}

function failure(server: ServerAddress | string, transport: string, reason: string): RegctlError {
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

function interrupted(): RegctlError {
  return new RegctlError('INTERRUPTED', 'stopped while waiting for a name server', {
    reason: 'it was asked to stop',
  });
}
