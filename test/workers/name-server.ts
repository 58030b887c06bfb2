import { inject } from 'vitest';
import type { RRset } from '../../src/core/rrset.ts';
import type { ControlPlaneSubject } from '../contracts/control-plane.ts';
import type {} from './global-setup.ts';

/** Whether there is a name server whose API the Worker can reach. */
export const hasNameServer: boolean = inject('powerdns').length > 0;

/** A name server that serves no zones yet: an account at it, and a way to edit its zones as another program would. */
export async function openNameServer(which: 'powerdns' | 'second' = 'powerdns'): Promise<{
  readonly account: ControlPlaneSubject['account'];
  readonly editOutside: (zone: string, rrset: RRset) => Promise<void>;
  /** Where it answers questions. */
  readonly address: string;
}> {
  // Numbered from 1, by the files that run at a time.
  const pair = Number(process.env['VITEST_POOL_ID']) - 1;
  const server = inject('powerdns')[2 * pair + (which === 'second' ? 1 : 0)];
  if (server === undefined) throw new Error('there is no name server');
  const { endpoint, apiKey, address } = server;
  const api = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${endpoint}/api/v1/servers/localhost/zones${path}`, {
      method,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  for (const { id } of (await api('GET', '')) as readonly { readonly id: string }[])
    await api('DELETE', `/${id}`);
  return {
    address,
    account: { provider: 'powerdns', endpoint, credentials: { 'api-key': apiKey } },
    editOutside: async (zone, { name, type, ttl, rdata }) => {
      const records = rdata.map((content) => ({ content, disabled: false }));
      await api('PATCH', `/${zone}.`, {
        rrsets: [{ name: `${name}.${zone}.`, type, ttl, changetype: 'REPLACE', records }],
      });
    },
  };
}
