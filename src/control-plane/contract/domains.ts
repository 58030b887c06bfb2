import * as z from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import { MOVE_STEPS } from '../../services/domains/move.ts';
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
  domainName,
  line,
  rdataText,
  word,
  type Operation,
  type QueryForm,
  type Shape,
} from './operation.ts';
import { contacts, failure, jsonObject, money, time } from './values.ts';
import { ACCOUNT_QUERY, limit } from './zones.ts';

const domainRef = { name: domainName, account: word.exactOptional() } satisfies Shape<DomainRef>;
const ref = z.strictObject(domainRef);
const nameservers = z.array(domainName).max(100);
const dsList = z.array(rdataText).max(100);
const DOMAIN_ERRORS: readonly ErrorCode[] = [
  'NO_ACCOUNT',
  'ACCOUNT_NOT_FOUND',
  'DOMAIN_NOT_FOUND',
  'AMBIGUOUS',
  'CAPABILITY_MISSING',
  'INVALID_NAME',
  'PROVIDER_UNAVAILABLE',
  'NETWORK',
];
const CHANGE_ERRORS: readonly ErrorCode[] = [...DOMAIN_ERRORS, 'REGISTRAR_REFUSED', 'LOCKED'];

const listedDomain: z.ZodType<ListedDomain> = z.object({
  name: domainName,
  status: z.array(z.string()),
  createdAt: time.nullable(),
  expiresAt: time.nullable(),
  autoRenew: z.boolean().nullable(),
  locked: z.boolean().nullable(),
  privacy: z.boolean().nullable(),
  nameservers: nameservers.nullable(),
  ds: dsList.nullable(),
  extras: jsonObject,
  account: word,
  provider: word,
  daysLeft: z.number().nullable(),
} satisfies Shape<ListedDomain & DomainDetail>);

const availability: z.ZodType<AccountAvailability> = z.object({
  name: domainName,
  status: z.enum(['available', 'taken', 'premium', 'reserved', 'unsupported', 'unknown']),
  reason: z.string().nullable(),
  price: money.nullable(),
  renewalPrice: money.nullable(),
  definitive: z.boolean(),
  account: word,
  provider: word,
} satisfies Shape<AccountAvailability>);

const accountPrice: z.ZodType<AccountPrice> = z.object({
  account: word,
  provider: word,
  tld: word,
  registration: money.nullable(),
  renewal: money.nullable(),
  transfer: money.nullable(),
  total: money.nullable(),
  years: z.number(),
  source: z.string().nullable(),
  asOf: time.nullable(),
  note: z.string().nullable(),
} satisfies Shape<AccountPrice>);

const priceInput: z.ZodType<PriceInput> = z.strictObject({
  label: word,
  tlds: z.array(word).max(1_000),
  years: z.int().min(1).max(100),
  account: word.exactOptional(),
  list: z
    .array(
      z.strictObject({
        tld: word,
        registration: money.nullable(),
        renewal: money.nullable(),
        transfer: money.nullable(),
        account: word,
        source: line,
        asOf: time,
      } satisfies Shape<PriceInput['list'][number]>),
    )
    .max(100_000),
  refresh: z.boolean(),
} satisfies Shape<PriceInput>);

const action = z.enum(['register', 'renew', 'transfer']);

const quoteInput: z.ZodType<QuoteInput> = z.strictObject({
  action,
  name: domainName,
  years: z.int().min(1).max(100).exactOptional(),
  account: word.exactOptional(),
} satisfies Shape<QuoteInput>);

const accountQuote: z.ZodType<AccountQuote> = z.object({
  action,
  name: domainName,
  years: z.number(),
  total: money.nullable(),
  expiresAt: time.nullable(),
  agreements: z.array(z.object({ key: z.string(), title: z.string(), url: z.string().nullable() })).max(100),
  account: word,
  provider: word,
} satisfies Shape<AccountQuote>);

const buyInput: z.ZodType<BuyInput> = z.strictObject({
  quote: accountQuote,
  maxPrice: money.nullable(),
  contacts: contacts.nullable(),
  nameservers,
  privacy: z.boolean(),
  autoRenew: z.boolean(),
  authCode: line.exactOptional(),
  idempotencyKey: word,
  allowFaults: z.int().min(0).exactOptional(),
} satisfies Shape<BuyInput>);

const job: z.ZodType<Job> = z.object({
  id: word,
  account: word,
  provider: word,
  domain: domainName,
  action: z.string(),
  status: z.enum(['requested', 'unknown', 'running', 'action-required', 'done', 'failed', 'cancelled']),
  idempotencyKey: z.string().nullable(),
  handle: z.string().nullable(),
  detail: z.string().nullable(),
  request: jsonObject,
  startedAt: time,
  updatedAt: time,
  actor: z.string(),
  error: failure.nullable(),
} satisfies Shape<Job>);

const progressShape = {
  state: z.enum(['done', 'running', 'action-required', 'failed']),
  handle: z.string().nullable(),
  detail: z.string().nullable(),
} satisfies Shape<Progress>;

const glueHost: z.ZodType<GlueHost> = z.object({
  host: domainName,
  addresses: z.array(word).max(100),
} satisfies Shape<GlueHost>);

const setting: z.ZodType<DomainSetting> = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['lock', 'autorenew', 'privacy']), on: z.boolean() }),
  z.strictObject({ action: z.literal('contacts-set'), contacts }),
  z.strictObject({ action: z.literal('glue-set'), glue: glueHost }),
  z.strictObject({ action: z.enum(['contacts-verify', 'transfer-approve', 'transfer-cancel']) }),
]);

const domainChange: z.ZodType<DomainChange> = z.object({
  name: domainName,
  account: word,
  provider: word,
  action: z.string(),
  state: progressShape.state,
  detail: z.string().nullable(),
  operation: word.nullable(),
} satisfies Shape<DomainChange>);

const nameserversResult: z.ZodType<NameserversResult> = z.object({
  before: nameservers.nullable(),
  after: nameservers,
  check: z.object({
    servers: nameservers,
    asked: z.number(),
    faults: z.array(
      z.object({
        server: domainName,
        name: domainName,
        type: z.string(),
        kind: z.enum(['unreachable', 'lame', 'differs', 'ds']),
        message: z.string(),
      } satisfies Shape<NameserversResult['check']['faults'][number]>),
    ),
  } satisfies Shape<NameserversResult['check']>),
  compared: z.enum(['zone', 'apex']),
  change: domainChange.nullable(),
} satisfies Shape<NameserversResult>);

const domainDnssec: z.ZodType<DomainDnssec> = z.object({
  name: domainName,
  account: word,
  ds: dsList.nullable(),
  dnskey: dsList,
  wanted: dsList,
  state: z.enum(['secure', 'partly', 'island', 'bogus', 'unsigned', 'unknown']),
  problem: z.string().nullable(),
} satisfies Shape<DomainDnssec>);

const moveInput: z.ZodType<MoveInput> = z.strictObject({
  zone: domainName,
  from: word,
  to: word,
  registrar: word.exactOptional(),
  deleteOld: z.boolean(),
  allowFaults: z.int().exactOptional(),
  allowDeletes: z.int().exactOptional(),
} satisfies Shape<MoveInput>);

const moveReport: z.ZodType<MoveReport> = z.object({
  operation: word,
  zone: domainName,
  from: word,
  to: word,
  next: z.enum(MOVE_STEPS).nullable(),
  nameservers,
  lost: z.array(z.string()),
  waitUntil: time.nullable(),
} satisfies Shape<MoveReport>);

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
    output: z.object({ ...progressShape, account: word }),
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

interface JobFilter {
  readonly domain?: string;
  readonly account?: string;
  readonly limit: number;
}

const JOB_FILTER: { readonly [field: string]: QueryForm } = {
  domain: 'text',
  account: 'text',
  limit: 'integer',
};
const jobId = z.strictObject({ id: word });

/** Requests that registrars work on, over HTTP. */
export const jobContract: {
  readonly list: Operation<JobFilter, readonly Job[]>;
  readonly get: Operation<{ readonly id: string }, Job>;
  readonly wait: Operation<{ readonly id: string }, Job>;
  readonly cancel: Operation<{ readonly id: string }, Job>;
} = {
  list: {
    id: 'jobs.list',
    summary: 'List requests to registrars, the newest first',
    method: 'GET',
    path: '/jobs',
    scope: 'domains:read',
    input: z.strictObject({
      domain: domainName.exactOptional(),
      account: word.exactOptional(),
      limit,
    } satisfies Shape<JobFilter>),
    output: z.array(job),
    query: JOB_FILTER,
    errors: [],
  },
  get: {
    id: 'jobs.get',
    summary: 'Look at the registrar how a request stands',
    method: 'GET',
    path: '/jobs/{id}',
    scope: 'domains:read',
    input: jobId,
    output: job,
    streams: true,
    errors: ['NOT_FOUND'],
  },
  wait: {
    id: 'jobs.wait',
    summary: 'Wait until a request to a registrar has ended',
    method: 'POST',
    path: '/jobs/{id}/wait',
    scope: 'domains:read',
    input: jobId,
    output: job,
    streams: true,
    errors: ['NOT_FOUND', 'OPERATION_PENDING', 'ACTION_REQUIRED', 'REGISTRAR_REFUSED'],
  },
  cancel: {
    id: 'jobs.cancel',
    summary: 'Cancel a request to a registrar',
    method: 'POST',
    path: '/jobs/{id}/cancel',
    scope: 'domains:write',
    input: jobId,
    output: job,
    streams: true,
    errors: ['NOT_FOUND', 'CAPABILITY_MISSING'],
  },
};
