import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import { formatPem } from '../../src/core/pem.ts';
import { createDelegationWorld, type DelegationWorld } from '../support/delegation-world.ts';
import { createCliHome, type CliHome, type CliOptions, type CliResult } from '../support/run-cli.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

describe.runIf(pebbleStands() !== 'none')('regctl certs delegate', () => {
  let world: DelegationWorld;
  let home: CliHome;
  beforeAll(async () => {
    world = await createDelegationWorld({ socket: true });
    home = createCliHome();
    await run(`accounts add zonefile --name dns --endpoint ${world.zones}`);
  });
  afterAll(async () => {
    home.dispose();
    await world.dispose();
  });

  const run = (argv: string, more: CliOptions = {}): Promise<CliResult> =>
    home.run(argv, {
      ...more,
      environment: { REGCTL_HOST: world.server.url, REGCTL_TOKEN: world.server.token },
    });
  const json = async (argv: string): Promise<{ readonly [field: string]: unknown }> => {
    const result = await run(`${argv} --json`);
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    return JSON.parse(result.stdout) as { readonly [field: string]: unknown };
  };

  it('says what is to be set, and tells what it sees until it is', async () => {
    const given = await run(`certs delegate example.com --no-issue`, { tty: true });
    expect(given.stderr).toMatch(
      /set the record _acme-challenge\.example\.com CNAME \w{26}\.acme\.example\.net\./,
    );
    const before = await run('certs verify example.com');
    expect(before).toMatchObject({ exitCode: 7, stdout: '' });
    expect(before.stderr).toContain('[DELEGATION_BROKEN]');
    expect(before.stderr).toContain('its own name servers: no CNAME and no TXT record');
    const { target } = await json('certs delegate example.com --no-issue --quiet');
    world.setZone('example.com', `_acme-challenge CNAME ${String(target)}.`);
    expect((await run('certs verify example.com')).stderr).toContain('example.com leads to its target');
    expect(await json('certs delegation get example.com')).toMatchObject({
      state: 'active',
      certificate: null,
    });
    expect(await run('certs delegation delete example.com')).toMatchObject({ exitCode: 2 });
    expect(await run('certs delegation delete example.com --yes')).toMatchObject({ exitCode: 0 });
    expect(await run('certs delegation get example.com')).toMatchObject({ exitCode: 5 });
  });

  it('asks for the terms, sets the CNAME where an account serves the zone, and issues', async () => {
    const argv = `certs delegate example.org --apply --wildcard --ca ${world.pebble.directoryUrl} --cert-profile classic`;
    const asked = await run(argv);
    expect(asked).toMatchObject({ exitCode: 2, stdout: '' });
    expect(asked.stderr).toContain('--agree-terms');
    expect(await run(`${argv} --agree-terms --yes`)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(world.zones, 'example.org.zone'), 'utf8')).toMatch(
      /_acme-challenge\s.*CNAME\s+\w{26}\.acme\.example\.net\./,
    );
    world.refresh();
    expect(await json('certs verify example.org')).toMatchObject({
      state: 'active',
      certificate: 'example.org',
    });
    expect(await json('certs get example.org')).toMatchObject({
      names: ['*.example.org', 'example.org'],
      state: 'issued',
    });
    expect((await run('certs download example.org --dir tls')).exitCode).toBe(0);
  });

  it('changes of what is delegated only what is said', async () => {
    const wish = async (): Promise<unknown> =>
      (await world.regctl.delegations?.get('example.org'))?.wish ?? null;
    const before = await wish();
    expect(before).toMatchObject({ wildcard: true, profile: 'classic', cas: [world.pebble.directoryUrl] });
    await json('certs delegate example.org');
    expect(await wish()).toEqual(before);
    for (const flags of [
      '--ca letsencrpyt',
      '--key-type rsa1',
      '--wildcard --drop-names',
      '--csr own.csr --key-type ec256',
    ])
      expect((await run(`certs delegate example.org ${flags}`)).exitCode, flags).toBe(2);
    expect((await run('certs delegate example.org --ca http://127.0.0.1:9/dir')).exitCode).toBe(10);
    expect(await wish()).toEqual(before);
    // What fails is not what the certificate in use is renewed by.
    await json('certs delegate example.org --cert-profile golden');
    expect(await json('certs verify example.org')).toMatchObject({
      state: 'issuing',
      reason: expect.stringContaining('there is no profile golden') as string,
    });
    expect((await world.regctl.certs.get('example.org')).wish).toMatchObject({ profile: 'classic' });
    await json('certs delegate example.org --cert-profile classic --key-type ec384');
    expect(await wish()).toEqual({ ...(before as object), keyType: 'ec384' });
    expect(await json('certs verify example.org')).toMatchObject({ state: 'active' });
    expect(await json('certs get example.org')).toMatchObject({
      names: ['*.example.org', 'example.org'],
      keyType: 'ec384',
    });
    await json('certs delegate example.com --no-issue --quiet');
    expect(await json('certs delegate example.com --quiet')).toMatchObject({ domain: 'example.com' });
    expect((await world.regctl.delegations?.get('example.com'))?.wish).toBeNull();
  });

  it('issues for a request whose key stays where it is', async () => {
    const x509 = createX509();
    const key = await x509.createKey('ec256');
    const request = await x509.createCsr(key, [parseIdentifier('example.org')]);
    writeFileSync(join(home.project, 'own.csr'), formatPem('CERTIFICATE REQUEST', request));
    const argv = `certs delegate example.org --drop-names --csr own.csr --ca ${world.pebble.directoryUrl} --cert-profile classic`;
    expect(await run(`${argv} --agree-terms`)).toMatchObject({ exitCode: 0 });
    expect(await json('certs verify example.org')).toMatchObject({ state: 'active' });
    const { keyPem, chainPem } = await world.regctl.certs.files('example.org');
    const [leaf] = await x509.readCertificates(chainPem);
    expect([keyPem, leaf?.publicKeyHash]).toEqual([null, await x509.publicKeyHash(key)]);
  });
});
