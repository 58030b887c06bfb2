import { createSocket, type Socket } from 'node:dgram';
import type { Logger } from '../../ports/logger.ts';
import { MAX_MESSAGE_OCTETS } from './reply-writer.ts';
import type { Responder } from './respond.ts';

/** Octets of queries that may wait while a zone is read; the system may grant less. */
const RECEIVE_BUFFER_OCTETS = 1_048_576;

/** Answers queries over UDP. @param allows - whether an address is answered now, or sent to TCP */
export function listenUdp(
  respond: Responder,
  allows: (address: string) => boolean,
  { host, port }: { readonly host: string; readonly port: number },
  logger: Logger,
): Promise<Socket> {
  const socket = createSocket({
    type: host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER_OCTETS,
  });
  socket.on('message', (query, from) => {
    const transport = allows(from.address) ? 'udp' : 'udp-limited';
    const answer = respond(query, transport, MAX_MESSAGE_OCTETS);
    // An answer that cannot be sent is lost like any datagram; who asked asks again.
    if (answer !== undefined) socket.send(answer, from.port, from.address, () => undefined);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      socket.on('error', (error) => logger.warn(`the name server's UDP socket failed: ${error.message}`));
      resolve(socket);
    });
  });
}
