import type { DomainName } from '../core/names.ts';
import type { CheckHostname, HostnameCheck } from '../services/hostnames/check.ts';
import type { HostnameCall, HostnameRef, HostnameScope } from '../services/hostnames/deps.ts';
import type { ZoneFallbackOrigin } from '../services/hostnames/fallback.ts';
import type { CreateHostname, HostnameDetail, ListedHostname } from '../services/hostnames/manage.ts';

export type {
  CheckHostname,
  CreateHostname,
  HostnameCall,
  HostnameCheck,
  HostnameDetail,
  HostnameRef,
  HostnameScope,
  ListedHostname,
  ZoneFallbackOrigin,
};

/** Custom hostnames: names of customers that a zone of ours serves, with certificates that the provider keeps. */
export interface HostnameOperations {
  /** @throws RegctlError `AMBIGUOUS` where more than one zone could be meant, in every call */
  list(scope: HostnameScope, call?: HostnameCall): Promise<readonly ListedHostname[]>;
  /** @throws RegctlError `HOSTNAME_NOT_FOUND` */
  get(ref: HostnameRef, call?: HostnameCall): Promise<HostnameDetail>;
  /** @throws RegctlError `ALREADY_EXISTS`, `ACCOUNT_GATE`, `CAPABILITY_MISSING`, `INVALID_NAME` */
  create(input: CreateHostname, call?: HostnameCall): Promise<HostnameDetail>;
  /** Lets the provider check again what it waits for. */
  refresh(ref: HostnameRef & { readonly method?: string }, call?: HostnameCall): Promise<HostnameDetail>;
  /** @throws RegctlError `TIMEOUT`, `ACTION_REQUIRED` */
  wait(ref: HostnameRef, call?: HostnameCall): Promise<HostnameDetail>;
  delete(ref: HostnameRef, call?: HostnameCall): Promise<ListedHostname>;
  /** Asks the DNS for what the customer sets. */
  check(input: CheckHostname, call?: HostnameCall): Promise<HostnameCheck>;
  /** @throws RegctlError `NOT_FOUND` where none is set */
  fallbackOrigin(scope: HostnameScope, call?: HostnameCall): Promise<ZoneFallbackOrigin>;
  setFallbackOrigin(
    input: HostnameScope & { readonly origin: DomainName; readonly wait?: boolean },
    call?: HostnameCall,
  ): Promise<ZoneFallbackOrigin>;
}
