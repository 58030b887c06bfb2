import { expect, it } from 'vitest';
import { nodeTlsProbe, publicTlsProbe } from './tls-probe.ts';

it.each([
  ['on a machine', nodeTlsProbe],
  ['on a server', publicTlsProbe],
])('%s refuses what is neither a name nor an address', async (_, probe) => {
  for (const host of ['\u0000', '', 'a b', 'example.org/..', 'x'.repeat(300)])
    await expect(
      probe.probe({ host, port: 1, serverName: 'example.org' }, { timeoutMs: 1_000 }),
      JSON.stringify(host),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
