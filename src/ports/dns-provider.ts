import type { ErrorCode, Json } from '../core/errors.ts';
import type { DomainName } from '../core/names.ts';
import type { Change } from '../core/plan/plan.ts';
import type { RRset, RRTypeName } from '../core/rrset.ts';
import type { Zone } from '../core/zone.ts';
import type { Credentials } from './credential-store.ts';
import type { Clock } from './clock.ts';
import type { CustomHostnames } from './custom-hostnames.ts';
import type { HttpClient } from './http-client.ts';
import type { Logger } from './logger.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Registrar, RegistrarCapabilities } from './registrar.ts';

/** What a provider's DNS service can do, as data: plans are checked against it before the first write, help and matrix print it. */
export interface DnsCapabilities {
  /** RR types that can be written; `any` is every type that goes over the wire, unknown ones too (RFC 3597), and none of `PROVIDER_TYPES`. */
  readonly types: readonly RRTypeName[] | 'any';
  /** Types of providers (ALIAS, ANAME, NATIVE) that are taken besides `any`; a list of types names them itself. */
  readonly providerTypes?: readonly RRTypeName[];
  /** What one write replaces: a single record, an RRset, or the whole zone. */
  readonly granularity: 'record' | 'rrset' | 'zone';
  /** Whether one `write` happens wholly or not at all. */
  readonly atomic: boolean;
  /** Changes that one `write` takes at most; more are split by the caller. */
  readonly maxChangesPerWrite: number;
  readonly minTtl: number;
  readonly maxTtl: number;
  /** Whether the apex NS RRset can be written. */
  readonly writesApexNs: boolean;
  /** Whether all RRsets of a zone share one TTL. */
  readonly uniformTtl?: boolean;
  /** What can be kept beside the records (`RRset.extras`), by key; none where absent. */
  readonly extras?: readonly string[];
  /** Types that can stand only at the apex. */
  readonly apexOnly?: readonly RRTypeName[];
  readonly createsZones: boolean;
  readonly deletesZones: boolean;
  readonly listsZones: boolean;
  /** Whether a concurrent edit by someone else is refused by the provider itself, not only seen at read back. */
  readonly detectsConcurrentEdits: boolean;
  /** Seconds for which a read may still show the state before a write; reads show writes at once where it is absent. */
  readonly readDelaySeconds?: number;
  readonly dnssec: 'none' | 'read' | 'manage';
  /** Remarks for people, by subject (`types`, `ttl`, …). */
  readonly notes: readonly { readonly subject: string; readonly text: string }[];
}

/** One zone as a provider lists it. */
export interface ProviderZone {
  readonly name: DomainName;
  /** Records, where the listing says so without another request. */
  readonly recordCount?: number;
  /** SOA serial, where the listing says so. */
  readonly serial?: number;
  readonly dnssec?: 'signed' | 'unsigned' | 'unknown';
}

/** A zone's content together with a marker of the state it was read in. */
export interface ProviderZoneState extends Zone {
  /** Opaque to callers: serial, ETag or digest. Given back to `write`, which refuses when the zone moved on. */
  readonly revision: string;
  /** What is wrong with the zone as it is, for whoever reads it. */
  readonly warnings?: readonly string[];
  /** What a write will do besides the changes asked of it (a comment lost, a line left out); it goes into the plan. */
  readonly notes?: readonly string[];
}

export interface DnssecState {
  readonly signed: boolean;
  /** DS RDATA that the parent should hold, canonical. */
  readonly ds: readonly string[];
  readonly dnskey: readonly string[];
}

/**
 * The DNS part of a provider account.
 *
 * Contract: names and RDATA go in and come out canonical, whatever the API speaks; `readZone` gives every RRset the provider holds, SOA
 * included where it shows one, DNSSEC records that it generates itself (RRSIG, NSEC, NSEC3, …) left out; a zone that is not there throws
 * `ZONE_NOT_FOUND`. `write` makes exactly the changes given and touches no other RRset; where `atomic`, all of them or none; when the
 * zone is no longer at `revision` in a way that could overwrite someone else's edit, it throws `CONFLICT` and writes nothing; met behind the first of several
 * requests, the same is `PARTLY_APPLIED`. A failure whose
 * outcome is unknown (connection lost after sending) throws `NETWORK` with `details.outcome: 'unknown'`; callers read back. Every call ends within
 * bounded time. `INVALID_RDATA`, `INVALID_TTL`, `RRTYPE_UNSUPPORTED` name what the server refused.
 */
export interface DnsProvider {
  readonly capabilities: DnsCapabilities;
  listZones(signal?: AbortSignal): Promise<readonly ProviderZone[]>;
  /** Tells whether it serves a zone, where that can be asked without listing all: an account may have tens of thousands. */
  hasZone?(zone: DomainName, signal?: AbortSignal): Promise<boolean>;
  readZone(zone: DomainName, signal?: AbortSignal): Promise<ProviderZoneState>;
  write(
    zone: DomainName,
    changes: readonly Change[],
    precondition: { readonly revision: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Throws what `write` would throw for these changes to `present` whatever the server says, so that a plan shows it; no I/O. */
  checkChanges?(zone: DomainName, present: readonly RRset[], changes: readonly Change[]): void;
  /**
   * The part of one `write` that a change takes, from 0 to 1, where the provider bounds a write by more than the number of changes: a write holds changes up
   * to 1 in all, or a single one.
   */
  writeShare?(change: Change): number;
  /** Creates an empty zone (SOA and apex NS as the provider does). `ALREADY_EXISTS` when it is there. */
  createZone?(
    zone: DomainName,
    options: { readonly nameservers: readonly DomainName[] },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Deletes the zone with all its records. */
  deleteZone?(zone: DomainName, signal?: AbortSignal): Promise<void>;
  /** The name servers that are authoritative for the zone by this provider's word, for `dns wait` and `dns query`. */
  nameservers(zone: DomainName, signal?: AbortSignal): Promise<readonly NameserverAddress[]>;
  dnssec?(zone: DomainName, signal?: AbortSignal): Promise<DnssecState>;
  /** Provider facts about the zone that have no common name (PowerDNS kind and metadata, …). */
  metadata?(zone: DomainName, signal?: AbortSignal): Promise<{ readonly [key: string]: Json }>;
}

/** A name server, with the place to ask when that is not what its name resolves to at port 53. */
export interface NameserverAddress {
  readonly name: DomainName;
  /** `address` or `address:port`, IPv6 in brackets. */
  readonly address?: string;
}

/** One question of `accounts add`: a setting or a secret. */
export interface ProviderField {
  readonly name: string;
  /** What it is, for the prompt and the help. */
  readonly label: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly example?: string;
  /** Environment variable that holds it (also as `NAME_FILE`). */
  readonly env?: string;
}

/** A provider as data: everything that help, prompts, docs and checks need without opening a connection. */
export interface ProviderDescription {
  /** `zonefile`, `powerdns`, … */
  readonly name: string;
  readonly title: string;
  /** What `endpoint` means here and its default. */
  readonly endpoint: {
    readonly label: string;
    readonly example: string;
    readonly required: boolean;
    readonly default?: string;
  };
  readonly settings: readonly ProviderField[];
  readonly credentials: readonly ProviderField[];
  /** Whether the account must be told its zones because the protocol cannot list them. */
  readonly needsZones: boolean;
  /** Other endpoints by a word of their own: `sandbox`, `ote`. */
  readonly namedEndpoints?: { readonly [word: string]: string };
  /** How to get a credential with the smallest permissions that work; printed in docs/providers/. */
  readonly setup?: readonly string[];
  /** How fast the provider lets an account ask, and how it says no; printed in docs/providers/. */
  readonly limits?: readonly string[];
  /** Requests that one `dns set` takes: reads, writes and the read back. */
  readonly requestsPerSet?: number;
  readonly dns: DnsCapabilities;
  readonly registrar?: RegistrarCapabilities;
}

/** What a provider is opened with. Settings were checked by `checkSettings`. */
export interface ProviderContext {
  readonly account: string;
  readonly endpoint: string | undefined;
  readonly settings: { readonly [name: string]: string };
  readonly zones: readonly DomainName[];
  /** Reads the secret at first need; `CREDENTIAL_MISSING` when there is none. */
  credentials(): Promise<Credentials>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly http: HttpClient;
  /** Shares out the account's requests. */
  readonly limiter: RateLimiter;
  /** Called before a wait for the budget, with its milliseconds. */
  readonly onWait?: (ms: number) => void;
  /** The environment variables that the provider's own tools read, for those that come with a credential chain. */
  readonly environment: { readonly [name: string]: string | undefined };
  /** Bound on one request or transfer, in milliseconds. */
  readonly timeoutMs: number;
}

/** One finding of `accounts test`. */
export interface AccountCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint?: string;
  /** What kind of failure it was; of no use where `ok`. */
  readonly code?: ErrorCode;
}

/** A provider account opened for use; optional parts are optional members. */
export interface OpenProvider {
  readonly dns?: DnsProvider;
  readonly registrar?: Registrar;
  readonly hostnames?: CustomHostnames;
  /** Proves the credential and names what is missing; throws nothing for what it can report. */
  test(signal?: AbortSignal): Promise<readonly AccountCheck[]>;
  close(): Promise<void>;
}

/** A provider: its description, and the way to open an account of it. `open` does no I/O. */
export interface Provider {
  readonly description: ProviderDescription;
  /** @throws RegctlError `INVALID_CONFIG` naming the field */
  checkSettings(input: {
    readonly endpoint: string | undefined;
    readonly settings: { readonly [name: string]: string };
  }): void;
  open(context: ProviderContext): OpenProvider;
  /**
   * Gets a credential that the owner of the account approves in the browser, where the provider offers that.
   *
   * @throws RegctlError `TIMEOUT` when nobody approves it, `CREDENTIAL_REJECTED` when it is denied
   */
  browserLogin?(request: BrowserLoginRequest): Promise<Credentials>;
}

/** What a browser login needs of its surroundings. */
export interface BrowserLoginRequest {
  /** Base URL of the API. */
  readonly endpoint: string;
  /** What the credential is called at the provider. */
  readonly name: string;
  /** Shows the page to the owner of the account. */
  readonly open: (url: string) => Promise<void>;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Finds providers by name, loading a provider's code only when it is opened. */
export interface ProviderRegistry {
  describe(): Promise<readonly ProviderDescription[]>;
  /** @throws RegctlError `INVALID_INPUT` with the list of names */
  load(name: string): Promise<Provider>;
}
