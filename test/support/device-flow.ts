import { vi } from 'vitest';

/** Makes the pauses of timers in this process some fifty times shorter, until it is undone. */
export function hurry(): () => void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const beat = setInterval(() => vi.advanceTimersByTime(500), 10);
  return () => {
    clearInterval(beat);
    vi.useRealTimers();
  };
}

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

type Send = (url: string, init: RequestInit) => Promise<Response>;

/** What an OAuth endpoint answers, with its status. */
export type OAuthAnswer = { readonly status: number; readonly [member: string]: unknown };

/** A program that speaks OAuth by hand: nothing between a test and the wire. */
export interface Program {
  begin(fields?: { readonly [name: string]: string }): Promise<OAuthAnswer>;
  redeem(deviceCode: unknown): Promise<OAuthAnswer>;
  refresh(refreshToken: unknown): Promise<OAuthAnswer>;
  revoke(token: unknown): Promise<OAuthAnswer>;
  /** Asks the API with an access token. @returns the status */
  call(accessToken: unknown, method?: 'GET' | 'POST'): Promise<number>;
}

export function openProgram(url: string, fetch: Send): Program {
  const post = async (path: string, fields: { readonly [name: string]: string }): Promise<OAuthAnswer> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'regctl/test <script>alert(1)</script>',
      },
      body: new URLSearchParams({ client_id: 'regctl-cli', ...fields }).toString(),
    });
    const text = await response.text();
    return { ...(text === '' ? {} : (JSON.parse(text) as object)), status: response.status };
  };
  return {
    begin: (fields) => post('/auth/device/code', { scope: 'offline_access', ...fields }),
    redeem: (code) => post('/auth/oauth2/token', { grant_type: DEVICE_GRANT, device_code: String(code) }),
    refresh: (token) =>
      post('/auth/oauth2/token', { grant_type: 'refresh_token', refresh_token: String(token) }),
    revoke: (token) => post('/auth/oauth2/revoke', { token: String(token) }),
    call: async (token, method = 'GET') => {
      const response = await fetch(`${url}/api/v1/api-keys`, {
        method,
        headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: JSON.stringify({ name: 'made', scopes: ['zones:read'] }) } : {}),
      });
      return response.status;
    },
  };
}
