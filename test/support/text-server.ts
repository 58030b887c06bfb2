import { createServer, type AddressInfo } from 'node:net';
import { decodeMessage, encodeMessage } from '../../src/core/wire/message.ts';

/** A name server that has TXT records in memory and nothing else; over TCP, by which Pebble asks. */
export interface TextServer {
  /** `address:port`. */
  readonly address: string;
  set(name: string, text: string): void;
  stop(): Promise<void>;
}

export async function startTextServer(): Promise<TextServer> {
  const texts = new Map<string, string>();
  const answer = (octets: Uint8Array): Uint8Array => {
    const { id, questions } = decodeMessage(octets);
    const [question] = questions;
    const text = question?.type === 'TXT' ? texts.get(question.name) : undefined;
    const answers =
      question === undefined || text === undefined
        ? []
        : [{ name: question.name, type: 'TXT', class: 1, ttl: 0, rdata: `"${text}"` }];
    return encodeMessage({ id, response: true, authoritative: true, questions, answers });
  };
  const server = createServer((socket) => {
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const reply = answer(received.subarray(2, 2 + received.readUInt16BE(0)));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.end(Buffer.concat([length, reply]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (name, text) => void texts.set(name, text),
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
