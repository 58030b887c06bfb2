import type { Json } from '../core/errors.ts';
import type { Money } from '../core/money.ts';
import type { DomainName } from '../core/names.ts';
import type { Contacts } from '../core/contact.ts';

/** Everything a registrar may be asked for; the rows of the capability matrix. */
export const REGISTRAR_ACTIONS = [
  'list',
  'get',
  'search',
  'check',
  'price',
  'register',
  'renew',
  'transfer-start',
  'transfer-status',
  'transfer-approve',
  'transfer-cancel',
  'auth-code',
  'lock',
  'autorenew',
  'privacy',
  'contacts-get',
  'contacts-set',
  'contacts-verify',
  'ns-get',
  'ns-set',
  'ns-reset',
  'dnssec-get',
  'dnssec-set',
  'glue-get',
  'glue-set',
] as const;
export type RegistrarAction = (typeof REGISTRAR_ACTIONS)[number];

/** Whether and how an action can be done through the API. */
export interface ActionSupport {
  readonly support: 'full' | 'limited' | 'none';
  /** What differs, or why there is nothing. */
  readonly note?: string;
  /** Where a person can do it instead. */
  readonly page?: string;
}

/** What a registrar can do, as data: checked before every call, printed by help and matrix. */
export interface RegistrarCapabilities {
  readonly actions: { readonly [A in RegistrarAction]: ActionSupport };
  /** ISO 4217, of its prices. */
  readonly currency: string;
  /** Years that one purchase may span; equal where only the registry's minimum can be bought. */
  readonly years: { readonly min: number; readonly max: number };
  readonly nameservers: { readonly min: number; readonly max: number };
  /** Whether a registration takes contacts from the request; otherwise the account's own are used. */
  readonly contactsAtRegistration: 'required' | 'optional' | 'account';
  /** DS data is given as digests, or as keys from which the registrar makes the digest. */
  readonly dnssecForm: 'ds' | 'dnskey' | 'none';
}

/** A registration as a registrar knows it. What the registrar does not say is null, never guessed. */
export interface Registration {
  readonly name: DomainName;
  /** The registrar's own words, lower case. */
  readonly status: readonly string[];
  /** RFC 3339; a date without time is midnight UTC. */
  readonly createdAt: string | null;
  readonly expiresAt: string | null;
  readonly autoRenew: boolean | null;
  readonly locked: boolean | null;
  readonly privacy: boolean | null;
  /** Canonical, in the registrar's order; null where the answer does not say. */
  readonly nameservers: readonly DomainName[] | null;
  /** DS RDATA at the registry, canonical; null where the answer does not say. */
  readonly ds: readonly string[] | null;
  /** Facts without a common name. */
  readonly extras: { readonly [key: string]: Json };
}

export type AvailabilityStatus = 'available' | 'taken' | 'premium' | 'reserved' | 'unsupported' | 'unknown';

export interface Availability {
  readonly name: DomainName;
  readonly status: AvailabilityStatus;
  /** Why, in the registrar's words. */
  readonly reason: string | null;
  /** For the first year, and for each further one. */
  readonly price: Money | null;
  readonly renewalPrice: Money | null;
  /** Whether a purchase may rely on it. */
  readonly definitive: boolean;
}

/** What one extension costs at one registrar, for one year each. */
export interface TldPrice {
  readonly tld: string;
  readonly registration: Money | null;
  readonly renewal: Money | null;
  readonly transfer: Money | null;
}

export type PurchaseAction = 'register' | 'renew' | 'transfer';

/** What something costs now; a purchase is bound to it and is refused when the price moved. Plain JSON data. */
export interface Quote {
  readonly action: PurchaseAction;
  readonly name: DomainName;
  readonly years: number;
  /** null where the registrar's API names no price: then it is bought only for a user who takes whatever it is. */
  readonly total: Money | null;
  /** RFC 3339, of the registration as it was quoted; what a renewal counts from. */
  readonly expiresAt: string | null;
  /** What must be agreed to. */
  readonly agreements: readonly {
    readonly key: string;
    readonly title: string;
    readonly url: string | null;
  }[];
}

/**
 * What became of a request: done, or running at the registrar under `handle`.
 * `action-required` never resolves by itself; `detail` says what a person must do.
 */
export interface Progress {
  readonly state: 'done' | 'running' | 'action-required' | 'failed';
  /** Names the request at the registrar; null where it has none. */
  readonly handle: string | null;
  readonly detail: string | null;
}

/** One purchase. The auth code of a transfer is a secret: it goes to the registrar and nowhere else. */
export interface Purchase {
  readonly quote: Quote;
  readonly contacts: Contacts | null;
  /** None: the registrar's own. */
  readonly nameservers: readonly DomainName[];
  readonly privacy: boolean;
  readonly autoRenew: boolean;
  readonly authCode?: string;
  /** The same key never buys twice. Passed on where the registrar takes one; kept by the caller in any case. */
  readonly idempotencyKey: string;
  readonly signal?: AbortSignal;
}

export interface GlueHost {
  readonly host: DomainName;
  readonly addresses: readonly string[];
}

/**
 * The registrar part of a provider account.
 *
 * Contract: a member is there exactly where `capabilities.actions` does not say `none`. Names and DS come and go canonical. A name that the account does not hold
 * throws `DOMAIN_NOT_FOUND`. `buy` is sent once and never repeated by the implementation: a reply that is lost throws `NETWORK` with
 * `details.outcome: 'unknown'`, and `findPurchase` tells what became of it. A changed price throws `PRICE_CHANGED`, missing funds `PAYMENT_REQUIRED`, both
 * with nothing bought. Setters are idempotent: what is so already is `done`.
 */
export interface Registrar {
  readonly capabilities: RegistrarCapabilities;
  list(signal?: AbortSignal): Promise<readonly Registration[]>;
  get(name: DomainName, signal?: AbortSignal): Promise<Registration>;
  search?(query: SearchQuery, signal?: AbortSignal): Promise<readonly Availability[]>;
  check?(names: readonly DomainName[], signal?: AbortSignal): Promise<readonly Availability[]>;
  /** Prices of these extensions; of one that is not sold there, none. */
  prices?(tlds: readonly string[], signal?: AbortSignal): Promise<readonly TldPrice[]>;
  quote?(
    request: { readonly action: PurchaseAction; readonly name: DomainName; readonly years: number },
    signal?: AbortSignal,
  ): Promise<Quote>;
  buy?(purchase: Purchase): Promise<Progress>;
  /**
   * Looks for a purchase whose reply was lost, by what can be seen at the registrar (the registration, its expiry, running requests). Undefined when there is
   * no trace of it; what cannot be decided is `action-required`.
   */
  findPurchase?(quote: Quote, signal?: AbortSignal): Promise<Progress | undefined>;
  /** Asks how a request that answered `running` stands. */
  follow?(handle: string, signal?: AbortSignal): Promise<Progress>;
  transferStatus?(name: DomainName, signal?: AbortSignal): Promise<Progress>;
  approveTransfer?(name: DomainName, signal?: AbortSignal): Promise<Progress>;
  cancelTransfer?(name: DomainName, signal?: AbortSignal): Promise<Progress>;
  authCode?(name: DomainName, signal?: AbortSignal): Promise<string>;
  setLock?(name: DomainName, locked: boolean, signal?: AbortSignal): Promise<Progress>;
  setAutoRenew?(name: DomainName, autoRenew: boolean, signal?: AbortSignal): Promise<Progress>;
  setPrivacy?(name: DomainName, privacy: boolean, signal?: AbortSignal): Promise<Progress>;
  contacts?(name: DomainName, signal?: AbortSignal): Promise<Contacts>;
  setContacts?(name: DomainName, contacts: Contacts, signal?: AbortSignal): Promise<Progress>;
  verifyContacts?(name: DomainName, signal?: AbortSignal): Promise<Progress>;
  setNameservers?(
    name: DomainName,
    nameservers: readonly DomainName[],
    signal?: AbortSignal,
  ): Promise<Progress>;
  /** The registrar's own name servers, for `ns reset`. */
  defaultNameservers?(name: DomainName, signal?: AbortSignal): Promise<readonly DomainName[]>;
  /** DS RDATA at the registry, canonical. */
  ds?(name: DomainName, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * Makes the DS set at the registry exactly this.
   *
   * @param keys - DNSKEY RDATA, for registrars that take keys and make the digest themselves
   */
  setDs?(
    name: DomainName,
    ds: readonly string[],
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<Progress>;
  glue?(name: DomainName, signal?: AbortSignal): Promise<readonly GlueHost[]>;
  /** Sets the addresses of one host object; without addresses it is deleted. */
  setGlue?(name: DomainName, host: GlueHost, signal?: AbortSignal): Promise<Progress>;
}

export interface SearchQuery {
  readonly keyword: string;
  readonly tlds: readonly string[];
  readonly limit: number;
}

/** The progress of what is done at once. */
export const DONE: Progress = { state: 'done', handle: null, detail: null };
