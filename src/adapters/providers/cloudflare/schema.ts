import * as z from 'zod';

/** One error of the API; the cause of older DNS errors stands in the chain (read 2026-11-21). */
export interface ApiErrorItem {
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly ApiErrorItem[] | null | undefined;
}

/** What every reply is wrapped in. */
export interface ApiEnvelope {
  readonly success?: boolean | undefined;
  readonly errors?: readonly ApiErrorItem[] | null | undefined;
  readonly result?: unknown;
  readonly result_info?: ApiPageInfo | null | undefined;
}

export interface ApiPageInfo {
  readonly total_pages?: number | undefined;
  readonly total_count?: number | undefined;
  readonly cursor?: string | null | undefined;
}

const errorItem: z.ZodType<ApiErrorItem> = z.object({
  code: z.coerce.number(),
  message: z.string().default(''),
  get error_chain(): z.ZodType<readonly ApiErrorItem[] | null | undefined> {
    return z.array(errorItem).nullish();
  },
});

export const apiEnvelope: z.ZodType<ApiEnvelope> = z.object({
  success: z.boolean().optional(),
  errors: z.array(errorItem).nullish(),
  result: z.unknown(),
  result_info: z
    .object({
      total_pages: z.number().optional(),
      total_count: z.number().optional(),
      cursor: z.string().nullish(),
    })
    .nullish(),
});

export interface ApiToken {
  readonly status: string;
  readonly expires_on?: string | null | undefined;
}

export const apiToken: z.ZodType<ApiToken> = z.object({
  status: z.string(),
  expires_on: z.string().nullish(),
});

export interface ApiAccount {
  readonly id: string;
  readonly name?: string | undefined;
}

export const apiAccount: z.ZodType<ApiAccount> = z.object({ id: z.string(), name: z.string().optional() });

export interface ApiZone {
  readonly id: string;
  readonly name: string;
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly paused?: boolean | undefined;
  /** Has been seen missing (read 2026-11-21). */
  readonly name_servers?: readonly string[] | null | undefined;
  readonly original_name_servers?: readonly string[] | null | undefined;
  readonly account?: ApiAccount | undefined;
  readonly plan?: { readonly name?: string | undefined } | undefined;
}

export const apiZone: z.ZodType<ApiZone> = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string().optional(),
  type: z.string().optional(),
  paused: z.boolean().optional(),
  name_servers: z.array(z.string()).nullish(),
  original_name_servers: z.array(z.string()).nullish(),
  account: apiAccount.optional(),
  plan: z.object({ name: z.string().optional() }).optional(),
});

export const apiDeleted: z.ZodType<{ readonly id?: string | undefined }> = z.object({
  id: z.string().optional(),
});

/** One record. Members that are not named here are kept too: a record of a type that nobody knows is written back whole. */
export interface ApiRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Seconds; 1 is "automatic" (read 2026-11-21). */
  readonly ttl: number;
  readonly content?: string | null | undefined;
  readonly priority?: number | null | undefined;
  readonly data?: { readonly [field: string]: unknown } | null | undefined;
  readonly proxied?: boolean | null | undefined;
  readonly settings?: { readonly [field: string]: unknown } | null | undefined;
  readonly meta?: { readonly [field: string]: unknown } | null | undefined;
  readonly comment?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly [field: string]: unknown;
}

const members = z.record(z.string(), z.unknown()).nullish();

export const apiRecord: z.ZodType<ApiRecord> = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  ttl: z.number().default(1),
  content: z.string().nullish(),
  priority: z.number().nullish(),
  data: members,
  proxied: z.boolean().nullish(),
  settings: members,
  meta: members,
  comment: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});

/** The records of a batch are not read: the caller reads the zone back. */
export const apiBatch: z.ZodType<object> = z.looseObject({});

export interface ApiDnssec {
  readonly status: string;
  readonly ds?: string | null | undefined;
  readonly flags?: number | string | null | undefined;
  readonly algorithm?: number | string | null | undefined;
  readonly public_key?: string | null | undefined;
}

/** Numbers come partly as texts (read 2026-11-21). */
const numeral = z.union([z.number(), z.string()]).nullish();

export const apiDnssec: z.ZodType<ApiDnssec> = z.object({
  status: z.string(),
  ds: z.string().nullish(),
  flags: numeral,
  algorithm: numeral,
  public_key: z.string().nullish(),
});

/** One name of an availability check or a search. */
export interface ApiOffer {
  readonly name: string;
  readonly registrable: boolean;
  readonly reason?: string | null | undefined;
  readonly tier?: string | null | undefined;
  readonly pricing?:
    | {
        readonly currency: string;
        /** Decimal text in major units for one year (read 2026-11-21). */
        readonly registration_cost: string | number;
        readonly renewal_cost: string | number;
      }
    | null
    | undefined;
}

const cost = z.union([z.string(), z.number()]);

export const apiOffers: z.ZodType<{ readonly domains: readonly ApiOffer[] }> = z.object({
  domains: z.array(
    z.object({
      name: z.string(),
      registrable: z.boolean(),
      reason: z.string().nullish(),
      tier: z.string().nullish(),
      pricing: z.object({ currency: z.string(), registration_cost: cost, renewal_cost: cost }).nullish(),
    }),
  ),
});

export interface ApiRegistration {
  readonly domain_name: string;
  readonly status: string;
  readonly auto_renew?: boolean | null | undefined;
  readonly locked?: boolean | null | undefined;
  readonly privacy_mode?: string | null | undefined;
  readonly created_at?: string | null | undefined;
  readonly expires_at?: string | null | undefined;
}

export const apiRegistration: z.ZodType<ApiRegistration> = z.object({
  domain_name: z.string(),
  status: z.string(),
  auto_renew: z.boolean().nullish(),
  locked: z.boolean().nullish(),
  privacy_mode: z.string().nullish(),
  created_at: z.string().nullish(),
  expires_at: z.string().nullish(),
});

/** How a registration or a change of one stands. */
export interface ApiWorkflow {
  readonly state: string;
  readonly context?:
    | {
        readonly action?: string | null | undefined;
        readonly confirmation_sent_to?: string | null | undefined;
      }
    | null
    | undefined;
  readonly error?:
    { readonly code?: unknown; readonly message?: string | null | undefined } | null | undefined;
}

export const apiWorkflow: z.ZodType<ApiWorkflow> = z.object({
  state: z.string(),
  context: z.object({ action: z.string().nullish(), confirmation_sent_to: z.string().nullish() }).nullish(),
  error: z.object({ code: z.unknown(), message: z.string().nullish() }).nullish(),
});
