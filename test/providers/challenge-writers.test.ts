import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { createServiceZone, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import { currentProcess } from '../../src/adapters/process-info.ts';
import { provider as cloudflare } from '../../src/adapters/providers/cloudflare/index.ts';
import { provider as route53 } from '../../src/adapters/providers/route53/index.ts';
import { createResolver } from '../../src/adapters/resolver/index.ts';
import { openChallengeReader } from '../../src/adapters/stores/sql/challenge-reader.ts';
import {
  createSqlChallengeWriter,
  createSqlValueEnds,
} from '../../src/adapters/stores/sql/challenge-values.ts';
import { createSqlDelegationStore } from '../../src/adapters/stores/sql/delegations.ts';
import { createSqlLock } from '../../src/adapters/stores/sql/lock.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { textOf } from '../../src/core/records/txt.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { OpenProvider } from '../../src/ports/dns-provider.ts';
import {
  createProviderZoneWriter,
  type ProviderZoneDeps,
} from '../../src/services/delegations/provider-zone.ts';
import { challengeWriterContract, type ChallengeWriterSubject } from '../contracts/challenge-writer.ts';
import { exampleDelegation } from '../support/delegations.ts';
import { openForTest, silent } from '../support/open-provider.ts';
import { startFakeCloudflare } from '../support/providers/cloudflare.ts';
import { startFakeRoute53 } from '../support/providers/route53.ts';

const LABELS = ['a'.repeat(26), 'b'.repeat(26)] as const;

/** A clock that is moved, and sleeps for nothing. */
function movedClock(): Clock & { advance(ms: number): void } {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    advance: (ms) => void (offset += ms),
  };
}

challengeWriterContract(
  'the store that our own name servers read',
  async (): Promise<ChallengeWriterSubject> => {
    const folder = mkdtempSync(join(tmpdir(), 'regctl-writer-'));
    const path = join(folder, 'control.db');
    const [database, second] = [openNodeDatabase(path), openNodeDatabase(path)];
    const clock = movedClock();
    const zone = 'acme.example.net';
    const store = createSqlDelegationStore(database, 'org_1');
    for (const label of LABELS) await store.create(exampleDelegation(`${label}.example`, `${label}.${zone}`));
    const reader = openChallengeReader(path, clock);
    const server = await startDnsServer(
      createServiceZone(
        { name: zone, nameservers: [{ name: `ns1.${zone}`, addresses: ['127.0.0.1'] }] },
        reader,
      ),
      { host: '127.0.0.1', port: 0, logger: silent },
    );
    const resolver = createResolver({ hosts: {}, roots: [] });
    return {
      writer: createSqlChallengeWriter(database, clock, zone),
      other: createSqlChallengeWriter(second, clock, zone),
      labels: LABELS,
      answers: async (label) => {
        const answer = await resolver.ask(
          { name: zone, address: server.address },
          { name: `${label}.${zone}`, type: 'TXT' },
          { transport: 'udp', timeoutMs: 5_000, recursion: false },
        );
        return answer.records.map(({ rdata }) => textOf(rdata));
      },
      advance: (ms) => clock.advance(ms),
      now: () => clock.now(),
      dispose: async () => {
        await server.close();
        reader.close();
        await Promise.all([database.close(), second.close()]);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
);

/** A zone at a provider, whose name servers answer with what it holds. */
async function inProviderZone(
  open: () => Promise<{ readonly provider: OpenProvider; readonly served: string; stop(): Promise<void> }>,
): Promise<ChallengeWriterSubject> {
  const opened = await open();
  const { provider, served } = opened;
  const { dns } = provider;
  if (dns === undefined) throw new Error('it serves no zones');
  const database = openNodeDatabase(':memory:');
  const clock = movedClock();
  const zone = `acme.${served}`;
  const answers = async (name: string): Promise<readonly string[]> => {
    const { rrsets } = await dns.readZone(served);
    const owner = name.slice(0, -served.length - 1);
    return rrsets.find((one) => one.name === owner && one.type === 'TXT')?.rdata.map(textOf) ?? [];
  };
  const deps: ProviderZoneDeps = {
    dns,
    clock,
    lock: createSqlLock(database, systemClock, currentProcess(), () => crypto.randomUUID()),
    ends: createSqlValueEnds(database),
    lookups: {
      wait: async ({ name, expected }) => {
        const seen = await answers(name);
        for (const rdata of expected)
          if (!seen.includes(textOf(rdata))) throw new Error(`${name} is not answered with ${rdata}`);
        return { name, type: 'TXT', zone: served, agreed: true, observations: [] };
      },
    },
  };
  return {
    writer: createProviderZoneWriter(deps, { zone, served }),
    other: createProviderZoneWriter(deps, { zone, served }),
    labels: LABELS,
    answers: (label) => answers(`${label}.${zone}`),
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    dispose: async () => {
      await provider.close();
      await database.close();
      await opened.stop();
    },
  };
}

challengeWriterContract('a zone at Cloudflare', () =>
  inProviderZone(async () => {
    const fake = await startFakeCloudflare();
    const provider = openForTest(cloudflare, {
      endpoint: `${fake.url}/client/v4`,
      credentials: { 'api-token': fake.token },
    });
    return { provider, served: 'example.com', stop: () => fake.stop() };
  }),
);

challengeWriterContract('a zone at Route 53', () =>
  inProviderZone(async () => {
    const fake = await startFakeRoute53();
    const provider = openForTest(route53, {
      endpoint: fake.url,
      credentials: { 'access-key-id': fake.accessKeyId, 'secret-access-key': fake.secretAccessKey },
      clock: movedClock(),
    });
    return { provider, served: 'example.com', stop: () => fake.stop() };
  }),
);
