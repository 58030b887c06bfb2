import { provider as cloudflare } from '../../src/adapters/providers/cloudflare/index.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { dnsProviderContract, type DnsProviderSubject } from '../contracts/dns-provider.ts';
import { registrarContract, type RegistrarSubject } from '../contracts/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';
import { freePort } from '../support/servers/process.ts';

type Opening = Partial<Parameters<typeof openForTest>[1]>;

/** Waits for nothing. */
const hurried: Clock = { now: () => new Date(), sleep: () => Promise.resolve() };
const WRONG_TOKEN = 'wrong-token-0123456789abcdefghijklmnopqrstuvw';

function open(fake: FakeCloudflare, more: Opening = {}): DnsProviderSubject['provider'] {
  return openForTest(cloudflare, {
    endpoint: `${fake.url}/client/v4`,
    credentials: { 'api-token': fake.token },
    clock: hurried,
    ...more,
  });
}

async function dnsSubject(settings: { readonly [name: string]: string }): Promise<DnsProviderSubject> {
  const fake = await startFakeCloudflare();
  fake.paid = true;
  const provider = open(fake, { settings });
  await provider.dns?.createZone?.('contract.com', { nameservers: [] });
  return {
    provider,
    zone: 'contract.com',
    newZone: 'fresh.com',
    unreachable: open(fake, { endpoint: `http://127.0.0.1:${await freePort()}/client/v4` }),
    wrongSecret: open(fake, { credentials: { 'api-token': WRONG_TOKEN } }),
    apex: [],
    refused: {
      'a dot in a label': 'the API takes no escapes in names',
      DNSKEY: 'only with multi-signer DNSSEC',
      CDS: 'the API has none',
      CDNSKEY: 'the API has none',
    },
    dispose: () => fake.stop(),
  };
}

dnsProviderContract('Cloudflare on a paid plan', () => dnsSubject({ plan: 'paid' }));
dnsProviderContract('Cloudflare in the batches of the free plan', () => dnsSubject({}));

registrarContract('Cloudflare', async (): Promise<RegistrarSubject> => {
  const fake = await startFakeCloudflare();
  return {
    provider: open(fake),
    wrongSecret: open(fake, { credentials: { 'api-token': WRONG_TOKEN } }),
    purchases: () => fake.purchases.length,
    loseNextPurchaseReply: () =>
      fake.inject('lost-after', {
        when: ({ method, path }) => method === 'POST' && path.endsWith('/registrations'),
      }),
    advance: () => fake.advance(),
    dispose: () => fake.stop(),
  };
});
