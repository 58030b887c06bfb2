import type * as z from 'zod';
import type { Fetch } from '../adapters/http/client.ts';
import { TRUSTED_ISSUERS } from '../cli/issuer-config.ts';
import { SIGN_IN_PROVIDERS } from '../cli/sign-in-config.ts';
import { RegctlError } from '../core/errors.ts';
import type { ControlAppOptions } from './control-app.ts';
import type { WorkerEnv } from './worker-env.ts';
import { refuseHostOf } from './worker-planes.ts';

/** Outside issuers on Workers: the settings of a process as JSON in a secret each. @throws RegctlError `INVALID_CONFIG` */
export function issuersOf(
  env: WorkerEnv,
): Pick<ControlAppOptions, 'trustedIssuers' | 'signIn' | 'issuerFetch'> {
  return {
    ...(isSet(env.TRUSTED_ISSUERS)
      ? { trustedIssuers: read('TRUSTED_ISSUERS', TRUSTED_ISSUERS, env.TRUSTED_ISSUERS) }
      : {}),
    ...(isSet(env.SIGN_IN) ? { signIn: read('SIGN_IN', SIGN_IN_PROVIDERS, env.SIGN_IN) } : {}),
    issuerFetch: (allowPrivateAddress) => issuerFetch(allowPrivateAddress ? undefined : refuseHostOf(env)),
  };
}

function isSet(secret: string | undefined): secret is string {
  return secret !== undefined && secret !== '';
}

function read<T>(name: string, schema: z.ZodType<T>, secret: string): T {
  const parsed = schema.safeParse(secret);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RegctlError('INVALID_CONFIG', `the secret ${name} is not as it must be`, {
    reason: [...(issue?.path ?? []), issue?.message ?? 'it is unknown'].join(': '),
    hint: 'bind it anew as docs/workers.md has it',
  });
}

function issuerFetch(refuse: ((host: string) => Promise<void>) | undefined): Fetch {
  return async (url, init) => {
    await refuse?.(new URL(url).hostname);
    return fetch(url, init);
  };
}
