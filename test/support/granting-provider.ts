import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The authorization server of a provider, on loopback: RFC 6749 with PKCE (RFC 7636), refresh tokens that rotate, and revocation (RFC 7009). */
export interface GrantingProvider {
  readonly url: string;
  /** What an access token may do is known by who made it. */
  onToken: (token: string) => void;
  /** Seconds that access tokens are good for. */
  lifetime: number;
  /** Whether whoever comes agrees. */
  agrees: boolean;
  /** Requests at the token endpoint, by what they ask for. */
  readonly asked: string[];
  readonly revoked: string[];
  close(): Promise<void>;
}

interface Code {
  readonly challenge: string;
  readonly redirect: string;
}

export const GRANT_CLIENT = { id: 'regctl-server', secret: 'a secret:with a colon & more' };

/** Opens it for one client with one redirect URI. */
export async function openGrantingProvider(redirectUri: string): Promise<GrantingProvider> {
  const codes = new Map<string, Code>();
  const families = new Map<string, { live: boolean; current: string }>();
  let count = 0;
  const tokens = (family: string): object => {
    count += 1;
    const access = `granted-access-token-${String(count)}-`.padEnd(44, 'x');
    const refresh = `refresh-${String(count)}`;
    families.set(refresh, families.get(family) ?? { live: true, current: refresh });
    const one = families.get(refresh);
    if (one !== undefined) one.current = refresh;
    provider.onToken(access);
    return {
      access_token: access,
      refresh_token: refresh,
      token_type: 'bearer',
      expires_in: provider.lifetime,
    };
  };
  const grant = (form: URLSearchParams): object | undefined => {
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? '';
      const family = families.get(token);
      if (family === undefined) return undefined;
      // Who uses one twice has stolen it, or was stolen from: the whole family ends.
      if (family.current !== token) family.live = false;
      return family.live ? tokens(token) : undefined;
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight = code?.challenge === challenge && form.get('redirect_uri') === code.redirect;
    return isRight ? tokens('') : undefined;
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', provider.url);
    const { searchParams: query } = url;
    if (url.pathname === '/oauth2/auth') {
      const isRight =
        query.get('client_id') === GRANT_CLIENT.id &&
        query.get('redirect_uri') === redirectUri &&
        query.get('code_challenge_method') === 'S256';
      const back = new URL(redirectUri);
      back.searchParams.set('state', query.get('state') ?? '');
      const code = `code-${String(++count)}`;
      if (provider.agrees) {
        codes.set(code, { challenge: query.get('code_challenge') ?? '', redirect: redirectUri });
        back.searchParams.set('code', code);
      } else back.searchParams.set('error', 'access_denied');
      response.writeHead(isRight ? 302 : 400, { location: back.href }).end();
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const json = (status: number, value: object): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      // RFC 6749 §2.3.1: both are form-encoded before they are joined.
      const [id, secret] = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64')
        .toString()
        .split(':')
        .map((one) => decodeURIComponent(one.replaceAll('+', ' ')));
      if (id !== GRANT_CLIENT.id || secret !== GRANT_CLIENT.secret)
        return json(401, { error: 'invalid_client' });
      if (url.pathname === '/oauth2/revoke') {
        const family = families.get(form.get('token') ?? '');
        if (family !== undefined) family.live = false;
        provider.revoked.push(form.get('token') ?? '');
        return json(200, {});
      }
      provider.asked.push(form.get('grant_type') ?? '');
      const granted = grant(form);
      return json(granted === undefined ? 400 : 200, granted ?? { error: 'invalid_grant' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: GrantingProvider = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    onToken: () => undefined,
    lifetime: 3_600,
    agrees: true,
    asked: [],
    revoked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}
