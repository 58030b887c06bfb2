// Certificates against Pebble on loopback: beside lego, with the same name server and kind of key; many at once beside bare clients; and the sweep over a million stored ones.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { createAcmeAuthority } from '../../src/adapters/acme/index.ts';
import { createSqlCertificateStore } from '../../src/adapters/stores/sql/certificates.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import { relativeName } from '../../src/core/names.ts';
import { createAcmeWorld, type AcmeWorld } from '../support/acme-world.ts';
import { startTextServer } from '../support/text-server.ts';
import { pebbleStands, startPebble } from '../support/servers/pebble.ts';

type Row = Record<string, string | number>;

const ROUNDS = 9;
const LEGO_PAUSE_MS = 5_000;
const MANY = 200;
const TURNS = 3;
/** Clients of one Pebble at a time, for which every version of it is known to hold. */
const CLIENTS = 4;
/** Certificates that one process has under way, as a renewal has. */
const AT_ONCE = 16;
const STORED = 1_000_000;
const DUE = 10_000;
const PAGE = 100;
const ZONE = 'example.org';

export async function bench(): Promise<{ title: string; rows: Row[] }> {
  const rows: Row[] = [...(await besideLego()), ...(await manyAtOnce()), ...(await sweep())];
  return { title: 'certificates, by Pebble on loopback', rows };
}

const row = (what: string, result: string, target: string): Row => ({ what, result, target });
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function issue(world: AcmeWorld, ...names: readonly string[]): Promise<void> {
  await world.regctl.certs.issue({
    identifiers: names.map((name) => parseIdentifier(name)),
    agreesToTerms: true,
    wish: { cas: [world.pebble.directoryUrl], profile: 'classic' },
  });
}

/** One name after the other, each by both, in turn. */
async function besideLego(): Promise<Row[]> {
  const world = await createAcmeWorld();
  const hook = await startHook(world);
  const isThere = spawnSync('sh', ['-c', 'command -v lego']).status === 0;
  try {
    await issue(world, `first.${ZONE}`);
    if (isThere) await lego(world, hook.url, `first-lego.${ZONE}`);
    const [own, theirs]: [number[], number[]] = [[], []];
    for (let i = 0; i < ROUNDS; i++) {
      own.push(await timed(() => issue(world, `own${i}.${ZONE}`)));
      if (isThere) theirs.push(await timed(() => lego(world, hook.url, `lego${i}.${ZONE}`)));
    }
    const requests = async (...names: readonly string[]): Promise<string> => {
      world.pebble.requests.length = 0;
      await issue(world, ...names);
      const once = new Set(world.pebble.requests).size;
      return `${once}, and ${world.pebble.requests.length - once} looks more`;
    };
    // It waits five seconds after its first look where the CA names no pause, which no polling interval changes.
    const working = theirs.map((took) => (took > LEGO_PAUSE_MS ? took - LEGO_PAUSE_MS : took));
    const share = isThere
      ? `${percent(median(own) / median(working))} of lego's ${ms(median(working))}, ${ms(median(theirs))} with its pause`
      : 'lego is not installed';
    return [
      row('one name, median', `${ms(median(own))}: ${share}`, '40 %'),
      row('requests for one name', await requests(`count.${ZONE}`), '8'),
      row('requests for apex and wildcard', await requests(`both.${ZONE}`, `*.both.${ZONE}`), '11'),
    ];
  } finally {
    await hook.stop();
    await world.dispose();
  }
}

function lego(world: AcmeWorld, hook: string, name: string): Promise<void> {
  const args = ['--path', join(world.folder, 'lego'), '--server', world.pebble.directoryUrl, '--accept-tos'];
  const dns = ['--dns', 'httpreq', '--dns.resolvers', world.nameServer, '--dns.disable-cp'];
  const argv = [...args, ...dns, '--email', 'a@example.org', '-k', 'ec256', '-d', name, 'run'];
  const environment = {
    HTTPREQ_ENDPOINT: hook,
    HTTPREQ_POLLING_INTERVAL: '0',
    LEGO_CA_CERTIFICATES: world.pebble.caFile,
  };
  const child = spawn('lego', argv, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) =>
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`lego failed: ${said.slice(-500)}`)),
    ),
  );
}

/** Writes for lego where regctl writes for itself. */
async function startHook(world: AcmeWorld): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const work = async (): Promise<void> => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { fqdn, value } = JSON.parse(body) as { readonly fqdn: string; readonly value: string };
      const op = request.url === '/present' ? ('add' as const) : ('remove' as const);
      const name = relativeName(fqdn.slice(0, -1), ZONE);
      const edit = { op, name, type: 'TXT', rdata: [`"${value}"`], ...(op === 'add' ? { ttl: 60 } : {}) };
      const plan = await world.regctl.plans.create({ zone: ZONE, target: { kind: 'edit', edits: [edit] } });
      await world.regctl.plans.apply({ plan, allowDeletes: 1 });
      // Its own look at name servers is off, as the CA asks this one alone: what is written must be answered by then.
      if (op === 'add')
        await world.regctl.lookups.wait({
          name: fqdn.slice(0, -1),
          type: 'TXT',
          expected: [`"${value}"`],
          zone: { zone: ZONE },
        });
      response.end();
    };
    void work().catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A number of certificates by one process, and what Pebble gives four clients that keep nothing and write to no zone: in turn, as the machine may have other work.
 * Then the same certificates renewed by one run.
 */
async function manyAtOnce(): Promise<Row[]> {
  // The one of the distribution stands still when more come at a time.
  const atOnce = pebbleStands() === 'current' ? AT_ONCE : CLIENTS;
  const world = await createAcmeWorld();
  const clients = await openBareClients();
  const [own, bare]: [number[], number[]] = [[], []];
  try {
    await issue(world, `first.${ZONE}`);
    for (let round = 0; round < TURNS; round++) {
      own.push(await perSecond(atOnce, (i) => issue(world, `many${round}-${i}.${ZONE}`)));
      bare.push(await perSecond(CLIENTS, (i) => clients.issue(`bare${round}-${i}.${ZONE}`)));
    }
    let renewed = 0;
    const took = await timed(async () => {
      const results = await world.regctl.certs.renew({ force: true });
      renewed = results.filter((one) => one.outcome === 'renewed').length;
    });
    const best = median(bare);
    const beside = (rate: number): string =>
      `${rate.toFixed(1)}/s: ${percent(rate / best)} of Pebble's ${best.toFixed(1)}/s for ${CLIENTS} clients`;
    return [
      row(`${MANY} certificates, ${atOnce} at a time`, beside(median(own)), '80 %'),
      row(`${renewed} renewed by one run`, beside(renewed / (took / 1000)), '80 %'),
    ];
  } finally {
    await clients.stop();
    await world.dispose();
  }
}

async function perSecond(atOnce: number, work: (i: number) => Promise<void>): Promise<number> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < MANY; i = next++) await work(i);
  };
  const took = await timed(() => Promise.all(Array.from({ length: atOnce }, worker)));
  return MANY / (took / 1000);
}

interface BareClients {
  issue(name: string): Promise<void>;
  stop(): Promise<void>;
}

async function openBareClients(): Promise<BareClients> {
  const texts = await startTextServer();
  const pebble = await startPebble({ dnsServer: texts.address });
  const x509 = createX509();
  const ca = createAcmeAuthority(pebble.directoryUrl, { http: pebble.http, clock: systemClock });
  const keyPem = await x509.createKey('ec256');
  const { url: accountUrl } = await ca.register({ keyPem, contact: [] });
  const signer = { keyPem, accountUrl };
  return {
    issue: async (name) => {
      const identifiers = [parseIdentifier(name)];
      let order = await ca.newOrder(signer, { identifiers });
      const url = order.authorizations[0] ?? '';
      const { challenges } = await ca.authorization(signer, url);
      const challenge = challenges.find((one) => one.type === 'dns-01');
      texts.set(`_acme-challenge.${name}`, await ca.dnsChallengeValue(signer, challenge?.token ?? ''));
      await ca.answerChallenge(signer, challenge?.url ?? '');
      let proof = await ca.authorization(signer, url);
      while (proof.status === 'pending') proof = await ca.authorization(signer, url);
      if (proof.status !== 'valid') throw new Error(JSON.stringify(proof.challenges));
      while ((await ca.order(signer, order.url)).status === 'pending');
      const key = await x509.createKey('ec256');
      order = await ca.finalize(signer, order, await x509.createCsr(key, identifiers));
      while (order.certificate === null) order = await ca.order(signer, order.url);
      await ca.certificate(signer, order.certificate);
    },
    stop: async () => {
      await pebble.stop();
      await texts.stop();
    },
  };
}

/** Finds what is due among many that are not, page by page as a renewal does. */
async function sweep(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-sweep-'));
  const database = openNodeDatabase(join(folder, 'regctl.db'));
  try {
    const now = new Date();
    // A chain is some 3 kB; what is not due is never read, so its size only fills the disk.
    await database.run({
      sql: `insert into certificates (id, name, next_check_at, body)
            select 'cert_' || value, 'n' || value || '.example.org',
              strftime('%Y-%m-%dT%H:%M:%fZ', 'now', case when value % ? = 0 then '-1 hour' else '+30 days' end),
              json_object('id', 'cert_' || value, 'name', 'n' || value || '.example.org', 'chain', hex(zeroblob(600)))
            from (with recursive n(value) as (select 1 union all select value + 1 from n where value < ?) select value from n)`,
      values: [STORED / DUE, STORED],
    });
    const store = createSqlCertificateStore(database);
    const before = process.memoryUsage().rss;
    let [found, most] = [0, 0];
    const finding = await timed(async () => (found = (await store.due(now, { limit: DUE })).length));
    const later = new Date(now.getTime() + 86_400_000).toISOString();
    const took = await timed(async () => {
      for (;;) {
        const page = await store.due(now, { limit: PAGE });
        if (page.length === 0) return;
        most = Math.max(most, process.memoryUsage().rss - before);
        // As a renewal leaves them: to be looked at again later.
        for (const one of page) await store.save({ ...one, nextCheckAt: later });
      }
    });
    const what = `${STORED.toLocaleString('en')} stored, ${DUE.toLocaleString('en')} due`;
    return [
      row(`${what}: found`, `${found === DUE ? '' : `only ${found}: `}${ms(finding)}`, '5000 ms'),
      row(`${what}: each put off`, `${ms(took)}, ${(most / 1e6).toFixed(0)} MB more`, 'steady memory'),
    ];
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
