import { RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import type { Message } from '../../core/wire/message.ts';
import type { Cache } from '../../ports/cache.ts';
import type { AnswerRecord, DnsResolver } from '../../ports/dns-resolver.ts';
import { failure, interrupted, matching } from './https.ts';
import { createResolverOver, type DnsNetwork, type ResolverConfig } from './resolver.ts';

/** A TCP connection as the Workers runtime gives it. */
export interface Socket {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a TCP connection: `connect` of `cloudflare:sockets`. */
export type Connect = (address: { readonly hostname: string; readonly port: number }) => Socket;

export interface SocketNetwork {
  readonly connect: Connect;
  /** URL of the DNS-over-HTTPS resolver that finds the addresses of hosts. */
  readonly recursive: string;
  /** Remembers the addresses of hosts for as long as their records may be. */
  readonly cache: Cache;
}

/** Asks name servers where there is no UDP: over TCP, which every name server must answer (RFC 7766 §5), and hosts over HTTPS. */
export function createSocketResolver(
  config: ResolverConfig,
  { connect, recursive, cache }: SocketNetwork,
): DnsResolver {
  const tcp: DnsNetwork['tcp'] = (server, query, timeoutMs, signal) =>
    exchangeSocket(connect, server, query, timeoutMs, signal);
  const lookUp = async (host: DomainName): Promise<readonly AnswerRecord[]> => {
    const found = await Promise.allSettled(
      ['A', 'AAAA'].map((type) =>
        resolver.ask(
          { url: recursive },
          { name: host, type },
          { transport: 'https', timeoutMs: LOOKUP_TIMEOUT_MS, recursion: true },
        ),
      ),
    );
    return found.flatMap((result) => (result.status === 'fulfilled' ? result.value.records : []));
  };
  const resolver = createResolverOver(config, {
    udp: tcp,
    tcp,
    systemAddresses: async (host) => {
      const key = `addresses/${host}`;
      const known = await cache.get(key);
      if (known !== undefined) return known.split(' ');
      const records = await lookUp(host);
      const addresses = records.flatMap(({ type, rdata }) =>
        type === 'A' ? [rdata] : type === 'AAAA' ? [`[${rdata}]`] : [],
      );
      if (addresses.length > 0)
        await cache.put(key, addresses.join(' '), Math.min(...records.map(({ ttl }) => ttl)));
      return addresses;
    },
  });
  return resolver;
}

const LOOKUP_TIMEOUT_MS = 5_000;

async function exchangeSocket(
  connect: Connect,
  server: ServerAddress,
  query: Uint8Array,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Message> {
  if (signal?.aborted === true) throw interrupted();
  const socket = connect({ hostname: server.host, port: server.port });
  let stop: (error: Error) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => (stop = reject));
  const abort = (): void => stop(interrupted());
  const timer = setTimeout(
    () => stop(failure(server, 'tcp', `no answer within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([converse(socket, server, query), stopped]);
  } catch (error) {
    if (error instanceof RegctlError) throw error;
    throw failure(server, 'tcp', error instanceof Error ? error.message : 'it could not be reached');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    // A connection that never opened cannot be closed, and need not be.
    socket.close().catch(() => undefined);
  }
}

/** Sends the query with its length before it, and reads one answer of the same form (RFC 1035 §4.2.2). */
async function converse(socket: Socket, server: ServerAddress, query: Uint8Array): Promise<Message> {
  const writer = socket.writable.getWriter();
  await writer.write(Uint8Array.of(query.length >> 8, query.length & 0xff, ...query));
  const reader = socket.readable.getReader();
  let received = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw failure(server, 'tcp', 'it closed the connection without an answer');
    received = Uint8Array.of(...received, ...value);
    const [high = 0, low = 0] = received;
    const length = high * 256 + low;
    if (received.length < 2 || received.length < 2 + length) continue;
    const answer = matching(query, received.subarray(2, 2 + length));
    if (answer === undefined) throw failure(server, 'tcp', 'it sent what is no answer to the question');
    return answer;
  }
}
