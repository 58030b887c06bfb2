import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../test/support/memory-stores.ts';
import { silent, unlimited } from '../../../test/support/open-provider.ts';
import type { ProviderContext } from '../../ports/dns-provider.ts';
import { systemClock } from '../clock.ts';
import { createHttpClient } from './client.ts';
import { sendWithinBudget } from './within-budget.ts';

const TIMEOUT_MS = 300;
const limits = { budget: { key: 'test', burst: 1, perSecond: 1 }, throttled: () => undefined };

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A server that counts requests and does with each what `answer` says. */
async function serve(
  answer: (respond: { end(): void; destroy(): void }) => void,
): Promise<{ readonly url: string; readonly calls: () => number }> {
  let calls = 0;
  server = createServer((request, response) => {
    calls += 1;
    answer({ end: () => response.end(), destroy: () => request.destroy() });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, calls: () => calls };
}

const context: ProviderContext = {
  account: 'test',
  endpoint: undefined,
  settings: {},
  zones: [],
  credentials: () => Promise.resolve({}),
  clock: createTestClock(),
  logger: silent,
  http: createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger: silent }),
  limiter: unlimited,
  environment: {},
  timeoutMs: TIMEOUT_MS,
};
const read = (url: string): ReturnType<typeof sendWithinBudget> =>
  sendWithinBudget(context, limits, { method: 'GET', url, timeoutMs: TIMEOUT_MS }, 'always');

describe('a read within a budget', () => {
  it('does not wait again for a server that was silent for the whole time-out', async () => {
    const { url, calls } = await serve(() => undefined);
    await expect(read(url)).rejects.toMatchObject({ code: 'NETWORK', reason: 'no answer within 0.3 s' });
    expect(calls()).toBe(1);
  });

  it('is sent again after a connection that was lost', async () => {
    const { url, calls } = await serve((respond) => (calls() < 3 ? respond.destroy() : respond.end()));
    expect((await read(url)).status).toBe(200);
    expect(calls()).toBe(3);
  });
});
