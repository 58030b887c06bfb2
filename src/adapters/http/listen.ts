import type { OutgoingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { RegctlError } from '../../core/errors.ts';
import { TextResponse } from './text-response.ts';

/** Milliseconds: for the head of a request, for all of it, and for what is at hand when the server stops. */
const HEAD_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;
const DRAIN_MS = 30_000;

/** Listens on an address and hands every request on. @throws RegctlError `NETWORK` where the address cannot be had */
export async function listen(
  fetch: (request: Request, surroundings: unknown) => Response | Promise<Response>,
  at: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const answer = async (request: Request, surroundings: Surroundings): Promise<Response> => {
    const response = await fetch(request, surroundings);
    return response instanceof TextResponse ? write(response, surroundings.outgoing) : response;
  };
  const server = createAdaptorServer({ fetch: answer, overrideGlobalObjects: false }) as Server;
  server.headersTimeout = HEAD_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(at, error)));
    server.listen(at.port, at.host, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** What the server knows of a request beside the request. */
interface Surroundings {
  readonly outgoing: {
    writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
    end(content: string): unknown;
  };
}

function write(response: TextResponse, outgoing: Surroundings['outgoing']): Response {
  const headers: OutgoingHttpHeaders = { 'content-length': Buffer.byteLength(response.content) };
  for (const [name, value] of response.headers) headers[name] = value;
  outgoing.writeHead(response.status, headers);
  outgoing.end(response.content);
  return RESPONSE_ALREADY_SENT;
}

function cannotListen(at: { readonly host: string; readonly port: number }, error: Error): RegctlError {
  return new RegctlError('NETWORK', `the server cannot listen on ${at.host} port ${at.port}`, {
    reason: error.message,
    hint: 'choose another with `--port`, or stop what uses it',
    cause: error,
  });
}
