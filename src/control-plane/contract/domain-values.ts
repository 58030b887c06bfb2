import * as z from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { MOVE_STEPS } from '../../services/domains/move-state.ts';
import type {
  AccountAvailability,
  AccountPrice,
  AccountQuote,
  BuyInput,
  DomainChange,
  DomainDetail,
  DomainDnssec,
  DomainRef,
  DomainSetting,
  GlueHost,
  Job,
  ListedDomain,
  MoveInput,
  MoveReport,
  NameserversResult,
  PriceInput,
  Progress,
  QuoteInput,
} from '../domains.ts';
import { domainName, line, rdataText, word, type Shape } from './operation.ts';
import { contacts, failure, jsonObject, money, time } from './values.ts';

export const domainRef: {
  readonly name: z.ZodType<DomainName>;
  readonly account: z.ZodExactOptional<z.ZodType<string>>;
} = { name: domainName, account: word.exactOptional() } satisfies Shape<DomainRef>;
export const ref: z.ZodType<DomainRef> = z.strictObject(domainRef);
export const nameservers: z.ZodType<readonly DomainName[]> = z.array(domainName).max(100);
export const dsList: z.ZodType<readonly string[]> = z.array(rdataText).max(100);
export const DOMAIN_ERRORS: readonly ErrorCode[] = [
  'NO_ACCOUNT',
  'ACCOUNT_NOT_FOUND',
  'DOMAIN_NOT_FOUND',
  'AMBIGUOUS',
  'CAPABILITY_MISSING',
  'INVALID_NAME',
  'PROVIDER_UNAVAILABLE',
  'NETWORK',
];
export const CHANGE_ERRORS: readonly ErrorCode[] = [...DOMAIN_ERRORS, 'REGISTRAR_REFUSED', 'LOCKED'];

export const listedDomain: z.ZodType<ListedDomain> = z.object({
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

export const availability: z.ZodType<AccountAvailability> = z.object({
  name: domainName,
  status: z.enum(['available', 'taken', 'premium', 'reserved', 'unsupported', 'unknown']),
  reason: z.string().nullable(),
  price: money.nullable(),
  renewalPrice: money.nullable(),
  definitive: z.boolean(),
  account: word,
  provider: word,
} satisfies Shape<AccountAvailability>);

export const accountPrice: z.ZodType<AccountPrice> = z.object({
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

export const priceInput: z.ZodType<PriceInput> = z.strictObject({
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

export const quoteInput: z.ZodType<QuoteInput> = z.strictObject({
  action,
  name: domainName,
  years: z.int().min(1).max(100).exactOptional(),
  account: word.exactOptional(),
} satisfies Shape<QuoteInput>);

export const accountQuote: z.ZodType<AccountQuote> = z.object({
  action,
  name: domainName,
  years: z.number(),
  total: money.nullable(),
  expiresAt: time.nullable(),
  agreements: z.array(z.object({ key: z.string(), title: z.string(), url: z.string().nullable() })).max(100),
  account: word,
  provider: word,
} satisfies Shape<AccountQuote>);

export const buyInput: z.ZodType<BuyInput> = z.strictObject({
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

export const job: z.ZodType<Job> = z.object({
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

const state: z.ZodType<Progress['state']> = z.enum(['done', 'running', 'action-required', 'failed']);

export const transferProgress: z.ZodType<Progress & { readonly account: string }> = z.object({
  state,
  handle: z.string().nullable(),
  detail: z.string().nullable(),
  account: word,
} satisfies Shape<Progress & { readonly account: string }>);

export const glueHost: z.ZodType<GlueHost> = z.object({
  host: domainName,
  addresses: z.array(word).max(100),
} satisfies Shape<GlueHost>);

export const setting: z.ZodType<DomainSetting> = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['lock', 'autorenew', 'privacy']), on: z.boolean() }),
  z.strictObject({ action: z.literal('contacts-set'), contacts }),
  z.strictObject({ action: z.literal('glue-set'), glue: glueHost }),
  z.strictObject({ action: z.enum(['contacts-verify', 'transfer-approve', 'transfer-cancel']) }),
]);

export const domainChange: z.ZodType<DomainChange> = z.object({
  name: domainName,
  account: word,
  provider: word,
  action: z.string(),
  state,
  detail: z.string().nullable(),
  operation: word.nullable(),
} satisfies Shape<DomainChange>);

export const nameserversResult: z.ZodType<NameserversResult> = z.object({
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

export const domainDnssec: z.ZodType<DomainDnssec> = z.object({
  name: domainName,
  account: word,
  ds: dsList.nullable(),
  dnskey: dsList,
  wanted: dsList,
  state: z.enum(['secure', 'partly', 'island', 'bogus', 'unsigned', 'unknown']),
  problem: z.string().nullable(),
} satisfies Shape<DomainDnssec>);

export const moveInput: z.ZodType<MoveInput> = z.strictObject({
  zone: domainName,
  from: word,
  to: word,
  registrar: word.exactOptional(),
  deleteOld: z.boolean(),
  allowFaults: z.int().exactOptional(),
  allowDeletes: z.int().exactOptional(),
} satisfies Shape<MoveInput>);

export const moveReport: z.ZodType<MoveReport> = z.object({
  operation: word,
  zone: domainName,
  from: word,
  to: word,
  next: z.enum(MOVE_STEPS).nullable(),
  nameservers,
  lost: z.array(z.string()),
  waitUntil: time.nullable(),
} satisfies Shape<MoveReport>);
