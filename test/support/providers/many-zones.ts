import { startFakeCloudflare } from './cloudflare.ts';
import { newDomain as godaddyDomain } from './godaddy-domains.ts';
import { startFakeGodaddy } from './godaddy.ts';
import { newDomain as porkbunDomain } from './porkbun-state.ts';
import { startFakePorkbun } from './porkbun.ts';
import { startFakeRoute53 } from './route53.ts';
import { newDomain as valueDomain } from './value-domain-domains.ts';
import { startFakeValueDomain } from './value-domain.ts';

/** A local server that holds zones of these names, with what an account of it is connected by. */
export interface ManyZones {
  readonly endpoint: string;
  readonly environment: { readonly [name: string]: string };
  stop(): Promise<void>;
}

interface Options {
  readonly now: () => number;
  /** Whether the server keeps to the company's limits. */
  readonly limits: true;
}

const YEAR = 31_536_000_000;

/** The local servers with many zones, by the name of the provider. */
export const MANY_ZONES: {
  readonly [provider: string]: (names: readonly string[], options: Options) => Promise<ManyZones>;
} = {
  cloudflare: async (names, options) => {
    const server = await startFakeCloudflare(options);
    for (const name of names) server.addZone(name);
    return {
      endpoint: `${server.url}/client/v4`,
      environment: { CLOUDFLARE_API_TOKEN: server.token },
      stop: () => server.stop(),
    };
  },
  godaddy: async (names, options) => {
    const server = await startFakeGodaddy(options);
    for (const name of names) server.domains.set(name, godaddyDomain(server, name));
    return {
      endpoint: server.url,
      environment: { GODADDY_API_KEY: server.key, GODADDY_API_SECRET: server.secret },
      stop: () => server.stop(),
    };
  },
  porkbun: async (names, options) => {
    const server = await startFakePorkbun(options);
    const now = options.now();
    for (const name of names) server.domains.set(name, porkbunDomain(name, now, now + YEAR));
    return {
      endpoint: server.base,
      environment: { PORKBUN_API_KEY: server.apiKey, PORKBUN_SECRET_API_KEY: server.secretApiKey },
      stop: () => server.stop(),
    };
  },
  route53: async (names, options) => {
    const server = await startFakeRoute53(options);
    for (const name of names) server.addZone(name);
    return {
      endpoint: server.url,
      environment: { AWS_ACCESS_KEY_ID: server.accessKeyId, AWS_SECRET_ACCESS_KEY: server.secretAccessKey },
      stop: () => server.stop(),
    };
  },
  'value-domain': async (names, options) => {
    const server = await startFakeValueDomain(options);
    for (const name of names) server.domains.set(name, valueDomain(name, options.now() + YEAR));
    return {
      endpoint: server.base,
      environment: { VALUE_DOMAIN_API_TOKEN: server.token },
      stop: () => server.stop(),
    };
  },
};
