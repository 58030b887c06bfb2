import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../../../test/support/open-provider.ts';
import { systemClock } from '../clock.ts';
import { createHttpClient } from './client.ts';

const http = createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger: silent });

describe('a request that has no answer', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer((request) => request.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => server.close());

  const outcomeAt = (url: string): Promise<unknown> =>
    http.send({ method: 'POST', url, repeatable: false }).catch((error: unknown) => error);

  it('may have been carried out where it was sent', async () => {
    expect(await outcomeAt(`http://127.0.0.1:${port}/`)).toMatchObject({
      code: 'NETWORK',
      details: { outcome: 'unknown' },
    });
  });

  it('was not where there was no connection', async () => {
    const unsent = { code: 'NETWORK', details: { outcome: 'none' } };
    server.close();
    await once(server, 'close');
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await outcomeAt(`http://${host}:${port}/`), host).toMatchObject(unsent);
    expect(await outcomeAt('http://nowhere.invalid/')).toMatchObject(unsent);
  });
});
