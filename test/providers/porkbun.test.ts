import { provider as porkbun } from '../../src/adapters/providers/porkbun/index.ts';
import { dnsProviderContract, type DnsProviderSubject } from '../contracts/dns-provider.ts';
import { registrarContract, type RegistrarSubject } from '../contracts/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';
import { freePort } from '../support/servers/process.ts';

type Opening = Partial<Parameters<typeof openForTest>[1]>;

function open(fake: FakePorkbun, more: Opening = {}): DnsProviderSubject['provider'] {
  return openForTest(porkbun, {
    endpoint: fake.base,
    credentials: { 'api-key': fake.apiKey, 'secret-api-key': fake.secretApiKey },
    ...more,
  });
}

dnsProviderContract('Porkbun', async (): Promise<DnsProviderSubject> => {
  const fake = await startFakePorkbun();
  return {
    provider: open(fake),
    zone: 'example.com',
    unreachable: open(fake, { endpoint: `http://127.0.0.1:${await freePort()}/api/json/v3` }),
    wrongSecret: open(fake, { credentials: { 'api-key': 'pk1_x', 'secret-api-key': 'sk1_x' } }),
    ttls: [600, 1200],
    apex: ['@ NS', '@ ALIAS'],
    refused: {
      'a dot in a label': 'the API takes no escapes in names',
      'a text of 4,000 octets': 'the API joins the strings of a text and splits it at 255 octets',
    },
    dispose: () => fake.stop(),
  };
});

registrarContract('Porkbun', async (): Promise<RegistrarSubject> => {
  const fake = await startFakePorkbun();
  return {
    provider: open(fake),
    wrongSecret: open(fake, { credentials: { 'api-key': 'pk1_x', 'secret-api-key': 'sk1_x' } }),
    purchases: () => fake.purchases.length,
    loseNextPurchaseReply: () =>
      fake.inject('lost-after', { when: ({ path }) => /\/domain\/(?:create|renew|transfer)\//.test(path) }),
    advance: () => fake.advance(),
    transfer: { name: 'taken.com', authCode: 'EPP-taken' },
    dispose: () => fake.stop(),
  };
});
