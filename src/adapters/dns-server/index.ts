import type { Socket as UdpSocket } from 'node:dgram';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Logger } from '../../ports/logger.ts';
import { createAddressLimit } from './address-limit.ts';
import { createResponder } from './respond.ts';
import { listenTcp } from './tcp.ts';
import { transferOf } from './transfer.ts';
import { listenUdp } from './udp.ts';
import type { ZoneSource } from './zone-source.ts';

export { createFolderSource, type FolderSource } from './folder-source.ts';
export { createServiceZone } from './service-zone.ts';
export type { ZoneSource } from './zone-source.ts';

/** Times that a free port is looked for that both transports can have. */
const PORT_TRIES = 10;
/** Connections of one address at a time, where addresses are bounded. */
const MAX_OF_ADDRESS = 20;

export interface DnsServer {
  /** `address:port`, the same for UDP and TCP. */
  readonly address: string;
  /** Stops answering; connections are closed. */
  close(): Promise<void>;
}

export interface DnsServerOptions {
  /** Address to listen on; for several, start one server each on the same source. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly logger: Logger;
  /** Whether programs on this machine (loopback addresses) may transfer zones; nobody else may. */
  readonly allowTransfer?: boolean;
  /** Questions a second that one address is answered over UDP; beyond that it is sent to TCP, where nobody can ask in another's name. None: no bound. */
  readonly questionsPerSecond?: number;
}

/**
 * Answers questions about the zones of a source with authority, over UDP and TCP, and refuses everything else.
 *
 * Plain DNS without DNSSEC: a signed zone's records are served as they stand, and answers carry neither their signatures nor proofs.
 */
export async function startDnsServer(source: ZoneSource, options: DnsServerOptions): Promise<DnsServer> {
  const { tcp, udp, port } = await listen(source, options);
  const connections = new Set<Socket>();
  tcp.on('error', (error) => options.logger.warn(`the name server's TCP socket failed: ${error.message}`));
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    address: `${host}:${port}`,
    close: async () => {
      const closed = [
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ];
      for (const socket of connections) socket.destroy();
      await Promise.all(closed);
    },
  };
}

async function listen(
  source: ZoneSource,
  options: DnsServerOptions,
): Promise<{ tcp: Server; udp: UdpSocket; port: number }> {
  const respond = createResponder(source, options.logger);
  const transfers = (query: Buffer, address: string | undefined): Iterable<Buffer> | undefined =>
    options.allowTransfer === true && isLoopback(address) ? transferOf(source, query) : undefined;
  const limit = options.questionsPerSecond;
  const allows = limit === undefined ? () => true : createAddressLimit(limit, () => performance.now());
  for (let attempt = 1; ; attempt++) {
    const tcp = await listenTcp(respond, transfers, options, limit === undefined ? Infinity : MAX_OF_ADDRESS);
    const { port } = tcp.address() as AddressInfo;
    try {
      return {
        tcp,
        udp: await listenUdp(respond, allows, { host: options.host, port }, options.logger),
        port,
      };
    } catch (error) {
      tcp.close();
      // The port that TCP was given may be another program's over UDP.
      if (options.port !== 0 || attempt === PORT_TRIES) throw error;
    }
  }
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address);
}
