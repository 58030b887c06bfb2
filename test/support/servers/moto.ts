import { startFakeServer, type FakeReply, type FakeRequest } from '../providers/fake-server.ts';
import { isInstalled } from '../programs.ts';
import { freePort, startServer, testFolder, type TestServer } from './process.ts';

/** moto: an independent server of Amazon's APIs (test/support/moto-requirements.txt). */
export interface MotoServer extends TestServer {
  /** Base URL of all the APIs; which one is meant stands in the signature. */
  readonly url: string;
}

const PROGRAM = process.env['REGCTL_MOTO'] ?? 'moto_server';

export function hasMoto(): boolean {
  return isInstalled(
    PROGRAM,
    'pip install -r test/support/moto-requirements.txt in a virtual environment, and name its bin/moto_server in REGCTL_MOTO',
  );
}

/**
 * Starts an empty moto, with a front that mends and completes what moto does not do as the service models say:
 *
 * - ListHostedZonesByName leaves out IsTruncated and MaxItems, which an answer must have
 * - the SOA of a new zone is a Python map as text, not RDATA
 * - an alias has a TTL of 0 in releases before 5.2.5, and none at Amazon
 * - ListPrices is not known to it, and nothing is bought without a price: the front names one for .com
 */
export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  const moto = `http://127.0.0.1:${port}`;
  const server = await startServer(
    testFolder(),
    PROGRAM,
    ['-H', '127.0.0.1', '-p', String(port)],
    async () => {
      const response = await fetch(`${moto}/moto-api/data.json`);
      await response.arrayBuffer();
      return response.ok;
    },
  );
  const front = await startFakeServer(async (request) =>
    request.headers['x-amz-target']?.endsWith('.ListPrices') === true
      ? { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: PRICES }
      : mended(request, await forward(moto, request)),
  );
  return {
    ...server,
    url: front.url,
    stop: async () => {
      await front.stop();
      await server.stop();
    },
  };
}

const PRICE = { Price: 15, Currency: 'USD' };
const PRICES = {
  Prices: [{ Name: 'com', RegistrationPrice: PRICE, RenewalPrice: PRICE, TransferPrice: PRICE }],
};

async function forward(
  moto: string,
  { method, path, query, headers, body }: FakeRequest,
): Promise<FakeReply & { readonly body: string }> {
  const words = query.toString();
  const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
  const response = await fetch(`${moto}${path}${words === '' ? '' : `?${words}`}`, {
    method,
    headers: kept,
    ...(body === '' ? {} : { body }),
  });
  return {
    status: response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
    body: await response.text(),
  };
}

function mended({ path }: FakeRequest, reply: FakeReply & { readonly body: string }): FakeReply {
  const body = path.endsWith('/hostedzonesbyname')
    ? reply.body.replace(
        '</ListHostedZonesByNameResponse>',
        '<IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>$&',
      )
    : reply.body
        .replace(/<Value>\{'Value': '([^']*)'\}<\/Value>/, '<Value>$1</Value>')
        .replaceAll('<TTL>0</TTL>', '');
  return { ...reply, body };
}
