import type { Contacts } from '../core/contact.ts';
import type { DomainName } from '../core/names.ts';
import type { Rdata } from '../core/rrset.ts';
import type { Job } from '../ports/job-store.ts';
import type { GlueHost, Progress, Registration, SearchQuery } from '../ports/registrar.ts';
import type { DomainChange, DomainSetting } from '../services/domains/change.ts';
import type { AccountAvailability } from '../services/domains/check.ts';
import type { DomainCall, DomainRef } from '../services/domains/deps.ts';
import type { DomainDnssec } from '../services/domains/dnssec.ts';
import type { DomainFilter, ListedDomain } from '../services/domains/list.ts';
import type { MoveInput, MoveReport } from '../services/domains/move-state.ts';
import type { NameserversInput, NameserversResult } from '../services/domains/nameservers.ts';
import type { AccountPrice, PriceInput } from '../services/domains/prices.ts';
import type { AccountQuote, BuyInput, QuoteInput } from '../services/domains/purchase.ts';

export type {
  AccountAvailability,
  AccountPrice,
  AccountQuote,
  BuyInput,
  Contacts,
  DomainCall,
  DomainChange,
  DomainDnssec,
  DomainFilter,
  DomainRef,
  DomainSetting,
  GlueHost,
  Job,
  ListedDomain,
  MoveInput,
  MoveReport,
  NameserversInput,
  NameserversResult,
  PriceInput,
  Progress,
  QuoteInput,
};

/** A registration with all that the registrar says of it. */
export interface DomainDetail extends Registration {
  readonly account: string;
  readonly provider: string;
  readonly daysLeft: number | null;
}

/** Registrations: everything around a name's life at its registrar. */
export interface DomainOperations {
  list(filter: DomainFilter, options?: DomainCall): Promise<readonly ListedDomain[]>;
  /** @throws RegctlError `DOMAIN_NOT_FOUND`, `AMBIGUOUS` */
  get(ref: DomainRef, options?: DomainCall): Promise<DomainDetail>;
  check(
    input: { readonly names: readonly DomainName[]; readonly account?: string },
    options?: DomainCall,
  ): Promise<readonly AccountAvailability[]>;
  search(
    input: SearchQuery & { readonly account?: string },
    options?: DomainCall,
  ): Promise<readonly AccountAvailability[]>;
  prices(input: PriceInput, options?: DomainCall): Promise<readonly AccountPrice[]>;
  quote(input: QuoteInput, options?: DomainCall): Promise<AccountQuote>;
  /** The purchase that was made, or begun, with a key. */
  purchaseOf(idempotencyKey: string): Promise<Job | undefined>;
  /** Buys once; @throws RegctlError `PRICE_LIMIT`, `PRICE_CHANGED`, `PAYMENT_REQUIRED`, `PURCHASE_UNDECIDED` */
  buy(input: BuyInput, options?: DomainCall): Promise<Job>;
  transferStatus(ref: DomainRef, options?: DomainCall): Promise<Progress & { readonly account: string }>;
  /** Switches and settings of a registration. */
  change(ref: DomainRef, setting: DomainSetting, options?: DomainCall): Promise<DomainChange>;
  /** The secret that lets the name leave. */
  authCode(ref: DomainRef, options?: DomainCall): Promise<string>;
  contacts(ref: DomainRef, options?: DomainCall): Promise<Contacts>;
  glue(ref: DomainRef, options?: DomainCall): Promise<readonly GlueHost[]>;
  /** Delegates after the new servers were checked; @throws RegctlError `DELEGATION_UNSAFE` */
  setNameservers(ref: DomainRef, input: NameserversInput, options?: DomainCall): Promise<NameserversResult>;
  ownNameservers(ref: DomainRef, options?: DomainCall): Promise<readonly DomainName[]>;
  dnssec(ref: DomainRef, options?: DomainCall): Promise<DomainDnssec>;
  setDnssec(
    ref: DomainRef,
    wish: 'enable' | 'disable' | 'sync',
    options?: DomainCall,
  ): Promise<{
    readonly before: DomainDnssec;
    readonly after: readonly Rdata[];
    readonly change: DomainChange | null;
  }>;
  /** Moves a zone to another DNS host, step by step, resumable. */
  move(input: MoveInput, options?: DomainCall): Promise<MoveReport>;
}

/** Requests that registrars work on, and moves. */
export interface JobOperations {
  list(filter: {
    readonly domain?: DomainName;
    readonly account?: string;
    /** The last of the page before; the newest come first. */
    readonly before?: string;
    readonly limit: number;
  }): Promise<readonly Job[]>;
  /** Looks at the registrar how an open one stands. @throws RegctlError `NOT_FOUND` */
  get(id: string, options?: DomainCall): Promise<Job>;
  /** @throws RegctlError `OPERATION_PENDING`, `ACTION_REQUIRED`, `REGISTRAR_REFUSED` */
  wait(id: string, options?: DomainCall): Promise<Job>;
  /** @throws RegctlError `CAPABILITY_MISSING` */
  cancel(id: string, options?: DomainCall): Promise<Job>;
}
