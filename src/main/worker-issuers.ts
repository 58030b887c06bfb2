import type { Fetch } from '../adapters/http/client.ts';
import { PROVIDER_CLIENTS } from '../cli/grant-config.ts';
import { TRUSTED_ISSUERS } from '../cli/issuer-config.ts';
import { SIGN_IN_PROVIDERS } from '../cli/sign-in-config.ts';
import type { ControlAppOptions } from './control-app.ts';
import type { WorkerEnv } from './worker-env.ts';
import { refuseHostOf } from './worker-planes.ts';
import { readSetting } from './worker-settings.ts';

/** Outside issuers, and providers that grant access, on Workers: the settings of a process as JSON in a secret each. @throws RegctlError `INVALID_CONFIG` */
export function issuersOf(
  env: WorkerEnv,
): Pick<ControlAppOptions, 'trustedIssuers' | 'signIn' | 'providerClients' | 'issuerFetch'> {
  return {
    ...(env.TRUSTED_ISSUERS === undefined
      ? {}
      : { trustedIssuers: readSetting('TRUSTED_ISSUERS', TRUSTED_ISSUERS, env.TRUSTED_ISSUERS) }),
    ...(env.SIGN_IN === undefined ? {} : { signIn: readSetting('SIGN_IN', SIGN_IN_PROVIDERS, env.SIGN_IN) }),
    ...(env.PROVIDER_CLIENTS === undefined
      ? {}
      : { providerClients: readSetting('PROVIDER_CLIENTS', PROVIDER_CLIENTS, env.PROVIDER_CLIENTS) }),
    issuerFetch: (allowPrivateAddress) => issuerFetch(allowPrivateAddress ? undefined : refuseHostOf(env)),
  };
}

function issuerFetch(refuse: ((host: string) => Promise<void>) | undefined): Fetch {
  return async (url, init) => {
    await refuse?.(new URL(url).hostname);
    return fetch(url, init);
  };
}
