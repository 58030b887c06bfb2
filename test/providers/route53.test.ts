import { provider } from '../../src/adapters/providers/route53/index.ts';
import type { OpenProvider } from '../../src/ports/dns-provider.ts';
import { dnsProviderContract } from '../contracts/dns-provider.ts';
import { registrarContract } from '../contracts/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';
import { startFakeRoute53, type FakeRoute53 } from '../support/providers/route53.ts';

const ZONE = 'example.com';

function open(fake: FakeRoute53, more: Partial<Parameters<typeof openForTest>[1]> = {}): OpenProvider {
  return openForTest(provider, {
    endpoint: fake.url,
    credentials: { 'access-key-id': fake.accessKeyId, 'secret-access-key': fake.secretAccessKey },
    ...more,
  });
}

const wrongSecret = (fake: FakeRoute53): OpenProvider =>
  open(fake, { credentials: { 'access-key-id': fake.accessKeyId, 'secret-access-key': 'wrong' } });

dnsProviderContract('Route 53', async () => {
  const fake = await startFakeRoute53();
  return {
    provider: open(fake),
    zone: ZONE,
    unreachable: open(fake, { endpoint: 'http://127.0.0.1:9' }),
    wrongSecret: wrongSecret(fake),
    refused: { 'a text of 4,000 octets': 'a value has at most 4000 characters, quotes and blanks counted' },
    dispose: () => fake.stop(),
  };
});

registrarContract('Route 53 Domains', async () => {
  const fake = await startFakeRoute53();
  return {
    provider: open(fake),
    wrongSecret: wrongSecret(fake),
    purchases: () => fake.purchases.length,
    loseNextPurchaseReply: () => {
      fake.inject('lost-after', { when: isPurchase });
    },
    advance: () => {
      fake.advance();
    },
    transfer: { name: 'taken.com', authCode: 'auth-taken' },
    dispose: () => fake.stop(),
  };
});

function isPurchase({ headers }: FakeRequest): boolean {
  return /\.(?:Register|Renew|Transfer)Domain$/.test(headers['x-amz-target'] ?? '');
}
