import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createResolver } from '../../src/adapters/resolver/index.ts';
import { isWithin, type DomainName } from '../../src/core/names.ts';
import {
  CLASSES,
  decodeMessage,
  encodeMessage,
  RCODES,
  type MessageRecord,
} from '../../src/core/wire/message.ts';
import { listenBoth } from './listen-both.ts';

/** A recursive resolver over the servers of a test: it follows CNAME records from one to the other, and keeps nothing. */
export interface Recursor {
  /** `address:port` over UDP and TCP. */
  readonly address: string;
  /** DNS over HTTPS, without TLS. */
  readonly url: string;
  /** Names that were asked for, with the type. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** @param zones - zone → address of its server; the deepest counts, and what none has is not there */
export async function startRecursor(zones: ReadonlyMap<DomainName, string>): Promise<Recursor> {
  const asked: string[] = [];
  const resolver = createResolver({ hosts: {}, roots: [] });
  const answer = async (octets: Uint8Array): Promise<Uint8Array> => {
    const query = decodeMessage(octets);
    const [question] = query.questions;
    if (question === undefined) throw new Error('a query without a question');
    asked.push(`${question.name} ${question.type}`);
    const answers: MessageRecord[] = [];
    let rcode: number = RCODES.NOERROR;
    for (
      let name: DomainName | undefined = question.name, hops = 0;
      name !== undefined && hops < 10;
      hops++
    ) {
      const at: DomainName = name;
      name = undefined;
      const zone = [...zones.keys()]
        .filter((one) => isWithin(at, one))
        .toSorted((a, b) => b.length - a.length)[0];
      if (zone === undefined) {
        rcode = RCODES.NXDOMAIN;
        break;
      }
      const seen = await resolver.ask(
        { name: zone, address: zones.get(zone) ?? '' },
        { name: at, type: question.type },
        { transport: 'udp', timeoutMs: 5_000, recursion: false },
      );
      rcode =
        seen.rcode === 'NOERROR'
          ? RCODES.NOERROR
          : seen.rcode === 'NXDOMAIN'
            ? RCODES.NXDOMAIN
            : RCODES.SERVFAIL;
      answers.push(...seen.records.map((record) => ({ ...record, class: CLASSES.IN })));
      const last = seen.records.at(-1);
      if (last?.type === 'CNAME' && question.type !== 'CNAME') name = last.rdata.replace(/\.$/, '');
    }
    const flags = { response: true, recursionDesired: true, recursionAvailable: true };
    return encodeMessage({ id: query.id, ...flags, rcode, questions: query.questions, answers });
  };
  const udp = createSocket('udp4');
  udp.on('message', (query, from) => {
    answer(query).then(
      (octets) => udp.send(octets, from.port, from.address),
      // Who asked hears nothing, as of a resolver that is down.
      () => undefined,
    );
  });
  const tcp = createTcpServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.length < 2 ? Infinity : 2 + received.readUInt16BE(0);
      if (received.length < end) return;
      const query = received.subarray(2, end);
      received = received.subarray(end);
      answer(query).then(
        (octets) =>
          socket.write(Buffer.concat([Buffer.from([octets.length >> 8, octets.length & 255]), octets])),
        () => socket.destroy(),
      );
    });
  });
  const port = await listenBoth(tcp, udp);
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer(Buffer.concat(chunks)).then(
        (octets) => response.writeHead(200, { 'content-type': 'application/dns-message' }).end(octets),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/dns-query`,
    asked,
    stop: async () => {
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
        new Promise<void>((resolve) => {
          http.close(() => resolve());
          http.closeAllConnections();
        }),
      ]);
    },
  };
}
