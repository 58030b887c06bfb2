import * as z from 'zod';
import { GRANTING_PROVIDERS, type GrantClient, type GrantingProvider } from '../core/provider-grant.ts';
import { issuerUrl, orJson } from './issuer-config.ts';

const client: z.ZodType<GrantClient> = z
  .strictObject({
    provider: z.enum(Object.keys(GRANTING_PROVIDERS) as [GrantingProvider, ...GrantingProvider[]]),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    scopes: z.array(z.string().min(1)).min(1),
    issuer: issuerUrl.exactOptional(),
    endpoint: z.string().min(1).exactOptional(),
    allowPrivateAddress: z.boolean().default(false),
  })
  .transform(({ issuer, ...rest }) => ({
    ...rest,
    issuer: (issuer ?? GRANTING_PROVIDERS[rest.provider].issuer).replace(/\/$/, ''),
  }));

/** Clients at providers where people grant access; secrets are kept out of `server.yaml` by the variable's `_FILE`. */
export const PROVIDER_CLIENTS: z.ZodType<readonly GrantClient[]> = orJson(
  z
    .array(client)
    .refine(
      (list) => new Set(list.map(({ provider }) => provider)).size === list.length,
      'two are of the same provider',
    ),
);
