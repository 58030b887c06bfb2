import { connect, type ConnectionOptions, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { publicLookup, refusePrivateHost } from './network-policy.ts';
import { RegctlError } from '../core/errors.ts';
import type { ServedTls, TlsProbe } from '../ports/tls-probe.ts';

/** Certificates of one chain that are read; more would be a server that means ill. */
const MAX_CHAIN = 10;

/** Looks at servers by the TLS of this machine and what it trusts. */
export const nodeTlsProbe: TlsProbe = {
  probe: async (target, options) => {
    requireHost(target.host);
    return probe(target, options, {});
  },
};

/** The same, and keeps off private addresses: for whom anybody may tell where to look. */
export const publicTlsProbe: TlsProbe = {
  probe: async (target, options) => {
    requireHost(target.host);
    await refusePrivateHost(target.host);
    return probe(target, options, { lookup: publicLookup });
  },
};

/** What is neither a name nor an address would fail as a defect deep in the runtime. @throws RegctlError `INVALID_INPUT` */
function requireHost(host: string): void {
  if (/^[\w.:%-]{1,255}$/.test(host)) return;
  throw new RegctlError('INVALID_INPUT', `${JSON.stringify(host.slice(0, 80))} is no host`, {
    reason: 'it is neither a name nor an address',
    hint: 'such as www.example.org, 192.0.2.1 or 2001:db8::1',
  });
}

function probe(
  { host, port, serverName }: Parameters<TlsProbe['probe']>[0],
  { timeoutMs, signal }: Parameters<TlsProbe['probe']>[1],
  connecting: Pick<ConnectionOptions, 'lookup'>,
): Promise<ServedTls> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...connecting,
      host,
      port,
      // The chain is looked at whoever signed it; nothing is said to the server after the handshake.
      rejectUnauthorized: false,
      ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    });
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      socket.destroy();
      end();
    };
    const fail = (reason: string, cause?: unknown): void => {
      settle(() => reject(noAnswer(host, port, reason, cause)));
    };
    const stop = (): void => {
      settle(() => reject(new RegctlError('INTERRUPTED', `stopped while looking at ${host}`)));
    };
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    socket.once('error', (error) => fail(wordsOf(error), error));
    socket.once('secureConnect', () => {
      const served = servedBy(socket);
      settle(() => resolve(served));
    });
  });
}

function servedBy(socket: TLSSocket): ServedTls {
  const chain: Uint8Array[] = [];
  let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // The last one of a chain that ends in a root is its own issuer.
  for (
    let last = '';
    at?.fingerprint256 !== undefined && at.fingerprint256 !== last && chain.length < MAX_CHAIN;
  ) {
    chain.push(new Uint8Array(at.raw));
    last = at.fingerprint256;
    at = at.issuerCertificate;
  }
  const { authorizationError } = socket;
  return {
    address: socket.remoteAddress ?? '',
    protocol: socket.getProtocol() ?? '',
    chain,
    distrust: socket.authorized ? null : String(authorizationError),
  };
}

/** What is meant among the places in OpenSSL's sources where it stumbled. */
function wordsOf({ message }: Error): string {
  const [, words] = /:SSL routines:[^:]*:([^:]+):/.exec(message) ?? [];
  if (words === undefined) return message;
  return words === 'wrong version number' ? 'what answers there speaks no TLS' : words;
}

function noAnswer(host: string, port: number, reason: string, cause: unknown): RegctlError {
  return new RegctlError('NETWORK', `no TLS from ${host} at port ${port}`, {
    reason,
    hint: 'check that the host serves TLS there, or name another port as HOST:PORT',
    details: { server: `${host}:${port}` },
    ...(cause === undefined ? {} : { cause }),
  });
}
