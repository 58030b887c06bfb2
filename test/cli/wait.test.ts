// `--wait` of commands that write: two name servers on loopback, of which one lags.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderSource, startDnsServer, type DnsServer } from '../../src/adapters/dns-server/index.ts';
import { silent } from '../support/open-provider.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

const DEADLINE_MS = 60_000;

let home: CliHome;
let servers: DnsServer[];
let refreshes: (() => void)[];
const zoneFile = (folder: string): string => join(home.folder, folder, 'example.org.zone');

beforeEach(async () => {
  home = createCliHome();
  servers = [];
  refreshes = [];
  for (const argv of [
    `accounts add zonefile --name local --endpoint ${join(home.folder, 'ns1')}`,
    'zones create example.org --nameserver ns1.example.net',
    'dns create example.org @ NS ns2.example.net.',
    'dns set example.org www A 192.0.2.1',
  ])
    await home.run(argv);
  mkdirSync(join(home.folder, 'ns2'));
  for (const name of ['ns1', 'ns2']) {
    const source = createFolderSource(join(home.folder, name), silent);
    refreshes.push(() => source.refresh());
    const server = await startDnsServer(source, { host: '127.0.0.1', port: 0, logger: silent });
    servers.push(server);
    await home.run(`config set resolver.hosts.${name}.example.net ${server.address}`);
  }
  letFollow();
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  home.dispose();
});

/** The second server gets what the first one has. */
function letFollow(): void {
  copyFileSync(zoneFile('ns1'), zoneFile('ns2'));
  for (const refresh of refreshes) refresh();
}

/** Looks again and again, as the file system tells nobody. */
async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + DEADLINE_MS;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error('it never was so');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const holds = (text: string): boolean =>
  existsSync(zoneFile('ns1')) && readFileSync(zoneFile('ns1'), 'utf8').includes(text);

describe('--wait', { timeout: 2 * DEADLINE_MS }, () => {
  it('ends once the last server answers with what was written, and not before', async () => {
    let ended = false;
    const call = home.run('dns set example.org www A 192.0.2.7 --wait').then((result) => {
      ended = true;
      return result;
    });
    await until(() => holds('192.0.2.7'));
    expect(ended).toBe(false);
    letFollow();
    const { exitCode, stderr } = await call;
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('every server of example.org answers with it');
  });

  it('tells who lags when the time is over; what was written stays', async () => {
    const result = await home.run('dns set example.org www A 192.0.2.8 --wait --timeout 1ms');
    expect(result).toMatchObject({ exitCode: 8, stdout: '' });
    expect(result.stderr).toContain(
      '✗ written, and not yet served by every server of example.org  [NOT_PROPAGATED]',
    );
    expect(result.stderr).toContain('ns2.example.net');
    expect(holds('192.0.2.8')).toBe(true);
  });

  it('waits for records to be gone, and for what is there already', async () => {
    const argv = 'dns delete example.org www A --yes --wait --timeout 1ms';
    expect(await home.run(argv)).toMatchObject({ exitCode: 8 });
    letFollow();
    expect(await home.run('dns set example.org here A 192.0.2.9')).toMatchObject({ exitCode: 0 });
    // Nothing is to be written any more, and the second server does not have it yet.
    const again = 'dns set example.org here A 192.0.2.9 --wait';
    expect(await home.run(`${again} --timeout 1ms`)).toMatchObject({ exitCode: 8 });
    letFollow();
    expect(await home.run(again)).toMatchObject({ exitCode: 0 });
  });

  it('waits for what a plan changed', async () => {
    writeFileSync(join(home.project, 'next.zone'), '$TTL 300\nwww A 192.0.2.77\n');
    writeFileSync(
      join(home.project, 'regctl.yaml'),
      'account: local\nzones:\n  example.org:\n    file: next.zone\n',
    );
    expect(await home.run('apply --yes --wait --timeout 1ms')).toMatchObject({ exitCode: 8 });
    expect(holds('192.0.2.77')).toBe(true);
  });

  it.each([
    ['below a delegation', 'dns set example.org a.sub A 192.0.2.1'],
    ['of a provider alone', 'dns set example.org alias ALIAS www.example.net.'],
    ['that a wildcard answers', 'dns delete example.org b.any A --yes'],
  ])('does not wait for an answer that will never come: a record %s', async (_, argv) => {
    for (const given of [
      'dns set example.org sub NS ns.example.com.',
      'dns set example.org *.any A 192.0.2.3',
      'dns set example.org b.any A 192.0.2.4',
    ])
      await home.run(given);
    letFollow();
    const { exitCode, stderr } = await home.run(`${argv} --wait --timeout 1ms`);
    if (exitCode === 6) expect(stderr).toContain('ALIAS');
    else
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining('not waited for'),
      });
  });

  it('writes nothing and waits for nothing in a dry run', async () => {
    const result = await home.run('dns set example.org www A 192.0.2.7 --wait --dry-run --timeout 1ms');
    expect(result).toMatchObject({ exitCode: 0 });
    expect(holds('192.0.2.7')).toBe(false);
  });
});
