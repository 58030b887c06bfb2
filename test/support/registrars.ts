import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import type { CliHome } from './run-cli.ts';
import { silent } from './open-provider.ts';
import { startFakeGodaddy } from './providers/godaddy.ts';
import { startFakePorkbun } from './providers/porkbun.ts';

/** Two registrars on loopback, with the name servers that example.com is delegated to. */
export interface Registrars {
  /** What the accounts read their secrets from. */
  readonly environment: { readonly [name: string]: string };
  /** Connects both, as `shop` (Porkbun) and `gd` (GoDaddy), and tells where the name servers are. */
  connect(home: CliHome): Promise<void>;
  stop(): Promise<void>;
}

const NAMESERVERS = ['curitiba', 'fortaleza', 'maceio', 'salvador'].map((city) => `${city}.ns.porkbun.com`);

export async function startRegistrars(folder: string): Promise<Registrars> {
  const [porkbun, godaddy] = await Promise.all([startFakePorkbun(), startFakeGodaddy()]);
  const served = join(folder, 'served-by-porkbun');
  mkdirSync(served, { recursive: true });
  writeFileSync(
    join(served, 'example.com.zone'),
    `$ORIGIN example.com.\n@ 600 IN SOA ${NAMESERVERS[0] ?? ''}. hostmaster.example.net. 1 7200 3600 1209600 600\n${NAMESERVERS.map((name) => `@ 600 IN NS ${name}.`).join('\n')}\n`,
  );
  const dns = await startDnsServer(createFolderSource(served, silent), {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
  });
  const environment = {
    PORKBUN_API_KEY: porkbun.apiKey,
    PORKBUN_SECRET_API_KEY: porkbun.secretApiKey,
    GODADDY_API_KEY: godaddy.key,
    GODADDY_API_SECRET: godaddy.secret,
  };
  return {
    environment,
    connect: async (home) => {
      for (const argv of [
        'zones create example.com --account second --nameserver ns1.example.net',
        `accounts add porkbun --name shop --endpoint ${porkbun.base} --from-env`,
        `accounts add godaddy --name gd --endpoint ${godaddy.url} --setting shopper-id=${godaddy.shopperId} --from-env`,
        ...[...NAMESERVERS, 'ns1.example.net', 'ns2.example.net'].map(
          (name) => `config set resolver.hosts.${name} ${dns.address}`,
        ),
      ]) {
        const result = await home.run(argv, { environment });
        if (result.exitCode !== 0) throw new Error(`${argv}: ${result.stderr}`);
      }
    },
    stop: async () => {
      await Promise.all([porkbun.stop(), godaddy.stop(), dns.close()]);
    },
  };
}
