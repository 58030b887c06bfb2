import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a handler sees it. */
export interface FakeRequest {
  readonly method: string;
  /** The path as it came, percent-encoding kept. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export interface FakeReply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  /** A string goes out as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** What goes wrong with one request. `lost-*`: the connection breaks before or after the server did its work. */
export type Fault =
  | 'html-503'
  | 'half-body'
  | 'lost-before'
  | 'lost-after'
  | 'never-answers'
  | 'html-200'
  | { readonly reply: FakeReply };

interface Injected {
  readonly fault: Fault;
  readonly when: (request: FakeRequest) => boolean;
  left: number;
}

/** A local server of a company's API: real HTTP on loopback, with a log of what was asked and faults on demand. */
export interface FakeServer {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  /** Every request that arrived, the refused ones included, in order. */
  readonly requests: FakeRequest[];
  /** Lets the next `times` requests that match go wrong. */
  inject(
    fault: Fault,
    options?: { readonly when?: (request: FakeRequest) => boolean; readonly times?: number },
  ): void;
  /** Does something right before the next request that matches is carried out: an edit by somebody else between two requests of one client. */
  before(when: (request: FakeRequest) => boolean, action: () => void): void;
  stop(): Promise<void>;
}

const HTML_503 =
  '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n';

/** Starts a server on a free port of 127.0.0.1, or on the one given. */
export async function startFakeServer(
  handle: (request: FakeRequest) => FakeReply | Promise<FakeReply>,
  options: { readonly port?: number } = {},
): Promise<FakeServer> {
  const requests: FakeRequest[] = [];
  const faults: Injected[] = [];
  let hooks: { readonly when: (request: FakeRequest) => boolean; readonly action: () => void }[] = [];
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing);
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    requests.push(request);
    const hook = hooks.find((each) => each.when(request));
    hooks = hooks.filter((each) => each !== hook);
    hook?.action();
    const injected = faults.find((each) => each.left > 0 && each.when(request));
    if (injected !== undefined) injected.left--;
    const fault = injected?.fault;
    if (fault === 'never-answers') return;
    if (fault === 'lost-before') return void outgoing.destroy();
    if (fault === 'html-503') return send(outgoing, { status: 503, body: HTML_503, headers: HTML });
    if (fault === 'html-200')
      return send(outgoing, { status: 200, body: '<html>sign in</html>', headers: HTML });
    if (typeof fault === 'object') return send(outgoing, fault.reply);
    let reply: FakeReply;
    try {
      reply = await handle(request);
    } catch (error) {
      reply = {
        status: 500,
        headers: { 'content-type': 'text/plain' },
        body: `defect of the local server: ${String(error)}`,
      };
    }
    if (fault === 'lost-after') return void outgoing.destroy();
    send(outgoing, reply, fault === 'half-body');
  }

  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    inject: (fault, { when = () => true, times = 1 } = {}) => {
      faults.push({ fault, when, left: times });
    },
    before: (when, action) => {
      hooks.push({ when, action });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const HTML = { 'content-type': 'text/html' };

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2);
  const headers: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function send(outgoing: ServerResponse, reply: FakeReply, half = false): void {
  const text =
    reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const bytes = Buffer.from(text, 'utf8');
  outgoing.writeHead(reply.status, {
    ...(text === '' ? {} : { 'content-type': 'application/json' }),
    ...reply.headers,
    'content-length': String(bytes.length),
  });
  if (!half) return void outgoing.end(bytes);
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
}

/** Reads a JSON body; undefined for what is none. */
export function jsonOf(request: FakeRequest): unknown {
  try {
    return JSON.parse(request.body) as unknown;
  } catch {
    return undefined;
  }
}

/** A token bucket on a clock of milliseconds, as the companies' limits are described. */
export class Bucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  constructor(capacity: number, perSecond: number, now: () => number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = capacity;
    this.#at = now();
  }

  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#capacity, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
