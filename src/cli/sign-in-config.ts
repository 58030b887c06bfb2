import * as z from 'zod';
import type { SignInProvider } from '../core/sign-in-provider.ts';
import { issuerUrl, orJson } from './issuer-config.ts';

const names = z.array(z.string().min(1));

const OIDC_SCOPES = ['openid', 'email', 'profile'];
const GITHUB_SCOPES = ['read:user', 'user:email'];

const provider: z.ZodType<SignInProvider> = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'it has small letters, digits and `-`, 40 at most'),
    label: z.string().min(1).max(60).exactOptional(),
    kind: z.enum(['oidc', 'github']).default('oidc'),
    issuer: issuerUrl.exactOptional(),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    scopes: names.min(1).exactOptional(),
    organization: z.string().min(1),
    allowDomains: z
      .array(
        z
          .string()
          .toLowerCase()
          .regex(/^[^@\s]+\.[^@\s]+$/),
      )
      .default([]),
    linkByEmail: z.boolean().default(false),
    trustEmail: z.boolean().default(false),
    groupsClaim: z.string().min(1).default('groups'),
    roles: z.array(z.strictObject({ group: z.string().min(1), role: z.string().min(1) })).default([]),
    defaultRole: z.string().min(1).exactOptional(),
    allowPrivateAddress: z.boolean().default(false),
  })
  .refine(({ kind, issuer }) => kind === 'github' || issuer !== undefined, 'it needs an issuer')
  .refine(({ id }) => id !== 'credential', 'that id is taken')
  .refine(
    ({ allowDomains, roles, defaultRole }) =>
      allowDomains.length === 0 || roles.length > 0 || defaultRole !== undefined,
    'with allowDomains it takes roles or a defaultRole',
  )
  .transform(({ issuer = 'https://github.com', label, scopes, ...rest }) => ({
    ...rest,
    issuer: rest.kind === 'github' ? issuer.replace(/\/$/, '') : issuer,
    label: label ?? (rest.kind === 'github' ? 'GitHub' : rest.id),
    scopes: scopes ?? scopesOf(rest.kind, rest.roles.length > 0),
  }));

/** Teams are read where roles go by them. */
function scopesOf(kind: 'oidc' | 'github', byGroups: boolean): readonly string[] {
  if (kind === 'oidc') return OIDC_SCOPES;
  return byGroups ? [...GITHUB_SCOPES, 'read:org'] : GITHUB_SCOPES;
}

/** Outside issuers that people sign in by; secrets are kept out of `server.yaml` by the variable's `_FILE`. */
export const SIGN_IN_PROVIDERS: z.ZodType<readonly SignInProvider[]> = orJson(
  z
    .array(provider)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'two have the same id'),
);
