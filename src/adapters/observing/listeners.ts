import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RegctlError } from '../../core/errors.ts';
import type { ListenAddress } from '../../ports/server-host.ts';
import { takeCpuProfile, takeHeapSnapshot } from './profiles.ts';

/** Something that listens beside the API. */
export interface Listener {
  /** `http://127.0.0.1:9090`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Lets Prometheus read metrics at `/metrics`. */
export function serveMetrics(at: ListenAddress, expose: () => Promise<string>): Promise<Listener> {
  return serve(at, '--metrics', async (path, response) => {
    if (path.pathname !== '/metrics') return notFound(response, '/metrics');
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(await expose());
  });
}

/** Lets operators take CPU profiles at `/profile?seconds=10` and heap snapshots at `/heap`. */
export function serveProfiles(at: ListenAddress): Promise<Listener> {
  return serve(at, '--profiling', async (path, response) => {
    if (path.pathname === '/profile') {
      const seconds = Number(path.searchParams.get('seconds') ?? Number.NaN);
      const profile = await takeCpuProfile(Number.isFinite(seconds) ? seconds : undefined);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(profile);
      return;
    }
    if (path.pathname !== '/heap') return notFound(response, '/profile?seconds=10, /heap');
    response.writeHead(200, { 'content-type': 'application/json' });
    await takeHeapSnapshot((piece) => response.write(piece));
    response.end();
  });
}

async function serve(
  at: ListenAddress,
  flag: string,
  answer: (path: URL, response: ServerResponse) => Promise<void> | void,
): Promise<Listener> {
  const server = createServer((request: IncomingMessage, response) => {
    const work = async (): Promise<void> => {
      // A page in a browser must not reach it by a name of its own that leads here (DNS rebinding).
      if (request.headers.origin !== undefined || request.method !== 'GET') {
        response.writeHead(403).end();
        return;
      }
      await answer(new URL(request.url ?? '/', 'http://localhost'), response);
    };
    work().catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(error instanceof RegctlError ? 409 : 500);
      response.end(error instanceof RegctlError ? `${error.message}\n` : 'failed\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new RegctlError('NETWORK', `the server cannot listen on ${at.host} port ${String(at.port)}`, {
          reason: error.message,
          hint: `choose another with \`${flag}\`, or stop what uses it`,
          cause: error,
        }),
      ),
    );
    server.listen(at.port, at.host, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function notFound(response: ServerResponse, there: string): void {
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end(`there is ${there}\n`);
}
