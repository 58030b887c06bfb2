import * as z from 'zod';
import type {
  AccountAvailability,
  AccountPrice,
  AccountQuote,
  BuyInput,
  Contacts,
  DomainChange,
  DomainDetail,
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
} from '../domains.ts';
import {
  ref,
  nameservers,
  dsList,
  DOMAIN_ERRORS,
  CHANGE_ERRORS,
  listedDomain,
  availability,
  accountPrice,
  priceInput,
  quoteInput,
  accountQuote,
  buyInput,
  job,
  glueHost,
  setting,
  domainChange,
  nameserversResult,
  domainDnssec,
  moveInput,
  moveReport,
  domainRef,
  transferProgress,
} from './domain-values.ts';
import { domainName, word, type Operation, type Shape } from './operation.ts';
import { contacts } from './values.ts';
import { ACCOUNT_QUERY, limit } from './zones.ts';

interface CheckInput {
  readonly names: readonly string[];
  readonly account?: string;
}

interface SearchInput {
  readonly keyword: string;
  readonly tlds: readonly string[];
  readonly limit: number;
  readonly account?: string;
}

interface DnssecResult {
  readonly before: DomainDnssec;
  readonly after: readonly string[];
  readonly change: DomainChange | null;
}

type OfDomain<T> = DomainRef & T;

/** Registrations over HTTP. */
export const domainContract: {
  readonly list: Operation<DomainFilter, readonly ListedDomain[]>;
  readonly get: Operation<DomainRef, DomainDetail>;
  readonly check: Operation<CheckInput, readonly AccountAvailability[]>;
  readonly search: Operation<SearchInput, readonly AccountAvailability[]>;
  readonly prices: Operation<PriceInput, readonly AccountPrice[]>;
  readonly quote: Operation<QuoteInput, AccountQuote>;
  readonly purchaseOf: Operation<{ readonly key: string }, Job | null>;
  readonly buy: Operation<BuyInput, Job>;
  readonly transferStatus: Operation<DomainRef, Progress & { readonly account: string }>;
  readonly change: Operation<OfDomain<{ readonly setting: DomainSetting }>, DomainChange>;
  readonly authCode: Operation<DomainRef, string>;
  readonly contacts: Operation<DomainRef, Contacts>;
  readonly glue: Operation<DomainRef, readonly GlueHost[]>;
  readonly setNameservers: Operation<OfDomain<NameserversInput>, NameserversResult>;
  readonly ownNameservers: Operation<DomainRef, readonly string[]>;
  readonly dnssec: Operation<DomainRef, DomainDnssec>;
  readonly setDnssec: Operation<OfDomain<{ readonly wish: 'enable' | 'disable' | 'sync' }>, DnssecResult>;
  readonly move: Operation<MoveInput, MoveReport>;
} = {
  list: {
    id: 'domains.list',
    summary: 'List registrations, the next to expire first',
    method: 'GET',
    path: '/domains',
    scope: 'domains:read',
    input: z.strictObject({
      account: word.exactOptional(),
      tld: word.exactOptional(),
      expiringDays: z.int().exactOptional(),
    } satisfies Shape<DomainFilter>),
    output: z.array(listedDomain),
    query: { account: 'text', tld: 'text', expiringDays: 'integer' },
    streams: true,
    cursorOf: ({ account, name, expiresAt }) => `${expiresAt ?? '9'} ${name} ${account}`,
    errors: DOMAIN_ERRORS,
  },
  get: {
    id: 'domains.get',
    summary: 'Get a registration',
    method: 'GET',
    path: '/domains/{name}',
    scope: 'domains:read',
    input: ref,
    output: listedDomain,
    query: ACCOUNT_QUERY,
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  check: {
    id: 'domains.check',
    summary: 'Tell whether names can be had',
    method: 'POST',
    path: '/domain-searches/check',
    scope: 'domains:read',
    input: z.strictObject({ names: z.array(domainName).max(10_000), account: word.exactOptional() }),
    output: z.array(availability),
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  search: {
    id: 'domains.search',
    summary: 'Suggest names for a keyword',
    method: 'POST',
    path: '/domain-searches',
    scope: 'domains:read',
    input: z.strictObject({
      keyword: word,
      tlds: z.array(word).max(1_000),
      limit,
      account: word.exactOptional(),
    } satisfies Shape<SearchInput>),
    output: z.array(availability),
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  prices: {
    id: 'domains.prices',
    summary: 'Compare what extensions cost at every registrar',
    method: 'POST',
    path: '/domain-prices',
    scope: 'domains:read',
    input: priceInput,
    output: z.array(accountPrice),
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  quote: {
    id: 'domains.quote',
    summary: 'Ask what a purchase costs now',
    method: 'POST',
    path: '/quotes',
    scope: 'domains:read',
    input: quoteInput,
    output: accountQuote,
    streams: true,
    errors: [...DOMAIN_ERRORS, 'DOMAIN_UNAVAILABLE'],
  },
  purchaseOf: {
    id: 'domains.purchaseOf',
    summary: 'Get the purchase that was begun with a key',
    method: 'GET',
    path: '/purchases/{key}',
    scope: 'domains:read',
    input: z.strictObject({ key: word }),
    output: job.nullable(),
    errors: [],
  },
  buy: {
    id: 'domains.buy',
    summary: 'Buy what was quoted, once',
    method: 'POST',
    path: '/purchases',
    scope: 'domains:buy',
    input: buyInput,
    output: job,
    streams: true,
    errors: [
      ...CHANGE_ERRORS,
      'PRICE_LIMIT',
      'PRICE_CHANGED',
      'PAYMENT_REQUIRED',
      'PURCHASE_UNDECIDED',
      'DOMAIN_UNAVAILABLE',
    ],
  },
  transferStatus: {
    id: 'domains.transferStatus',
    summary: 'Tell how a transfer to us stands',
    method: 'GET',
    path: '/domains/{name}/transfer',
    scope: 'domains:read',
    input: ref,
    output: transferProgress,
    query: ACCOUNT_QUERY,
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  change: {
    id: 'domains.change',
    summary: 'Change one switch or setting of a registration',
    method: 'POST',
    path: '/domains/{name}/settings',
    scope: 'domains:write',
    input: z.strictObject({ ...domainRef, setting }),
    output: domainChange,
    streams: true,
    errors: CHANGE_ERRORS,
  },
  authCode: {
    id: 'domains.authCode',
    summary: 'Get the secret that lets a domain leave',
    method: 'POST',
    path: '/domains/{name}/auth-code',
    scope: 'domains:write',
    input: ref,
    output: z.string(),
    streams: true,
    secret: true,
    errors: DOMAIN_ERRORS,
  },
  contacts: {
    id: 'domains.contacts',
    summary: 'Get the contacts of a registration',
    method: 'GET',
    path: '/domains/{name}/contacts',
    scope: 'domains:read',
    input: ref,
    output: contacts,
    query: ACCOUNT_QUERY,
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  glue: {
    id: 'domains.glue',
    summary: 'List the host objects of a registration',
    method: 'GET',
    path: '/domains/{name}/glue',
    scope: 'domains:read',
    input: ref,
    output: z.array(glueHost),
    query: ACCOUNT_QUERY,
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  setNameservers: {
    id: 'domains.setNameservers',
    summary: 'Delegate to other name servers after each of them was asked',
    method: 'PUT',
    path: '/domains/{name}/nameservers',
    scope: 'domains:write',
    input: z.strictObject({
      ...domainRef,
      nameservers,
      allowFaults: z.int().exactOptional(),
      dryRun: z.boolean().exactOptional(),
    } satisfies Shape<OfDomain<NameserversInput>>),
    output: nameserversResult,
    streams: true,
    errors: [...CHANGE_ERRORS, 'DELEGATION_UNSAFE'],
  },
  ownNameservers: {
    id: 'domains.ownNameservers',
    summary: "List the registrar's own name servers for a registration",
    method: 'GET',
    path: '/domains/{name}/own-nameservers',
    scope: 'domains:read',
    input: ref,
    output: nameservers,
    query: ACCOUNT_QUERY,
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  dnssec: {
    id: 'domains.dnssec',
    summary: 'Compare the DS at the registry with the keys that are served',
    method: 'GET',
    path: '/domains/{name}/dnssec',
    scope: 'domains:read',
    input: ref,
    output: domainDnssec,
    query: ACCOUNT_QUERY,
    streams: true,
    errors: DOMAIN_ERRORS,
  },
  setDnssec: {
    id: 'domains.setDnssec',
    summary: 'Enable, disable or bring in step the DS at the registry',
    method: 'POST',
    path: '/domains/{name}/dnssec',
    scope: 'domains:write',
    input: z.strictObject({ ...domainRef, wish: z.enum(['enable', 'disable', 'sync']) }),
    output: z.object({
      before: domainDnssec,
      after: dsList,
      change: domainChange.nullable(),
    } satisfies Shape<DnssecResult>),
    streams: true,
    errors: [...CHANGE_ERRORS, 'DELEGATION_UNSAFE'],
  },
  move: {
    id: 'domains.move',
    summary: 'Move a zone to another DNS host, step by step',
    method: 'POST',
    path: '/moves',
    scope: 'domains:write',
    input: moveInput,
    output: moveReport,
    streams: true,
    errors: [...CHANGE_ERRORS, 'DELEGATION_UNSAFE', 'UNSAFE_PLAN', 'PARTLY_APPLIED'],
  },
};
