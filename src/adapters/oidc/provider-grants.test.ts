import { expect, it } from 'vitest';
import type { GrantClient } from '../../core/provider-grant.ts';
import { systemClock } from '../clock.ts';
import { createProviderGrants } from './provider-grants.ts';

const CLIENT: GrantClient = {
  provider: 'cloudflare',
  clientId: 'id',
  clientSecret: 'secret',
  scopes: ['dns.write'],
  issuer: 'https://issuer.test',
  allowPrivateAddress: false,
};

it.each([
  [400, 'invalid_grant', 'CREDENTIAL_REJECTED'],
  [401, 'invalid_client', 'PROVIDER_UNAVAILABLE'],
  [400, 'temporarily_unavailable', 'PROVIDER_UNAVAILABLE'],
  [429, 'rate_limited', 'PROVIDER_UNAVAILABLE'],
  [503, 'server_error', 'PROVIDER_UNAVAILABLE'],
])('a renewal that is answered with %i %s is %s', async (status, error, code) => {
  const grants = createProviderGrants({
    clock: systemClock,
    fetchOf: () => () => Promise.resolve(Response.json({ error }, { status })),
  });
  await expect(grants.refresh(CLIENT, 'token')).rejects.toMatchObject({ code });
});
