import { connect } from 'node:net';
import { RegctlError } from '../../../core/errors.ts';

/**
 * Sends one message over TCP and hands every answer to `onMessage` until that says it is the last.
 *
 * @throws RegctlError `NETWORK` naming the server; `details.outcome` is `unknown` once the message was sent
 */
export function exchange(
  server: { readonly host: string; readonly port: number; readonly label: string },
  message: Uint8Array,
  options: {
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
    readonly onMessage: (octets: Uint8Array) => 'more' | 'last';
  },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let received: Buffer = Buffer.alloc(0);
    const socket = connect(server.port, server.host);
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    const fail = (reason: string): void =>
      settle(
        new RegctlError('NETWORK', `no answer from ${server.label}`, {
          reason,
          hint: 'check that the server runs, allows transfers and updates over TCP, and that nothing between filters the port',
          provider: 'rfc2136',
          details: { server: server.label, outcome: sent ? 'unknown' : 'not sent' },
        }),
      );
    const abort = (): void =>
      settle(
        new RegctlError('INTERRUPTED', `stopped while waiting for ${server.label}`, {
          reason: 'it was asked to stop',
        }),
      );
    const arm = (): NodeJS.Timeout =>
      setTimeout(() => fail(`silent for ${options.timeoutMs / 1000} s`), options.timeoutMs);
    let timer = arm();
    if (options.signal?.aborted === true) {
      abort();
      return;
    }
    options.signal?.addEventListener('abort', abort, { once: true });
    socket.on('connect', () => {
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(message.length);
      socket.write(Buffer.concat([prefix, message]));
      sent = true;
    });
    socket.on('data', (chunk: Buffer) => {
      clearTimeout(timer);
      timer = arm();
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      try {
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
          const end = 2 + received.readUInt16BE(0);
          const octets = new Uint8Array(received.subarray(2, end));
          received = received.subarray(end);
          if (options.onMessage(octets) === 'last') {
            settle();
            return;
          }
        }
      } catch (error) {
        settle(error instanceof Error ? error : new Error('the answer cannot be read'));
      }
    });
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('it closed the connection in the middle of an answer'));
  });
}
