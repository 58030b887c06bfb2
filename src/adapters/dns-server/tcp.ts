import { createServer, type Server, type Socket } from 'node:net';
import { MAX_MESSAGE_OCTETS } from './reply-writer.ts';
import type { Responder } from './respond.ts';

/** Milliseconds that a connection may stay silent (RFC 7766 §6.2.3 asks for seconds), and connections at a time. */
const IDLE_MS = 10_000;
const MAX_CONNECTIONS = 200;

/** Gives the messages of a transfer for a query that asks for one from an address that may have it. */
export type Transfers = (query: Buffer, address: string | undefined) => Iterable<Buffer> | undefined;

/** Answers queries over TCP (RFC 7766): several on one connection, answered in their order. */
export function listenTcp(
  respond: Responder,
  transfers: Transfers,
  { host, port }: { readonly host: string; readonly port: number },
  maxOfAddress: number,
): Promise<Server> {
  const counts = new Map<string, number>();
  const server = createServer((socket) => {
    if (countConnection(counts, socket) > maxOfAddress) socket.destroy();
    else serveConnection(respond, transfers, socket);
  });
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Counts a connection for as long as it lasts. @returns how many its address has now */
function countConnection(counts: Map<string, number>, socket: Socket): number {
  const address = socket.remoteAddress ?? '';
  const count = (counts.get(address) ?? 0) + 1;
  counts.set(address, count);
  socket.once('close', () => {
    const left = (counts.get(address) ?? 1) - 1;
    if (left === 0) counts.delete(address);
    else counts.set(address, left);
  });
  return count;
}

function serveConnection(respond: Responder, transfers: Transfers, socket: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  // Whoever asks has gone; there is nobody to tell.
  socket.on('error', () => socket.destroy());
  const queries = (async function* () {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        yield received.subarray(2, end);
        received = received.subarray(end);
      }
    }
  })();
  const serve = async (): Promise<void> => {
    for await (const query of queries) {
      const answers = transfers(query, socket.remoteAddress) ?? [respond(query, 'tcp', MAX_MESSAGE_OCTETS)];
      for (const answer of answers) {
        if (answer === undefined) {
          socket.destroy();
          return;
        }
        const prefix = Buffer.allocUnsafe(2);
        prefix.writeUInt16BE(answer.length);
        // Who does not read its answers is sent no more of them.
        if (!socket.write(Buffer.concat([prefix, answer]))) await drained(socket);
        if (socket.destroyed) return;
      }
    }
    socket.end();
  };
  serve().catch(() => socket.destroy());
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.once('drain', done);
    socket.once('close', done);
  });
}
