import type { TrustedIssuer } from '../core/issuer-trust.ts';
import type { DomainName } from '../core/names.ts';
import type { GrantClient } from '../core/provider-grant.ts';
import type { SignInProvider } from '../core/sign-in-provider.ts';
import type { Limits } from './limit-store.ts';

/** A zone of the server's own, to which the challenge names of domains lead. */
export interface ChallengeZoneConfig {
  readonly zone: DomainName;
  /** As its delegation has them. */
  readonly nameservers: readonly { readonly name: DomainName; readonly addresses: readonly string[] }[];
  /** Where the server answers questions about it. */
  readonly listen: readonly { readonly host: string; readonly port: number }[];
  /** Resolvers that are asked what the world sees: `address[:port]`, or the URL of DNS over HTTPS. */
  readonly resolvers: readonly string[];
  /** The operator's template of Domain Connect, where DNS hosts took one in. */
  readonly template?: { readonly provider: string; readonly service: string };
}

/** Where something else than the API listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** What a server is started with. */
export interface ServerConfig {
  readonly dataDir: string;
  /** Address to listen on, and port; 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** Its address as people and programs know it, without a path; without it, where it listens. */
  readonly publicUrl?: string;
  /** Origins whose pages may ask the API; none where it is not there. */
  readonly corsOrigins?: readonly string[];
  /** Addresses of proxies whose word on the client's address is taken. */
  readonly trustedProxies: readonly string[];
  /** Whether accounts may reach private addresses, and work on files of the server. */
  readonly allowPrivateAddresses: boolean;
  readonly allowFileProviders: boolean;
  /** The zone whose names are the targets of challenges; without it there are no delegations. */
  readonly challenges?: ChallengeZoneConfig;
  /** Where metrics are read, and where profiles are taken; without them nowhere. */
  readonly metrics?: ListenAddress;
  readonly profiling?: ListenAddress;
  /** OTLP over HTTP that takes traces: `http://127.0.0.1:4318`. */
  readonly otlpEndpoint?: string;
  readonly logFormat?: 'text' | 'json';
  /** Mail server, `smtps://user:secret@mail.example.org`, and who mail is from; without them none is sent. */
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  /** In place of a mail server: the key of a mail API, and its address where it is not Resend's. */
  readonly mailApiKey?: string;
  readonly mailApiUrl?: string;
  /** Days that exports of zones are kept; without it none are made. */
  readonly zoneExportDays?: number;
  /** Outside issuers whose tokens let programs in; none where it is not there. */
  readonly trustedIssuers?: readonly TrustedIssuer[];
  /** Outside issuers that people sign in by; none where it is not there. */
  readonly signIn?: readonly SignInProvider[];
  /** Clients at providers where people grant access to their accounts; none where it is not there. */
  readonly providerClients?: readonly GrantClient[];
  /** Master keys in base64, the newest first; none: one is made in the data folder. */
  readonly masterKeys: readonly string[];
}

/** A server that takes requests. */
export interface RunningServer {
  readonly url: string;
  /** Where it answers questions about the zone of the challenges. */
  readonly challengeAddresses: readonly string[];
  /** Where metrics are read and profiles are taken. */
  readonly observed: { readonly metrics?: string; readonly profiling?: string };
  /** The one-time token that makes the first organization; undefined where there is one. */
  readonly setupToken: string | undefined;
  /** Takes no more requests, lets those at hand end within bounds, and closes the stores. */
  stop(): Promise<void>;
}

/** One finding about a server's data folder. */
export interface ServerFinding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'broken';
  readonly detail: string;
  readonly advice: string;
}

/** One store of a data folder and the schema it has. */
export interface StoreSchema {
  /** Path below the data folder. */
  readonly store: string;
  readonly before: number;
  readonly after: number;
}

/** What an organization shall have, by the name of a plan. */
export interface ServerLimits {
  readonly organization: string;
  readonly plan: 'free' | 'solo' | 'team' | 'none';
}

/** A link for the operator to hand to a person. */
export interface ServerPasswordLink {
  readonly email: string;
  readonly link: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
}

/**
 * Runs a server on this machine and cares for its data folder.
 *
 * Contract: `start`, `check`, `migrate`, `restore` and `rotateKeys` throw `LOCKED` while another process has the folder; `backup`, `doctor`, `limits` and `passwordLink`
 * work beside a running server. `restore` writes into a folder that is empty or not there, else `ALREADY_EXISTS`.
 */
export interface ServerHost {
  start(config: ServerConfig): Promise<RunningServer>;
  /** Brings the stores to their schema and sees that the vault's key is there, without listening. @throws RegctlError `STORE_FAILED` */
  check(config: ServerConfig): Promise<void>;
  migrate(config: ServerConfig): Promise<readonly StoreSchema[]>;
  /**
   * Copies every store as it is at one moment each, and every export of a zone; the master key only where asked for.
   *
   * @returns the stores, the folder of exports where there are any, and the key, below `folder`
   */
  backup(
    config: ServerConfig,
    folder: string,
    options: { readonly withKey: boolean },
  ): Promise<readonly string[]>;
  /** Brings a backup back, all of it or nothing. @throws RegctlError `INVALID_INPUT` for one that is not whole */
  restore(config: ServerConfig, folder: string): Promise<readonly string[]>;
  doctor(config: ServerConfig): Promise<readonly ServerFinding[]>;
  /** Gives an organization other limits, where one is named, and lists what is so afterwards. @throws RegctlError `NOT_FOUND` */
  limits(
    config: ServerConfig,
    change: ServerLimits | undefined,
  ): Promise<readonly ({ readonly organization: string } & Limits)[]>;
  /** Makes a link by which somebody sets a password, once, within the hour. @throws RegctlError `NOT_FOUND`, `CONFLICT` */
  passwordLink(config: ServerConfig, email: string): Promise<ServerPasswordLink>;
  /** Wraps every data key by the first master key; makes a new one where the key is the data folder's own. @returns how many were wrapped */
  rotateKeys(config: ServerConfig): Promise<number>;
}
