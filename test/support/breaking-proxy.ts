import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Something that stands between and breaks connections off. */
export interface Proxy {
  readonly url: string;
  /** Requests that came for an apply, and to stop one and were answered. */
  applies(): number;
  stops(): number;
  /** Breaks every connection off. */
  cut(): void;
  close(): Promise<void>;
}

/** @param target - gives the address of the server, which may change */
export async function openProxy(target: () => string): Promise<Proxy> {
  let applies = 0;
  let stops = 0;
  const proxy: Server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    if (url.endsWith('/plans/apply')) applies += 1;
    const onward = request(`${target()}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
      answer.on('end', () => {
        if (url.endsWith('/stop')) stops += 1;
      });
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`,
    applies: () => applies,
    stops: () => stops,
    cut: () => proxy.closeAllConnections(),
    close: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
