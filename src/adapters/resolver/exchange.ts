import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { ServerAddress } from '../../core/server-address.ts';
import type { Message } from '../../core/wire/message.ts';
import { failure, interrupted, matching } from './https.ts';

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
