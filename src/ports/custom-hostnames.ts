import type { CustomHostname, FallbackOrigin, HostnameQuota } from '../core/custom-hostname.ts';
import type { DomainName } from '../core/names.ts';

/** What a service of custom hostnames can do, as data: checked before the first write. */
export interface HostnameCapabilities {
  /** Ways in which a certificate authority checks the name. */
  readonly methods: readonly string[];
  /** Those of them that do for a wildcard. */
  readonly wildcardMethods: readonly string[];
  readonly authorities: readonly string[];
}

/** A custom hostname to be made. There is no place for a key: the provider makes it and keeps it. */
export interface NewHostname {
  readonly hostname: DomainName;
  readonly method: string;
  /** Whether the certificate is for all names one label below, too. */
  readonly wildcard: boolean;
  /** null leaves the choice to the provider. */
  readonly authority: string | null;
  /** An origin of its own in the zone; null for the fallback origin. */
  readonly origin: DomainName | null;
}

/**
 * The custom hostnames of a provider account: names of customers, served through zones of ours with certificates that the provider keeps.
 *
 * Contract: the state of the hostname and that of its certificate are told apart and never mixed; words of the provider that are not known give the state
 * `unknown`, and the word itself. What a reply holds beside that, keys of uploaded certificates for one, is dropped unread. A zone that is not there throws
 * `ZONE_NOT_FOUND`, a hostname that is not there `HOSTNAME_NOT_FOUND`, one that is there already `ALREADY_EXISTS`, what the account does not include
 * `ACCOUNT_GATE`. A write whose outcome is unknown throws with `details.outcome: 'unknown'`; callers look with `get`. Every call ends within bounded time.
 */
export interface CustomHostnames {
  readonly capabilities: HostnameCapabilities;
  /** Zones that the account can have custom hostnames in, as far as it is known without asking each. */
  zones(signal?: AbortSignal): Promise<readonly DomainName[]>;
  hasZone(zone: DomainName, signal?: AbortSignal): Promise<boolean>;
  list(zone: DomainName, signal?: AbortSignal): Promise<readonly CustomHostname[]>;
  get(zone: DomainName, hostname: DomainName, signal?: AbortSignal): Promise<CustomHostname>;
  /** Makes it; the proofs that it waits for may come only with a later `get`. */
  create(zone: DomainName, input: NewHostname, signal?: AbortSignal): Promise<CustomHostname>;
  /** Lets the provider check again what it waits for, by another method where one is given. */
  refresh(
    zone: DomainName,
    hostname: DomainName,
    method: string | null,
    signal?: AbortSignal,
  ): Promise<CustomHostname>;
  /** Deletes it with its certificate: it is served no more. */
  delete(zone: DomainName, hostname: DomainName, signal?: AbortSignal): Promise<void>;
  /** null where none is set. */
  fallbackOrigin(zone: DomainName, signal?: AbortSignal): Promise<FallbackOrigin | null>;
  setFallbackOrigin(zone: DomainName, origin: DomainName, signal?: AbortSignal): Promise<FallbackOrigin>;
  /** The domain below which the provider answers the challenges of customers that delegate them: `<uuid>.dcv.example`. */
  delegation(zone: DomainName, signal?: AbortSignal): Promise<DomainName>;
  quota(zone: DomainName, signal?: AbortSignal): Promise<HostnameQuota>;
}
