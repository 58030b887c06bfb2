import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { provider as powerdns } from '../../src/adapters/providers/powerdns/index.ts';
import { provider as rfc2136 } from '../../src/adapters/providers/rfc2136/index.ts';
import { signMessage, type TsigKey } from '../../src/adapters/providers/rfc2136/tsig.ts';
import { RegctlError } from '../../src/core/errors.ts';
import { appendTsig, CLASSES, decodeMessage, encodeMessage, RCODES } from '../../src/core/wire/message.ts';
import type { DnsProvider } from '../../src/ports/dns-provider.ts';
import { openForTest } from '../support/open-provider.ts';

const KEY: TsigKey = { name: 'key', algorithm: 'hmac-sha256', secret: Buffer.from('secret') };
const servers: (Server | HttpServer)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Listens, and gives the address; each message over TCP is handed on without its length. */
async function dnsServer(onQuery: (query: Uint8Array, socket: Socket) => void): Promise<DnsProvider> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (chunk: Buffer) => onQuery(new Uint8Array(chunk.subarray(2)), socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const endpoint = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const { dns } = openForTest(rfc2136, {
    endpoint,
    zones: ['example.org'],
    credentials: { 'tsig-name': 'key', 'tsig-secret': Buffer.from('secret').toString('base64') },
  });
  if (dns === undefined) throw new Error('no DNS part');
  return dns;
}

function send(socket: Socket, octets: Uint8Array): void {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(octets.length);
  socket.write(Buffer.concat([prefix, octets]));
}

const reply = (query: Uint8Array, rcode: number): Uint8Array =>
  encodeMessage({
    id: decodeMessage(query).id,
    response: true,
    rcode,
    questions: decodeMessage(query).questions,
  });
const withError = (query: Uint8Array, error: number): Uint8Array =>
  appendTsig(reply(query, RCODES.NOTAUTH), {
    keyName: 'key',
    algorithm: 'hmac-sha256',
    timeSigned: 1_000,
    fudge: 300,
    mac: new Uint8Array(),
    originalId: decodeMessage(query).id,
    error,
    otherData: new Uint8Array(),
  });

describe('a server of dynamic updates', () => {
  it.each<[what: string, code: string, says: RegExp, answer: (query: Uint8Array, socket: Socket) => void]>([
    [
      'REFUSED',
      'CREDENTIAL_REJECTED',
      /REFUSED/,
      (query, socket) => send(socket, reply(query, RCODES.REFUSED)),
    ],
    [
      'NOTAUTH',
      'ZONE_NOT_FOUND',
      /does not serve/,
      (query, socket) => send(socket, reply(query, RCODES.NOTAUTH)),
    ],
    ['BADSIG', 'CREDENTIAL_REJECTED', /BADSIG/, (query, socket) => send(socket, withError(query, 16))],
    ['BADKEY', 'CREDENTIAL_REJECTED', /BADKEY/, (query, socket) => send(socket, withError(query, 17))],
    ['BADTIME', 'CREDENTIAL_REJECTED', /BADTIME/, (query, socket) => send(socket, withError(query, 18))],
    [
      'an answer that nobody signed',
      'NETWORK',
      /trusted/,
      (query, socket) => send(socket, reply(query, RCODES.NOERROR)),
    ],
    [
      'a signature of another secret',
      'NETWORK',
      /trusted/,
      (query, socket) =>
        send(
          socket,
          signMessage(reply(query, RCODES.NOERROR), { ...KEY, secret: Buffer.from('other') }, new Date())
            .message,
        ),
    ],
    ['garbage', 'NETWORK', /understood/, (_, socket) => send(socket, Uint8Array.from([1, 2, 3, 4, 5]))],
    [
      'an answer to another question',
      'NETWORK',
      /understood/,
      (query, socket) => send(socket, encodeMessage({ id: decodeMessage(query).id ^ 1, response: true })),
    ],
    [
      'half an answer',
      'NETWORK',
      /no answer/,
      (_, socket) => void socket.end(Buffer.from([0, 100, 1, 2, 3])),
    ],
    ['a closed connection', 'NETWORK', /no answer/, (_, socket) => void socket.destroy()],
  ])('that answers %s is named, with what to do', async (_, code, says, answer) => {
    const dns = await dnsServer(answer);
    const error: unknown = await dns.readZone('example.org').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RegctlError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) as unknown });
    expect((error as RegctlError).message).toMatch(/127\.0\.0\.1:\d+/);
    expect((error as RegctlError).hint).toBeTruthy();
  });

  it('that stops in the middle of a transfer is no empty zone', async () => {
    const dns = await dnsServer((query, socket) => {
      const { id, questions } = decodeMessage(query);
      const soa = {
        name: 'example.org',
        type: 'SOA',
        class: CLASSES.IN,
        ttl: 300,
        rdata: 'ns1.example.org. h.example.org. 1 2 3 4 5',
      };
      send(
        socket,
        signMessage(
          encodeMessage({ id, response: true, authoritative: true, questions, answers: [soa] }),
          KEY,
          new Date(),
        ).message,
      );
      socket.end();
    });
    await expect(dns.readZone('example.org')).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it('that never answers is given up on', async () => {
    const dns = await dnsServer(() => undefined);
    const startedAt = performance.now();
    await expect(dns.readZone('example.org')).rejects.toMatchObject({
      code: 'NETWORK',
      reason: expect.stringContaining('silent') as unknown,
    });
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });
});

describe('an HTTP API', () => {
  const api = async (
    status: number,
    body: string,
    headers: { readonly [name: string]: string } = {},
  ): Promise<{ dns: DnsProvider; calls: () => number }> => {
    let calls = 0;
    const server = createHttpServer((_, response) => {
      calls += 1;
      response.writeHead(status, headers).end(body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const { dns } = openForTest(powerdns, {
      endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
      credentials: { 'api-key': 'canary' },
    });
    if (dns === undefined) throw new Error('no DNS part');
    return { dns, calls: () => calls };
  };

  it.each<[what: string, status: number, body: string, code: string]>([
    ['an HTML page', 200, '<html>busy</html>', 'PROVIDER_UNAVAILABLE'],
    ['half a body', 200, '{"rrsets": [', 'PROVIDER_UNAVAILABLE'],
    ['another form', 200, '{"rrsets": "none"}', 'PROVIDER_UNAVAILABLE'],
    ['an error of its own', 500, '<html>oops</html>', 'PROVIDER_UNAVAILABLE'],
    ['a refusal', 401, 'Unauthorized', 'CREDENTIAL_REJECTED'],
    ['that the zone is unknown', 404, '{"error": "Not Found"}', 'ZONE_NOT_FOUND'],
  ])('that answers %s gives a typed error, without its body or the secret', async (_, status, body, code) => {
    const { dns } = await api(status, body);
    const error: unknown = await dns.readZone('example.org').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(
      JSON.stringify([error, (error as RegctlError).message, (error as RegctlError).reason]),
    ).not.toMatch(/html|canary/);
  });

  it('that never answers is given up on in the time that the error names', async () => {
    const server = createHttpServer(() => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { dns } = openForTest(powerdns, {
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { 'api-key': 'canary' },
    });
    const startedAt = performance.now();
    await expect(dns?.readZone('example.org')).rejects.toMatchObject({
      code: 'NETWORK',
      reason: 'no answer within 5 s',
    });
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    server.closeAllConnections();
  });

  it('that asks to wait is asked again, and a write is not', async () => {
    const { dns, calls } = await api(503, '', { 'retry-after': '0' });
    await expect(dns.readZone('example.org')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(calls()).toBe(3);
    await expect(dns.deleteZone?.('example.org')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(calls()).toBe(4);
  });
});
