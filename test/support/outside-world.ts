import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openGithub, type GithubStandIn } from './github.ts';
import { MAIL_API_KEY, openMailApi } from './mail-api.ts';
import { openOutsideIssuer, OUTSIDE_CLIENT, type OutsidePerson } from './outside-issuer.ts';

export const GITHUB_CLIENT: { readonly id: string; readonly secret: string } = {
  id: 'Iv1.0123456789abcdef',
  secret: 'a secret of the OAuth app',
};

/** An issuer, and what the server is known as there. */
export interface OutsideClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a test in another process needs to know of outside issuers. */
export interface OutsideAddresses {
  readonly issuer: OutsideClient;
  readonly github: OutsideClient;
  readonly mailApi: { readonly url: string; readonly key: string };
  /** URL of its switches: `POST /state` takes an `OutsideState`, `GET /token?AUDIENCE` and `GET /key-requests` ask the issuer, `GET /mails` the mail API. */
  readonly control: string;
}

/** What issuers are told to say from now on. */
export interface OutsideState {
  readonly person?: OutsidePerson;
  readonly claims?: { readonly [claim: string]: unknown };
  readonly github?: Partial<Pick<GithubStandIn, 'user' | 'emails' | 'teams'>>;
}

/** An OpenID provider, a GitHub and a mail API on loopback, for a control plane in another process. @param url - its address */
export async function startOutsideWorld(
  url: string,
): Promise<{ readonly addresses: OutsideAddresses; stop(): Promise<void> }> {
  const issuer = await openOutsideIssuer({ redirectUris: [`${url}/sign-in/with/sso/callback`] });
  const github = await openGithub(GITHUB_CLIENT);
  const mailApi = await openMailApi();
  const answer = async (path: string, query: string, body: string): Promise<string> => {
    if (path === '/token') return issuer.token(decodeURIComponent(query));
    if (path === '/key-requests') return String(issuer.keyRequests());
    if (path === '/mails') return JSON.stringify(mailApi.received);
    const state = JSON.parse(body) as OutsideState;
    if (state.person !== undefined) issuer.person = state.person;
    if (state.claims !== undefined) issuer.claims = state.claims;
    Object.assign(github, state.github);
    return '';
  };
  const control = createServer((request, response) => {
    let body = '';
    const [path = '', query = ''] = (request.url ?? '').split('?');
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      answer(path, query, body).then(
        (text) => response.end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  const port = (control.address() as AddressInfo).port;
  return {
    addresses: {
      issuer: { issuer: issuer.url, clientId: OUTSIDE_CLIENT.id, clientSecret: OUTSIDE_CLIENT.secret },
      github: { issuer: github.url, clientId: GITHUB_CLIENT.id, clientSecret: GITHUB_CLIENT.secret },
      mailApi: { url: mailApi.url, key: MAIL_API_KEY },
      control: `http://127.0.0.1:${String(port)}`,
    },
    stop: async () => {
      control.close().closeAllConnections();
      await Promise.all([issuer.close(), github.close(), mailApi.close()]);
    },
  };
}
