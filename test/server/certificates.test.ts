import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderSource, startDnsServer, type DnsServer } from '../../src/adapters/dns-server/index.ts';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import { toBase64url } from '../../src/core/base64url.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { addOrganization, openTestServer, type TestServer } from '../support/hosted.ts';
import { silent, unlimited } from '../support/open-provider.ts';
import { createCliHome } from '../support/run-cli.ts';
import { startSaas } from '../support/saas.ts';
import { pebbleStands, startPebble, type Pebble } from '../support/servers/pebble.ts';

const x509 = createX509();

describe.runIf(pebbleStands() !== 'none')('certificates through a server', () => {
  let server: TestServer;
  let dns: DnsServer;
  let pebble: Pebble;
  let regctl: ControlPlane;
  beforeAll(async () => {
    server = await openTestServer({
      wrap: (deps) => ({
        ...deps,
        surroundings: {
          ...deps.surroundings,
          limiter: unlimited,
          http: { send: (one) => pebble.http.send(one) },
        },
      }),
    });
    const zones = join(server.folder, 'zones');
    mkdirSync(zones);
    dns = await startDnsServer(createFolderSource(zones, silent), {
      host: '127.0.0.1',
      port: 0,
      logger: silent,
    });
    pebble = await startPebble({ dnsServer: dns.address });
    regctl = server.client();
    await regctl.accounts.add({
      name: 'local',
      provider: 'zonefile',
      endpoint: zones,
      settings: { 'nameserver-address': dns.address },
    });
    await regctl.zones.create({ zone: 'example.org', account: 'local', nameservers: ['ns1.example.com'] });
  });
  afterAll(async () => {
    await Promise.all([server.dispose(), pebble.stop(), dns.close()]);
  });

  const wish = { cas: [] as string[], profile: null, profileRequired: false };
  const issue = (name: string, more: object = {}): ReturnType<ControlPlane['certs']['issue']> =>
    regctl.certs.issue({
      identifiers: [parseIdentifier(name)],
      agreesToTerms: true,
      wish: { ...wish, cas: [pebble.directoryUrl], ...more },
    });

  it('are issued, renewed, given out and revoked', async () => {
    const { certificate } = await issue('www.example.org');
    expect((await regctl.certs.list({ limit: 10 })).map(({ name }) => name)).toContain('www.example.org');
    const { chainPem, keyPem } = await regctl.certs.files('www.example.org');
    const [leaf] = await x509.readCertificates(chainPem);
    expect(leaf?.publicKeyHash).toBe(await x509.publicKeyHash(keyPem ?? ''));
    const [renewed] = await regctl.certs.renew({ name: 'www.example.org', force: true });
    expect(renewed).toMatchObject({ outcome: 'renewed', error: null });
    expect(renewed?.certificate.issued?.serial).not.toBe(certificate.issued?.serial);
    expect(await regctl.certs.accounts.get(pebble.directoryUrl)).toMatchObject({ status: 'valid' });
    expect(await regctl.certs.authority(pebble.directoryUrl)).toMatchObject({
      externalAccountRequired: false,
    });
    const revoked = await regctl.certs.revoke('www.example.org', { reason: 'superseded' });
    expect(revoked.issued?.revokedAt).not.toBeNull();
  });

  it('leave no key in the clear, neither in a store nor in a file nor in the audit log', async () => {
    await issue('keys.example.org');
    const { keyPem } = await regctl.certs.files('keys.example.org');
    const secret = (keyPem ?? '').split('\n')[1] ?? '';
    expect(secret).toMatch(/^[\w+/]{60,}/);
    const folder = join(server.folder, 'server');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name), 'latin1');
      expect(content.includes(secret) || content.includes('PRIVATE KEY'), file.name).toBe(false);
    }
    expect(JSON.stringify(await regctl.audit?.list({ after: 0, limit: 1000 }))).not.toContain(secret);
  });

  it('need no key of ours where a request came from outside', async () => {
    const key = await x509.createKey('ec256');
    const csr = toBase64url(await x509.createCsr(key, [parseIdentifier('csr.example.org')]));
    await issue('csr.example.org', { csr });
    const { keyPem, chainPem } = await regctl.certs.files('csr.example.org');
    const [leaf] = await x509.readCertificates(chainPem);
    expect([keyPem, leaf?.publicKeyHash]).toEqual([null, await x509.publicKeyHash(key)]);
  });

  it("are nobody else's, and their keys only for who may have them", async () => {
    const theirs = server.client(await addOrganization(server));
    expect(await theirs.certs.list({ limit: 10 })).toEqual([]);
    await expect(theirs.certs.files('www.example.org')).rejects.toMatchObject({
      code: 'CERTIFICATE_NOT_FOUND',
    });
    const reader = await regctl.apiKeys?.create({ name: 'reader', scopes: ['certificates:write'] });
    await expect(server.client(reader?.token).certs.files('www.example.org')).rejects.toMatchObject({
      code: 'PERMISSION_MISSING',
    });
  });

  it('are what the commands print', async () => {
    const socket = await openTestServer({ socket: true });
    const home = createCliHome();
    try {
      const environment = { REGCTL_HOST: socket.url, REGCTL_TOKEN: socket.token };
      for (const [argv, exitCode] of [
        ['certs list', 0],
        ['certs account list', 0],
        ['certs get www.example.org', 5],
        ['certs check 127.0.0.1:9', 10],
        ['hostnames list', 4],
      ] as const) {
        const hosted = await home.run(argv, { environment });
        const local = await home.run(argv);
        expect(hosted, `${argv}: ${hosted.stderr}`).toEqual(local);
        expect(hosted.exitCode, argv).toBe(exitCode);
      }
      // A server signs for nobody by itself; all else is known to both.
      const argv = 'certs ca list --fields name --json';
      const names = async (options: object): Promise<string[]> =>
        (JSON.parse((await home.run(argv, options)).stdout) as { readonly name: string }[]).map(
          (ca) => ca.name,
        );
      const there = await names({ environment });
      expect(there).toContain('letsencrypt');
      expect(await names({})).toEqual([...there, 'internal']);
    } finally {
      home.dispose();
      await socket.dispose();
    }
  });
});

describe('custom hostnames through a server', () => {
  it('are made, shown, checked and deleted', async () => {
    const server = await openTestServer();
    const saas = await startSaas(server.folder);
    try {
      const regctl = server.client();
      await regctl.accounts.add({
        name: 'saas',
        provider: 'cloudflare',
        endpoint: `${saas.cloudflare.url}/client/v4`,
        zones: ['example.com'],
        settings: { 'saas-zone-id': saas.cloudflare.zone('example.com').id },
        credentials: { 'api-token': saas.cloudflare.saasToken },
      });
      const { hostnames } = regctl;
      expect((await hostnames?.list({}))?.map(({ hostname }) => hostname)).toEqual([
        'new.customer.com',
        'app.customer.com',
      ]);
      const made = await hostnames?.create({ hostname: 'next.customer.com', method: 'txt' });
      expect(made).toMatchObject({ hostname: 'next.customer.com', target: 'customers.example.com' });
      expect(await hostnames?.refresh({ hostname: 'next.customer.com' })).toMatchObject({ served: false });
      expect(
        await hostnames?.check({
          hostname: 'app.customer.com',
          servers: [{ name: 'ns.customer.net', address: saas.dns }],
        }),
      ).toMatchObject({ complete: true });
      expect(await hostnames?.fallbackOrigin({})).toMatchObject({ origin: 'customers.example.com' });
      expect(await hostnames?.delete({ hostname: 'next.customer.com' })).toMatchObject({ account: 'saas' });
      await expect(hostnames?.get({ hostname: 'next.customer.com' })).rejects.toMatchObject({
        code: 'HOSTNAME_NOT_FOUND',
      });
    } finally {
      await Promise.all([server.dispose(), saas.stop()]);
    }
  });
});
