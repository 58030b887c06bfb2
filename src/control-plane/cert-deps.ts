import { isRegctlError } from '../core/errors.ts';
import type { CertificateAuthority } from '../ports/certificate-authority.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { LookupStore } from '../ports/job-store.ts';
import type { ChallengeWrite } from '../services/certs/challenge-place.ts';
import type { CheckDeps } from '../services/certs/check.ts';
import type { CertDeps } from '../services/certs/deps.ts';
import { SharedLooks } from '../services/certs/shared-looks.ts';
import { Together } from '../services/certs/together.ts';
import type { ZoneDeps } from '../services/zones/deps.ts';

/** Opens the CA of a directory URL. */
type OpenAuthority = (
  directoryUrl: string,
  surroundings: { readonly http: HttpClient; readonly clock: Clock; readonly cache: LookupStore },
) => Promise<CertificateAuthority>;

/** How a CA is reached. */
export interface CaAccess {
  readonly openAuthority: OpenAuthority;
  readonly requestBinding: (
    http: HttpClient,
    ...request: Parameters<CertDeps['requestBinding']>
  ) => ReturnType<CertDeps['requestBinding']>;
}

/** Where the rest comes from. */
type Parts = CaAccess &
  CheckDeps &
  Omit<CertDeps, 'zones' | 'lookups' | 'challengeWrites' | 'looks' | 'authorityOf' | 'requestBinding'> & {
    readonly surroundings: { readonly http: HttpClient };
    readonly lookups: LookupStore;
  };

/** What the use cases around certificates are handed; read when the first of them is called. */
export function createCertDeps(
  deps: Parts,
  zones: ZoneDeps,
  lookups: CertDeps['lookups'],
): CertDeps & CheckDeps {
  return {
    ...deps,
    zones,
    lookups,
    // Of many that wait for a zone that another process holds, all have waited when one has.
    challengeWrites: new Together<ChallengeWrite>((error) => isRegctlError(error, 'LOCKED')),
    looks: new SharedLooks(),
    authorityOf: authorities(deps),
    requestBinding: (url, email, signal) => deps.requestBinding(deps.surroundings.http, url, email, signal),
  };
}

/** Opens each CA once, so that its nonces serve the next request. */
function authorities(deps: Parts): CertDeps['authorityOf'] {
  const known = new Map<string, ReturnType<OpenAuthority>>();
  return (directoryUrl) => {
    const { http } = deps.surroundings;
    const authority =
      known.get(directoryUrl) ??
      deps.openAuthority(directoryUrl, { http, clock: deps.clock, cache: deps.lookups });
    known.set(directoryUrl, authority);
    return authority;
  };
}
