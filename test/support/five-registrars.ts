import type { CliHome } from './run-cli.ts';
import { startFakeCloudflare } from './providers/cloudflare.ts';
import type { FakeRequest, FakeServer } from './providers/fake-server.ts';
import { startFakeGodaddy } from './providers/godaddy.ts';
import { startFakePorkbun } from './providers/porkbun.ts';
import { startFakeRoute53 } from './providers/route53.ts';
import { startFakeValueDomain } from './providers/value-domain.ts';

/** The five companies on loopback, as accounts by the names of the providers. VALUE-DOMAIN sells in yen, Porkbun fails, GoDaddy has its gate shut. */
export interface FiveRegistrars {
  /** What the accounts read their secrets from. */
  readonly environment: { readonly [name: string]: string };
  /** Connects all, while everything still works. */
  connect(home: CliHome): Promise<void>;
  /** Every request that one of them got, in order. */
  requests(provider: string): readonly FakeRequest[];
  /** From now on Porkbun answers with a page of HTML, and GoDaddy with its account gate. */
  spoil(): void;
  /** Both work again. */
  heal(): void;
  stop(): Promise<void>;
}

/** @param now - the time at which the registrations of the servers begin, and where it stands still */
export async function startFiveRegistrars(now: Date): Promise<FiveRegistrars> {
  const options = { now: () => now.getTime() };
  const [cloudflare, godaddy, porkbun, route53, valueDomain] = await Promise.all([
    startFakeCloudflare(options),
    startFakeGodaddy(options),
    startFakePorkbun(options),
    startFakeRoute53(options),
    startFakeValueDomain(options),
  ]);
  const endpoints = {
    cloudflare: `${cloudflare.url}/client/v4`,
    godaddy: godaddy.url,
    porkbun: porkbun.base,
    route53: route53.url,
    'value-domain': valueDomain.base,
  };
  const named: { readonly [provider: string]: FakeServer } = {
    cloudflare,
    godaddy,
    porkbun,
    route53,
    'value-domain': valueDomain,
  };
  const servers: readonly FakeServer[] = Object.values(named);
  const environment = {
    CLOUDFLARE_API_TOKEN: cloudflare.token,
    GODADDY_API_KEY: godaddy.key,
    GODADDY_API_SECRET: godaddy.secret,
    PORKBUN_API_KEY: porkbun.apiKey,
    PORKBUN_SECRET_API_KEY: porkbun.secretApiKey,
    AWS_ACCESS_KEY_ID: route53.accessKeyId,
    AWS_SECRET_ACCESS_KEY: route53.secretAccessKey,
    VALUE_DOMAIN_API_TOKEN: valueDomain.token,
  };
  let isSpoiled = false;
  porkbun.inject('html-503', { when: () => isSpoiled, times: Infinity });
  return {
    environment,
    connect: async (home) => {
      for (const [provider, endpoint] of Object.entries(endpoints)) {
        const argv = `accounts add ${provider} --endpoint ${endpoint} --from-env`;
        const { exitCode, stderr } = await home.run(argv, { environment, now });
        if (exitCode !== 0) throw new Error(`${argv}: ${stderr}`);
      }
    },
    requests: (provider) => named[provider]?.requests ?? [],
    spoil: () => {
      isSpoiled = true;
      godaddy.gated = true;
    },
    heal: () => {
      isSpoiled = false;
      godaddy.gated = false;
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
