import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As docs.github.com has "Authorizing OAuth apps" and the REST API of users, emails and teams (read 2026-11-21). */
export interface GithubStandIn {
  readonly url: string;
  user: { readonly id: number; readonly login: string; readonly name: string | null };
  emails: readonly { readonly email: string; readonly primary: boolean; readonly verified: boolean }[];
  teams: readonly { readonly slug: string; readonly organization: { readonly login: string } }[];
  /** Scopes that were asked for last. */
  readonly asked: () => string;
  close(): Promise<void>;
}

/** Opens a GitHub Enterprise Server on loopback, as far as people sign in by it. */
export async function openGithub(client: {
  readonly id: string;
  readonly secret: string;
}): Promise<GithubStandIn> {
  const codes = new Map<string, string>();
  const tokens = new Set<string>();
  let asked = '';
  const standIn = {
    user: { id: 1, login: 'ada', name: null } as GithubStandIn['user'],
    emails: [] as GithubStandIn['emails'],
    teams: [] as GithubStandIn['teams'],
  };
  const authorize = (query: URLSearchParams): string => {
    asked = query.get('scope') ?? '';
    const code = randomBytes(10).toString('hex');
    codes.set(code, query.get('code_challenge') ?? '');
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return back.href;
  };
  const redeem = (form: URLSearchParams): object => {
    if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
      return { error: 'incorrect_client_credentials', error_description: 'They are not correct.' };
    const code = form.get('code') ?? '';
    const challenge = codes.get(code);
    codes.delete(code);
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    // GitHub answers failures with status 200.
    if (challenge !== verifier) return { error: 'bad_verification_code', error_description: 'It is not.' };
    const token = `gho_${randomBytes(18).toString('hex')}`;
    tokens.add(token);
    return { access_token: token, scope: asked.replaceAll(' ', ','), token_type: 'bearer' };
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://github.test');
    const json = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(value));
    };
    if (pathname === '/login/oauth/authorize')
      return void response.writeHead(302, { location: authorize(searchParams) }).end();
    if (pathname === '/login/oauth/access_token') {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      return void request.on('end', () => json(200, redeem(new URLSearchParams(body))));
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    if (!tokens.has(token)) return json(401, { message: 'Bad credentials' });
    const answers: { readonly [path: string]: unknown } = {
      '/api/v3/user': standIn.user,
      '/api/v3/user/emails': standIn.emails,
      '/api/v3/user/teams': standIn.teams,
    };
    return json(answers[pathname] === undefined ? 404 : 200, answers[pathname] ?? { message: 'Not Found' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return Object.assign(standIn, {
    url,
    asked: () => asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
