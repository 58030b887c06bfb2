import { createServer, request } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Stands before Cloudflare and holds batches up. */
export interface Gate {
  readonly url: string;
  /** Holds up what comes after so many batches. */
  holdAfter(batches: number): void;
  release(): void;
  close(): Promise<void>;
}

/** @param target - the address of a server of Cloudflare's API */
export async function openGate(target: string): Promise<Gate> {
  let left = Infinity;
  let opened = Promise.withResolvers<void>();
  const pass = async (url: string): Promise<void> => {
    if (!url.endsWith('/batch')) return;
    if (left <= 0) await opened.promise;
    left -= 1;
  };
  const gate = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    void pass(url).then(() => {
      const onward = request(`${target}${url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      });
      // What was held up for a client that is gone may come after the server has ended, too.
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  return {
    url: `http://127.0.0.1:${String((gate.address() as AddressInfo).port)}`,
    holdAfter: (batches) => {
      left = batches;
      opened = Promise.withResolvers<void>();
    },
    release: () => {
      left = Infinity;
      opened.resolve();
    },
    close: async () => {
      gate.closeAllConnections();
      gate.close();
      await once(gate, 'close');
    },
  };
}
