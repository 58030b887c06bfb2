import type { JWK } from 'jose';
import type { Problem } from './problem.ts';

export interface Account {
  readonly url: string;
  jwk: JWK;
  thumbprint: string;
  status: 'valid' | 'deactivated';
  contact: readonly string[];
}

export interface Name {
  readonly type: string;
  readonly value: string;
}

export interface Challenge {
  readonly id: string;
  readonly type: string;
  readonly token: string | undefined;
  status: 'pending' | 'processing' | 'valid' | 'invalid';
  error: object | undefined;
}

export interface Authorization {
  readonly id: string;
  readonly account: string;
  readonly name: Name;
  readonly wildcard: boolean;
  readonly challenges: readonly Challenge[];
  status: 'pending' | 'valid' | 'invalid' | 'deactivated';
  /** Looks at it that still say `pending`, though it is settled. */
  coy: number;
}

export interface Order {
  readonly id: string;
  readonly account: string;
  readonly names: readonly Name[];
  readonly profile: string | undefined;
  readonly replaces: string | undefined;
  readonly authorizations: readonly Authorization[];
  expiresAt: number;
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  coy: number;
  error: object | undefined;
  certificate: string | undefined;
}

export interface Issued {
  readonly id: string;
  readonly account: string;
  readonly names: readonly Name[];
  /** The first is what is given by default, the rest are alternates. */
  readonly chains: readonly string[];
  readonly leaf: Uint8Array;
  readonly jwkThumbprint: string;
  readonly ariId: string;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  window: { start: string; end: string; explanationURL?: string } | undefined;
  replaced: boolean;
  revoked: number | undefined;
}

/** What a test may have the server do, at any time. */
export interface Moods {
  /** Refuses a request before it is looked at: `new-order`, `finalize`, … */
  refuse: (kind: string, body: unknown) => Problem | undefined;
  /** Good nonces that are refused, in percent. */
  nonceReject: number;
  /** Looks at an authorization or order that say nothing new, with this Retry-After. */
  coy: number;
  retryAfter: string | undefined;
  /** Whether valid authorizations serve the next order too. */
  reuse: boolean;
  /** Names that this CA does not issue for. */
  blocked: readonly string[];
}

export const CALM: Moods = {
  refuse: () => undefined,
  nonceReject: 0,
  coy: 0,
  retryAfter: undefined,
  reuse: false,
  blocked: [],
};

export interface AcmeOptions {
  /** `address:port` of each name server that is asked: a proof must be seen at all of them. */
  readonly dnsServers: readonly string[];
  readonly binding?: { readonly keyId: string; readonly hmacKey: string };
  readonly challenges?: readonly string[];
  /** Its clock, in milliseconds; that of the machine when omitted. */
  readonly now?: () => number;
}

export const CAA_IDENTITIES: readonly string[] = ['strict-ca.example', 'strict-ca.example.net'];
/** Days of each profile. */
export const PROFILES: { readonly [name: string]: number } = { classic: 90, shortlived: 6 };

/** Everything that the CA knows. */
export class State {
  readonly options: AcmeOptions;
  readonly moods: Moods = { ...CALM };
  readonly accounts: Map<string, Account> = new Map();
  readonly orders: Map<string, Order> = new Map();
  readonly authorizations: Map<string, Authorization> = new Map();
  readonly issued: Map<string, Issued> = new Map();
  base = '';
  readonly #nonces = new Set<string>();
  #count = 0;

  constructor(options: AcmeOptions) {
    this.options = options;
  }

  now(): number {
    return this.options.now?.() ?? Date.now();
  }

  nextId(): string {
    return String(++this.#count);
  }

  newNonce(): string {
    const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    this.#nonces.add(nonce);
    return nonce;
  }

  /** Each nonce is good once. */
  useNonce(nonce: string): boolean {
    return this.#nonces.delete(nonce) && Math.random() * 100 >= this.moods.nonceReject;
  }

  byThumbprint(thumbprint: string): Account | undefined {
    return [...this.accounts.values()].find((account) => account.thumbprint === thumbprint);
  }
}
