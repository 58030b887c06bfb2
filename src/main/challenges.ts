import { systemClock } from '../adapters/clock.ts';
import { createServiceZone, startDnsServer, type DnsServer } from '../adapters/dns-server/index.ts';
import { openChallengeReader } from '../adapters/stores/sql/challenge-reader.ts';
import { createSqlChallengeWriter } from '../adapters/stores/sql/challenge-values.ts';
import { createSqlDelegationStore } from '../adapters/stores/sql/delegations.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { Logger } from '../ports/logger.ts';
import type { ChallengeZoneConfig } from '../ports/server-host.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { DelegationPart } from '../services/delegations/part.ts';

/** Questions a second that one address is answered over UDP: CAs and resolvers of the world ask far less. */
const QUESTIONS_PER_SECOND = 200;

export interface ChallengeOptions {
  readonly config: ChallengeZoneConfig;
  readonly database: SqlDatabase;
  /** File of the database. */
  readonly path: string;
  readonly logger: Logger;
  /** Reaches DNS hosts. */
  readonly http: HttpClient;
  readonly clock?: Clock;
}

/** The zone of the challenges of this process: what organizations write there, and the name servers that answer. */
export interface Challenges {
  partOf(organization: string): DelegationPart;
  /** @returns the addresses that it answers at */
  start(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Joins the zone of the challenges: values in the store, and name servers that read it. */
export function openChallenges(options: ChallengeOptions): Challenges {
  const { config, database, logger, http, clock = systemClock } = options;
  const writer = createSqlChallengeWriter(database, clock, config.zone);
  const servers: DnsServer[] = [];
  const reader = openChallengeReader(options.path, clock);
  return {
    partOf: (organization) => ({
      store: createSqlDelegationStore(database, organization),
      writer,
      resolvers: config.resolvers,
      ...(config.template === undefined ? {} : { connect: { template: config.template, http } }),
    }),
    start: async () => {
      const source = createServiceZone({ name: config.zone, nameservers: config.nameservers }, reader);
      for (const { host, port } of config.listen)
        servers.push(
          await startDnsServer(source, { host, port, logger, questionsPerSecond: QUESTIONS_PER_SECOND }),
        );
      return servers.map(({ address }) => address);
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      reader.close();
    },
  };
}
