import { describe, expect, it } from 'vitest';
import { serverHttpContract } from '../contracts/server-http.ts';
import { openTestServer } from '../support/hosted.ts';
import { openServerSubject } from '../support/server-subject.ts';

serverHttpContract('on Node', openServerSubject);

describe('the token of the first organization', () => {
  it('is made while there is none', async () => {
    const server = await openTestServer();
    try {
      expect(await server.app.setupToken()).toBeUndefined();
    } finally {
      await server.dispose();
    }
  });
});

describe('accounts of a server', () => {
  it('reach neither its files, commands, variables nor its own network', async () => {
    const server = await openTestServer({
      config: { allowFileProviders: false, allowPrivateAddresses: false },
    });
    try {
      const { accounts } = server.client();
      const pdns = { provider: 'powerdns', credentials: { 'api-key': 'x' }, verify: false };
      const inputs = [
        { name: 'a', provider: 'zonefile', endpoint: '/etc' },
        { name: 'b', ...pdns, endpoint: 'http://127.0.0.1:8081' },
        { name: 'c', ...pdns, endpoint: 'http://[::1]:8081' },
        { name: 'd', ...pdns, endpoint: 'http://[::ffff:10.0.0.1]:8081' },
        { name: 'e', ...pdns, endpoint: 'http://169.254.169.254/' },
        { name: 'f', ...pdns, endpoint: 'http://localhost:8081' },
        { name: 'g', ...pdns, endpoint: 'http://2130706433:8081' },
        {
          name: 'h',
          provider: 'powerdns',
          endpoint: 'http://192.0.2.1',
          credentialCommand: 'id',
          verify: false,
        },
        { name: 'i', provider: 'powerdns', endpoint: 'http://192.0.2.1', storage: 'environment' as const },
        { name: 'j', provider: 'route53', verify: false },
        ...['::1', 'fd00::1', '[fe80::1]:53', '10.0.0.1:53', 'localhost'].map((endpoint, i) => ({
          name: `k${String(i)}`,
          provider: 'rfc2136',
          zones: ['example.org'],
          credentials: { 'key-name': 'x', secret: 'eA==' },
          endpoint,
          verify: false,
        })),
      ];
      for (const input of inputs)
        await expect(accounts.add(input), input.name).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
      expect(await accounts.list()).toEqual([]);
      const { lookups } = server.client();
      for (const asked of [
        { servers: [{ name: 'ns.example', address: '127.0.0.1:53' }] },
        { servers: [{ name: 'ns.example', address: '[fd00::1]:53' }] },
        { servers: [], resolvers: ['10.0.0.53', 'https://169.254.169.254/dns-query'] },
      ]) {
        const report = await lookups.query({ name: 'www.example', type: 'A', ...asked });
        expect(report.observations.length).toBeGreaterThan(0);
        for (const { error } of report.observations) expect(error?.code).toBe('PERMISSION_MISSING');
      }
    } finally {
      await server.dispose();
    }
  });
});
