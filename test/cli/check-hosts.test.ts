import { spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { parseInternalIdentifier } from '../../src/core/certificate.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

const REGCTL = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));
const DAY_MS = 86_400_000;

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

it('certs check looks at none of the hosts where one is none', () => {
  // In a process of its own, which must not end by what was begun for the first.
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [REGCTL, 'certs', 'check', '127.0.0.1:9', 'a b'],
    { encoding: 'utf8', env: { HOME: home.folder } },
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('[INVALID_NAME]');
  expect(stderr.trimEnd().split('\n')).toHaveLength(3);
});

it('certs check reads what a host without a dot in its name serves', async () => {
  const x509 = createX509();
  const at = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
  const life = { notBefore: at(-1), notAfter: at(90) };
  const root = await x509.createKey('ec256');
  const ca = {
    keyPem: root,
    certificatePem: await x509.createRoot(root, { name: 'lab', permitted: [], life }),
  };
  const key = await x509.createKey('ec256');
  const identifiers = [parseInternalIdentifier('localhost')];
  const csr = await x509.createCsr(key, identifiers);
  const server = createServer({ key, cert: await x509.signCsr(ca, { csr, identifiers, life }) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const { exitCode, stdout } = await home.run(
      `certs check localhost:${port} --connect 127.0.0.1 --json=names,faults`,
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual([
      { names: ['localhost'], faults: [expect.stringContaining('not trusted here')] },
    ]);
  } finally {
    server.close();
  }
});
