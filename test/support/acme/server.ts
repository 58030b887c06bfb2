import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createHttpClient } from '../../../src/adapters/http/client.ts';
import type { HttpClient } from '../../../src/ports/http-client.ts';
import { silent } from '../open-provider.ts';
import { createRoutes, type Reply } from './routes.ts';
import { Problem } from './problem.ts';
import { CALM, State, type AcmeOptions, type Issued, type Moods } from './state.ts';
import { createIssuer } from './issuer.ts';

/** A CA that speaks ACME in this process, to the letter: what a test wants it to do is in its `moods`. */
export interface AcmeServer {
  readonly directoryUrl: string;
  readonly http: HttpClient;
  /** Requests that came, as `POST /new-order`. */
  readonly requests: string[];
  readonly moods: Moods;
  readonly rootNames: readonly string[];
  /** By serial number, hexadecimal without leading zeros. */
  issued(serial: string): Issued | undefined;
  /** Makes it calm again. */
  calm(): void;
  /** Ends the time of every order. */
  expireOrders(): void;
  /** Ends every account, as an operator of the CA may. */
  deactivateAccounts(): void;
  stop(): Promise<void>;
}

export async function startAcmeServer(options: AcmeOptions): Promise<AcmeServer> {
  const state = new State(options);
  const issuer = await createIssuer(() => state.now());
  const route = createRoutes(state, issuer);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    void serve(state, route, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    directoryUrl: `${state.base}/dir`,
    http: createHttpClient({ fetch, clock: systemClock, logger: silent }),
    requests,
    moods: state.moods,
    rootNames: issuer.rootNames,
    issued: (serial) =>
      [...state.issued.values()].find((one) => one.serial.replace(/^0+/, '') === serial.replace(/^0+/, '')),
    calm: () => void Object.assign(state.moods, CALM),
    expireOrders: () => {
      for (const order of state.orders.values()) order.expiresAt = 0;
    },
    deactivateAccounts: () => {
      for (const account of state.accounts.values()) account.status = 'deactivated';
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  state: State,
  route: ReturnType<typeof createRoutes>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  let reply: Reply;
  try {
    reply = await route(request.method ?? '', request.url ?? '', request.headers['content-type'], body);
  } catch (error) {
    const problem =
      error instanceof Problem ? error : new Problem('serverInternal', String(error), { status: 500 });
    const headers = { 'content-type': 'application/problem+json', ...problem.headers };
    reply = { status: problem.status, headers, body: problem.document() };
  }
  const text =
    typeof reply.body === 'string' ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body);
  response.writeHead(reply.status ?? 200, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    // RFC 8555 §6.5: an answer to an unsigned read has none.
    ...(request.method === 'POST' || request.url === '/new-nonce'
      ? { 'replay-nonce': state.newNonce() }
      : {}),
    ...reply.headers,
  });
  response.end(text);
}
