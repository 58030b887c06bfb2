import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import { startKubernetes, type KubernetesServer } from '../support/servers/kubernetes.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

const TOKEN = 'token-of-the-test';
const x509 = createX509();

describe('a Secret of Kubernetes', () => {
  let ca: { readonly certificatePem: string; readonly keyPem: string };
  let client: { readonly certificate: string; readonly key: string };
  let cluster: KubernetesServer;
  let home: CliHome;

  const leaf = async (name: string): Promise<{ readonly certificate: string; readonly key: string }> => {
    const key = await x509.createKey('ec256');
    const identifiers = [parseIdentifier(name)];
    const csr = await x509.createCsr(key, identifiers);
    return { key, certificate: await x509.signCsr(ca, { csr, identifiers, life: life() }) };
  };
  beforeAll(async () => {
    const keyPem = await x509.createKey('ec256');
    ca = {
      keyPem,
      certificatePem: await x509.createRoot(keyPem, { name: 'cluster', permitted: [], life: life() }),
    };
    client = await leaf('client.test');
  });
  beforeEach(async () => {
    cluster = await startKubernetes({
      ...(await leaf('127.0.0.1')),
      clientCa: ca.certificatePem,
      token: TOKEN,
      namespaces: ['web', 'mail', 'default'],
    });
    home = createCliHome();
    await ok('certs issue app.test --ca internal');
  });
  afterEach(async () => {
    home.dispose();
    await cluster.close();
  });

  const run = (argv: string): Promise<CliResult> => home.run(argv);
  const ok = async (argv: string): Promise<string> => {
    const result = await run(argv);
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    return result.stdout;
  };
  const kubeconfig = (user: object, more: object = {}, server = cluster.url): void => {
    const data = Buffer.from(ca.certificatePem).toString('base64');
    const config = {
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace: 'web' } }],
      clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': data, ...more } }],
      users: [{ name: 'u', user }],
    };
    writeFileSync(join(home.project, 'kubeconfig'), JSON.stringify(config), { mode: 0o600 });
  };
  const stored = (where: string): { readonly crt: string; readonly key: string } => {
    const data = cluster.secrets.get(where)?.data ?? {};
    const text = (value = ''): string => Buffer.from(value, 'base64').toString('utf8');
    return { crt: text(data['tls.crt']), key: text(data['tls.key']) };
  };
  const CREATE = 'certs delivery create app.test kubernetes --kubeconfig kubeconfig';

  it('is applied in each namespace, at the renewal too, and what others set stays', async () => {
    kubeconfig({ token: TOKEN });
    await ok(`${CREATE} --namespace web --namespace mail --secret app`);
    expect([...cluster.secrets.keys()]).toEqual(['web/app', 'mail/app']);
    expect(cluster.secrets.get('web/app')).toMatchObject({ type: 'kubernetes.io/tls' });
    const first = stored('web/app');
    const present = cluster.secrets.get('web/app');
    if (present !== undefined)
      cluster.secrets.set('web/app', {
        ...present,
        data: { ...present.data, 'ca.crt': 'b3RoZXI=' },
        metadata: {
          ...present.metadata,
          managedFields: [...present.metadata.managedFields, { manager: 'kubectl', operation: 'Update' }],
        },
      });
    await ok('certs renew app.test --force');
    const second = stored('web/app');
    expect(second.crt).not.toBe(first.crt);
    expect(stored('mail/app')).toEqual(second);
    expect(cluster.secrets.get('web/app')?.data['ca.crt']).toBe('b3RoZXI=');
    const [facts] = await x509.readCertificates(second.crt);
    expect(await x509.publicKeyHash(second.key)).toBe(facts?.publicKeyHash);
  });

  it('goes to the namespace of the context by a client certificate, or by a program that fetches a token', async () => {
    const data = (text: string): string => Buffer.from(text).toString('base64');
    kubeconfig({ 'client-certificate-data': data(client.certificate), 'client-key-data': data(client.key) });
    await ok(CREATE);
    expect([...cluster.secrets.keys()]).toEqual(['web/app-test-tls']);
    const plugin = join(home.project, 'plugin');
    const credential = JSON.stringify({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: TOKEN },
    });
    writeFileSync(
      plugin,
      `#!/bin/sh\necho noise >&2\ntest -n "$KUBERNETES_EXEC_INFO" && test "$WHO" = me && echo '${credential}'\n`,
    );
    chmodSync(plugin, 0o755);
    kubeconfig({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: plugin,
        args: [],
        env: [{ name: 'WHO', value: 'me' }],
      },
    });
    await ok('certs renew app.test --force');
    expect(cluster.requests).toHaveLength(2);
  });

  it('is refused in the words of the cluster, and tried again', async () => {
    kubeconfig({ token: 'wrong' });
    const unauthorized = await run(`${CREATE} --namespace web`);
    expect(unauthorized).toMatchObject({ exitCode: 9 });
    expect(unauthorized.stdout + unauthorized.stderr).not.toContain('wrong');
    kubeconfig({ token: TOKEN });
    cluster.forbidden.add('web');
    const failed = async (): Promise<unknown> =>
      JSON.parse((await run('certs delivery run app.test --json')).stdout);
    expect(await failed()).toMatchObject([
      {
        outcome: 'failed',
        error: 'PERMISSION_MISSING',
        detail: expect.stringContaining('cannot patch resource'),
      },
    ]);
    cluster.forbidden.clear();
    cluster.secrets.set('web/app-test-tls', {
      type: 'Opaque',
      data: {},
      metadata: { name: 'app-test-tls', namespace: 'web', managedFields: [], resourceVersion: '1' },
    });
    expect(await failed()).toMatchObject([
      { error: 'CONFLICT', detail: expect.stringContaining('immutable') },
    ]);
    cluster.secrets.clear();
    await ok('certs delivery run app.test');
    expect(await run(`${CREATE} --namespace nowhere --secret other`)).toMatchObject({ exitCode: 9 });
    expect(JSON.parse(await ok('certs get app.test --json'))).toMatchObject({ state: 'issued' });
  });

  it('goes to no server whose certificate is not verified', async () => {
    for (const more of [{ 'insecure-skip-tls-verify': true }, { 'certificate-authority-data': undefined }])
      for (const server of [cluster.url, cluster.url.replace('https:', 'http:')]) {
        kubeconfig({ token: TOKEN }, more, server);
        expect(
          await run(`${CREATE} --namespace web --secret a${Math.random().toString(36).slice(2)}`),
        ).toMatchObject({ exitCode: 9 });
      }
    writeFileSync(join(home.project, 'kubeconfig'), '{ no: [yaml');
    expect(await run(`${CREATE} --secret last`)).toMatchObject({
      exitCode: 9,
      stderr: expect.stringContaining('cannot be used as a kubeconfig'),
    });
    expect(cluster.requests).toEqual([]);
  });

  it('is written as a manifest that the server takes, readable by the user alone', async () => {
    await ok('certs delivery create app.test kubernetes app.yaml --namespace web --namespace mail');
    const path = join(home.project, 'app.yaml');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const documents = parseAllDocuments(readFileSync(path, 'utf8')).map(
      (one) =>
        one.toJS() as {
          readonly kind: string;
          readonly type: string;
          readonly metadata: { readonly namespace: string };
        },
    );
    expect(documents.map((one) => [one.kind, one.type, one.metadata.namespace])).toEqual([
      ['Secret', 'kubernetes.io/tls', 'web'],
      ['Secret', 'kubernetes.io/tls', 'mail'],
    ]);
    expect(await run('certs delivery create app.test kubernetes')).toMatchObject({ exitCode: 2 });
    expect(await run('certs delivery create app.test kubernetes a.yaml --namespace Not_One')).toMatchObject({
      exitCode: 2,
    });
  });
});

function life(): { readonly notBefore: string; readonly notAfter: string } {
  const now = Date.now();
  return {
    notBefore: new Date(now - 60_000).toISOString(),
    notAfter: new Date(now + 86_400_000).toISOString(),
  };
}
