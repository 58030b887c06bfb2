import { startFakeCloudflare } from './cloudflare.ts';
import { startFakeGodaddy } from './godaddy.ts';
import { startFakePorkbun } from './porkbun.ts';
import { startFakeRoute53 } from './route53.ts';
import { startFakeValueDomain } from './value-domain.ts';

/** A local server of a company's API, with what an account of it is connected by. */
export interface PlayServer {
  /** The `--endpoint` of an account. */
  readonly endpoint: string;
  readonly credentials: { readonly [field: string]: string };
  stop(): Promise<void>;
}

/** The local servers by the name of the provider. */
export const FAKES: { readonly [provider: string]: (port?: number) => Promise<PlayServer> } = {
  cloudflare: async (port) => {
    const server = await startFakeCloudflare(port === undefined ? {} : { port });
    return {
      endpoint: `${server.url}/client/v4`,
      credentials: { 'api-token': server.token },
      stop: () => server.stop(),
    };
  },
  godaddy: async (port) => {
    const server = await startFakeGodaddy(port === undefined ? {} : { port });
    return {
      endpoint: server.url,
      credentials: { 'api-key': server.key, 'api-secret': server.secret },
      stop: () => server.stop(),
    };
  },
  porkbun: async (port) => {
    const server = await startFakePorkbun(port === undefined ? {} : { port });
    return {
      endpoint: server.base,
      credentials: { 'api-key': server.apiKey, 'secret-api-key': server.secretApiKey },
      stop: () => server.stop(),
    };
  },
  route53: async (port) => {
    const server = await startFakeRoute53(port === undefined ? {} : { port });
    return {
      endpoint: server.url,
      credentials: { 'access-key-id': server.accessKeyId, 'secret-access-key': server.secretAccessKey },
      stop: () => server.stop(),
    };
  },
  'value-domain': async (port) => {
    const server = await startFakeValueDomain(port === undefined ? {} : { port });
    return { endpoint: server.base, credentials: { token: server.token }, stop: () => server.stop() };
  },
};
