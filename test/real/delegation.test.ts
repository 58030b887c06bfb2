import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createFolderSource,
  startDnsServer,
  type DnsServer,
  type FolderSource,
} from '../../src/adapters/dns-server/index.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { dsOf } from '../../src/core/dnssec.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { silent, unlimited } from '../support/open-provider.ts';
import { startFakeGodaddy } from '../support/providers/godaddy.ts';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';
import { refused } from '../support/refused.ts';

const ZONE = 'example.com';
const OLD = ['ns1.old.net', 'ns2.old.net'];
const NEW = ['ns1.new.net', 'ns2.new.net'];
const KEY =
  '257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==';
const OTHER_KEY = '257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=';
const RECORDS = `www 600 IN A 192.0.2.1
www 600 IN A 192.0.2.2
@ 600 IN MX 10 mail.example.net.
t 600 IN TXT "v=spf1 -all"
*.w 600 IN A 192.0.2.9
sub 600 IN NS ns1.example.net.
`;

/** A registrar and two pairs of name servers on loopback; each server answers from a folder of its own. */
interface World {
  readonly folder: string;
  readonly registrar: FakePorkbun;
  readonly regctl: ControlPlane;
  readonly servers: DnsServer[];
  /** Writes the zone file that one server answers from; without records it serves another zone only. */
  serve(server: string, records: string | null): void;
}

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.regctl.close();
  await Promise.all(world.servers.map((server) => server.close()));
  await world.registrar.stop();
  rmSync(world.folder, { recursive: true, force: true });
});

async function createWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-delegation-'));
  const registrar = await startFakePorkbun();
  const servers: DnsServer[] = [];
  const hosts: { [name: string]: string } = {};
  const sources: FolderSource[] = [];
  for (const name of [...OLD, ...NEW]) {
    mkdirSync(join(folder, name));
    const source = createFolderSource(join(folder, name), silent);
    sources.push(source);
    const server = await startDnsServer(source, { host: '127.0.0.1', port: 0, logger: silent });
    servers.push(server);
    hosts[name] = server.address;
  }
  const serve = (server: string, records: string | null): void => {
    const ns = (NEW.includes(server) ? NEW : OLD).map((name) => `@ 600 IN NS ${name}.`).join('\n');
    const soa = `@ 600 IN SOA ${server}. hostmaster.example.net. ${String(serials++)} 7200 3600 1209600 600`;
    const zone = records === null ? 'another.example' : ZONE;
    rmSync(join(folder, server, `${ZONE}.zone`), { force: true });
    writeFileSync(join(folder, server, `${zone}.zone`), `$ORIGIN ${zone}.\n${soa}\n${ns}\n${records ?? ''}`);
    for (const source of sources) source.refresh();
  };
  for (const name of [...OLD, ...NEW]) serve(name, RECORDS);
  const regctl = openLocalControlPlane({
    environment: { PORKBUN_API_KEY: registrar.apiKey, PORKBUN_SECRET_API_KEY: registrar.secretApiKey },
    stateDir: join(folder, 'state'),
    dataDir: folder,
    resolver: { hosts, roots: [] },
    logger: silent,
    wrap: (deps) => ({ ...deps, surroundings: { ...deps.surroundings, limiter: unlimited } }),
  });
  await regctl.accounts.add({ name: 'old', provider: 'zonefile', endpoint: join(folder, OLD[0] ?? '') });
  await regctl.accounts.add({
    name: 'registrar',
    provider: 'porkbun',
    endpoint: registrar.base,
    storage: 'environment',
  });
  const domain = registrar.domains.get(ZONE);
  if (domain !== undefined) domain.ns = [...OLD];
  return { folder, registrar, regctl, servers, serve };
}
let serials = 1;

const present = async (): Promise<readonly string[] | null> =>
  (await world.regctl.domains.get({ name: ZONE })).nameservers;
const setNew = (allowFaults?: number): Promise<unknown> =>
  world.regctl.domains.setNameservers(
    { name: ZONE },
    { nameservers: NEW, ...(allowFaults === undefined ? {} : { allowFaults }) },
  );

describe('domains ns set', () => {
  it('delegates to servers that answer for all of the zone', async () => {
    await setNew();
    expect(await present()).toEqual(NEW);
  });

  it.each<[what: string, spoil: () => void, says: RegExp]>([
    [
      'lags behind',
      () => world.serve('ns2.new.net', RECORDS.replace('192.0.2.2', '192.0.2.3')),
      /ns2\.new\.net answers 192\.0\.2\.1, 192\.0\.2\.3 for www\.example\.com A/,
    ],
    ['lacks a record', () => world.serve('ns1.new.net', RECORDS.replace(/^t .*$/m, '')), /answers nothing/],
    ['is lame', () => world.serve('ns2.new.net', null), /not authoritative for example\.com/],
  ])('refuses servers of which one %s, and goes on once it is healed', async (_, spoil, says) => {
    spoil();
    const error = await refused(setNew());
    expect(error.code).toBe('DELEGATION_UNSAFE');
    expect(error.reason).toMatch(says);
    expect(await present()).toEqual(OLD);
    for (const server of NEW) world.serve(server, RECORDS);
    await setNew();
    expect(await present()).toEqual(NEW);
  });

  it('refuses a server that does not answer', async () => {
    await world.servers[3]?.close();
    world.servers.splice(3, 1);
    expect((await refused(setNew())).reason).toMatch(/ns2\.new\.net does not answer/);
    expect(await present()).toEqual(OLD);
  });

  it('refuses servers whose keys the DS does not fit, and goes on once it does', async () => {
    const domain = world.registrar.domains.get(ZONE);
    if (domain === undefined) throw new Error('no domain');
    await world.regctl.domains.setDnssec({ name: ZONE }, 'disable');
    for (const server of OLD) world.serve(server, `${RECORDS}@ 600 IN DNSKEY ${KEY}\n`);
    await world.regctl.domains.setDnssec({ name: ZONE }, 'enable');
    expect((await world.regctl.domains.dnssec({ name: ZONE })).ds).toEqual([dsOf(ZONE, KEY)]);
    expect((await refused(setNew())).reason).toMatch(/serves no DNSKEY/);
    for (const server of NEW) world.serve(server, `${RECORDS}@ 600 IN DNSKEY ${OTHER_KEY}\n`);
    expect((await refused(setNew())).reason).toMatch(/serves other keys/);
    for (const server of NEW) world.serve(server, `${RECORDS}@ 600 IN DNSKEY ${KEY}\n`);
    await setNew();
    expect(await present()).toEqual(NEW);
  });

  it('passes only with the number of faults', async () => {
    world.serve('ns2.new.net', RECORDS.replace('192.0.2.2', '192.0.2.3'));
    expect((await refused(setNew())).hint).toContain('--allow-faults 1');
    await setNew(1);
    expect(await present()).toEqual(NEW);
  });
});

describe('domains dnssec', () => {
  it('refuses a DS for a zone that one server does not serve signed', async () => {
    world.serve('ns1.old.net', `${RECORDS}@ 600 IN DNSKEY ${KEY}\n`);
    expect((await refused(world.regctl.domains.setDnssec({ name: ZONE }, 'enable'))).code).toBe(
      'DELEGATION_UNSAFE',
    );
    expect((await world.regctl.domains.dnssec({ name: ZONE })).state).toBe('unsigned');
  });

  it('brings a stale DS in step, and does nothing twice', async () => {
    for (const server of OLD) world.serve(server, `${RECORDS}@ 600 IN DNSKEY ${KEY}\n`);
    await world.regctl.domains.setDnssec({ name: ZONE }, 'enable');
    expect((await world.regctl.domains.setDnssec({ name: ZONE }, 'sync')).change).toBeNull();
    for (const server of OLD) world.serve(server, `${RECORDS}@ 600 IN DNSKEY ${OTHER_KEY}\n`);
    expect((await world.regctl.domains.dnssec({ name: ZONE })).state).toBe('bogus');
    await world.regctl.domains.setDnssec({ name: ZONE }, 'sync');
    expect(await world.regctl.domains.dnssec({ name: ZONE })).toMatchObject({
      state: 'secure',
      ds: [dsOf(ZONE, OTHER_KEY)],
    });
  });
});

describe('zones move', () => {
  const move = (timeoutMs: number): Promise<unknown> =>
    world.regctl.domains.move({ zone: ZONE, from: 'old', to: 'new', deleteOld: false }, { timeoutMs });

  beforeEach(async () => {
    await world.regctl.accounts.add({
      name: 'new',
      provider: 'zonefile',
      endpoint: join(world.folder, NEW[0] ?? ''),
    });
  });

  it('refuses while a new server lags, goes on where it stopped, and ends with the new delegation', async () => {
    world.serve('ns2.new.net', 'www 600 IN A 192.0.2.1\n');
    expect((await refused(move(50))).code).toBe('DELEGATION_UNSAFE');
    expect(await present()).toEqual(OLD);
    world.serve('ns2.new.net', RECORDS);
    // The TTLs of 600 s are lowered to 300 s now, and 600 s must pass.
    const waiting = await refused(move(50));
    expect(waiting.code).toBe('OPERATION_PENDING');
    expect(waiting.retryAfterSeconds).toBeGreaterThan(590);
    expect(await present()).toEqual(OLD);
    const lowered = await world.regctl.zones.read({ zone: ZONE, account: 'old' });
    expect(lowered.rrsets.find((rrset) => rrset.name === 'www')?.ttl).toBe(300);

    const [job] = await world.regctl.jobs.list({ domain: ZONE, limit: 1 });
    expect(job).toMatchObject({ action: 'move', status: 'running', detail: 'next: wait' });
    await world.regctl.jobs.cancel(job?.id ?? '');
    expect(await present()).toEqual(OLD);
  });

  it('is refused onto itself, also through another account of the same place', async () => {
    const onto = (to: string): Promise<unknown> =>
      world.regctl.domains.move({ zone: ZONE, from: 'old', to, deleteOld: true }, { timeoutMs: 50 });
    expect((await refused(onto('old'))).code).toBe('INVALID_INPUT');
    await world.regctl.accounts.add({
      name: 'twin',
      provider: 'zonefile',
      endpoint: join(world.folder, OLD[0] ?? ''),
    });
    expect((await refused(onto('twin'))).code).toBe('INVALID_INPUT');
    expect((await world.regctl.zones.read({ zone: ZONE, account: 'old' })).rrsets.length).toBeGreaterThan(3);
  });

  it('walks all steps once a lagging server is healed and there is nothing to wait for', async () => {
    const short = RECORDS.replaceAll(' 600 ', ' 300 ');
    for (const server of [...OLD, ...NEW]) world.serve(server, short);
    for (const server of OLD) {
      const path = join(world.folder, server, `${ZONE}.zone`);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(' 600 ', ' 300 '));
    }
    world.serve('ns2.new.net', short.replace('192.0.2.2', '192.0.2.3'));
    expect((await refused(move(5_000))).code).toBe('DELEGATION_UNSAFE');
    world.serve('ns2.new.net', short);
    await expect(move(5_000)).resolves.toMatchObject({ next: null, nameservers: NEW });
    expect(await present()).toEqual(NEW);
    await expect(world.regctl.jobs.list({ domain: ZONE, limit: 1 })).resolves.toMatchObject([
      { status: 'done' },
    ]);
  });
});

describe('a transfer', () => {
  const transfer = async (nameservers: readonly string[]): Promise<string> => {
    const gaining = await startFakeGodaddy();
    try {
      gaining.elsewhere.set(ZONE, 'auth');
      gaining.domains.delete(ZONE);
      await world.regctl.accounts.add({
        name: 'gaining',
        provider: 'godaddy',
        endpoint: gaining.url,
        credentials: { 'api-key': gaining.key, 'api-secret': gaining.secret },
        storage: 'encrypted-file',
      });
      const quote = await world.regctl.domains.quote({ action: 'transfer', name: ZONE, account: 'gaining' });
      const error = await refused(
        world.regctl.domains.buy({
          quote,
          maxPrice: null,
          contacts: null,
          nameservers,
          privacy: true,
          autoRenew: false,
          authCode: 'wrong',
          idempotencyKey: 'k1',
        }),
      );
      expect(gaining.purchases).toHaveLength(0);
      return error.code;
    } finally {
      await gaining.stop();
    }
  };

  it('is not begun while the domain is locked at the account that loses it', async () => {
    await expect(transfer([])).resolves.toBe('REGISTRAR_REFUSED');
  });

  it('is not begun to name servers that do not answer for the zone', async () => {
    const domain = world.registrar.domains.get(ZONE);
    if (domain !== undefined) domain.securityLock = false;
    world.serve('ns2.new.net', null);
    await expect(transfer(NEW)).resolves.toBe('DELEGATION_UNSAFE');
  });
});
