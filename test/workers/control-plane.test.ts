import { describe, inject } from 'vitest';
import { controlPlaneContract, type ControlPlaneSubject } from '../contracts/control-plane.ts';
import { openWorkerServer } from './server.ts';

const powerdns = inject('powerdns');

/** A worker whose account is at a name server that serves no zones yet. */
async function make(endpoint: string, apiKey: string): Promise<ControlPlaneSubject> {
  const server = await openWorkerServer();
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
    controlPlane: server.client(),
    account: { provider: 'powerdns', endpoint, credentials: { 'api-key': apiKey } },
    editOutside: async (zone, { name, type, ttl, rdata }) => {
      const records = rdata.map((content) => ({ content, disabled: false }));
      await api('PATCH', `/${zone}.`, {
        rrsets: [{ name: `${name}.${zone}.`, type, ttl, changetype: 'REPLACE', records }],
      });
    },
    dispose: () => Promise.resolve(),
  };
}

describe.runIf(powerdns !== undefined)('in workerd', () => {
  controlPlaneContract('hosted, on Workers', () => make(powerdns?.endpoint ?? '', powerdns?.apiKey ?? ''));
});
