import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Ports that are tried. */
const TRIES = 10;

/**
 * Listens on loopback by TCP and UDP at one port that is free for both.
 *
 * @returns the port
 */
export async function listenBoth(tcp: Server, udp: Socket): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as AddressInfo;
    try {
      udp.bind(port, '127.0.0.1');
      await once(udp, 'listening');
      return port;
    } catch (error) {
      // The port that TCP was given may be another program's over UDP.
      if (attempt === TRIES) throw error;
      tcp.close();
      await once(tcp, 'close');
    }
  }
}
