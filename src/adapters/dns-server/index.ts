import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server, type Socket as TcpSocket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { isRegctlError } from '../../core/errors.ts';
import {
  CLASSES,
  decodeMessage,
  encodeMessage,
  OPCODES,
  RCODES,
  type Edns,
  type Message,
  type Question,
} from '../../core/wire/message.ts';
import { answerQuestion, type Reply } from './answer.ts';
import type { ZoneSource } from './folder-source.ts';

export { createFolderSource, type ZoneSource } from './folder-source.ts';

/** Octets over UDP that reach everywhere unfragmented (DNS Flag Day 2020), and without EDNS (RFC 1035 §4.2.1). */
const UDP_PAYLOAD = 1232;
const PLAIN_UDP_PAYLOAD = 512;

/** Milliseconds that a TCP connection may stay silent, and connections at a time. */
const TCP_IDLE_MS = 10_000;
const MAX_TCP_CONNECTIONS = 200;

export interface DnsServer {
  /** `address:port`, the same for UDP and TCP. */
  readonly address: string;
  close(): Promise<void>;
}

/** Answers questions about the zones of a source with authority, over UDP and TCP; refuses everything else. */
export async function startDnsServer(
  source: ZoneSource,
  options: { readonly host: string; readonly port: number },
): Promise<DnsServer> {
  const tcp = await listenTcp(source, options);
  const { port } = tcp.address() as AddressInfo;
  const udp = await listenUdp(source, { host: options.host, port }).catch((error: unknown) => {
    tcp.close();
    throw error;
  });
  const connections = new Set<TcpSocket>();
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    address: `${host}:${port}`,
    close: async () => {
      for (const socket of connections) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/**
 * Gives the octets of the answer to a query.
 *
 * @param limit - octets that the transport carries; a longer answer is cut and marked as truncated
 * @returns undefined for what deserves no answer: octets that are no DNS message, or an answer themselves
 */
export function respond(source: ZoneSource, query: Uint8Array, limit: number): Uint8Array | undefined {
  if (query.length < 12 || ((query[2] as number) & 0x80) !== 0) return undefined;
  let message: Message;
  try {
    message = decodeMessage(query);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    return encodeMessage({
      id: ((query[0] as number) << 8) | (query[1] as number),
      response: true,
      rcode: RCODES.FORMERR,
    });
  }
  const [question] = message.questions;
  const reply =
    question === undefined || message.questions.length !== 1
      ? error(RCODES.FORMERR)
      : replyTo(source, message, question);
  const octets = encode(message, reply);
  const room = Math.min(
    limit,
    limit === UDP_PAYLOAD
      ? message.edns === undefined
        ? PLAIN_UDP_PAYLOAD
        : Math.max(message.edns.udpPayload, PLAIN_UDP_PAYLOAD)
      : limit,
  );
  if (octets.length <= room) return octets;
  const withoutAdditional = encode(message, { ...reply, additional: [] });
  if (withoutAdditional.length <= room) return withoutAdditional;
  return encode(message, { ...reply, answers: [], authority: [], additional: [] }, true);
}

function replyTo(source: ZoneSource, message: Message, question: Question): Reply {
  if (message.opcode !== OPCODES.QUERY) return error(RCODES.NOTIMP);
  if (message.edns !== undefined && message.edns.version > 0) return error(RCODES.BADVERS);
  if (question.class !== CLASSES.IN && question.class !== CLASSES.ANY) return error(RCODES.REFUSED);
  if (question.type === 'AXFR' || question.type === 'IXFR') return error(RCODES.REFUSED);
  // The DS of a zone lies in its parent: asked at the apex, the zone above is meant where it is served here too.
  const parent =
    question.type === 'DS' ? source.find(question.name.slice(question.name.indexOf('.') + 1)) : undefined;
  const zone = parent ?? source.find(question.name);
  if (zone === undefined) return error(RCODES.REFUSED);
  return answerQuestion(zone, question.name, question.type);
}

function encode(message: Message, reply: Reply, truncated = false): Uint8Array {
  const edns: Edns | undefined =
    message.edns === undefined
      ? undefined
      : { udpPayload: UDP_PAYLOAD, version: 0, dnssecOk: message.edns.dnssecOk, options: [] };
  return encodeMessage({
    id: message.id,
    response: true,
    opcode: message.opcode,
    authoritative: reply.authoritative,
    truncated,
    recursionDesired: message.recursionDesired,
    rcode: reply.rcode,
    questions: message.questions,
    answers: reply.answers,
    authority: reply.authority,
    additional: reply.additional,
    edns,
  });
}

function error(rcode: number): Reply {
  return { rcode, authoritative: false, answers: [], authority: [], additional: [] };
}

function listenUdp(
  source: ZoneSource,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Socket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (query, from) => {
    const answer = respond(source, query, UDP_PAYLOAD);
    // An answer that cannot be sent is lost like any datagram; who asked asks again.
    if (answer !== undefined) socket.send(answer, from.port, from.address, () => undefined);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function listenTcp(
  source: ZoneSource,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer((socket) => serveTcp(source, socket));
  server.maxConnections = MAX_TCP_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function serveTcp(source: ZoneSource, socket: TcpSocket): void {
  let buffered: Buffer = Buffer.alloc(0);
  socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
      const end = 2 + buffered.readUInt16BE(0);
      const answer = respond(source, buffered.subarray(2, end), 65_535);
      buffered = buffered.subarray(end);
      if (answer === undefined) {
        socket.destroy();
        return;
      }
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([prefix, answer]));
    }
  });
}
