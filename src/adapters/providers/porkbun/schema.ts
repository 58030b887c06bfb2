import * as z from 'zod';

/** What every answer has beside its content (API v3, "Errors", read 2026-11-21). `code`, `next_action` and `requestId` are missing in older ones. */
export interface ApiEnvelope {
  readonly status: string;
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly next_action?:
    { readonly hint?: string | undefined; readonly url?: string | undefined } | undefined;
  readonly requestId?: string | undefined;
  readonly cost?: number | undefined;
  readonly balance?: number | undefined;
  readonly shortfall?: number | undefined;
}

/** A DNS record; `name` is a full name without a trailing dot. */
export interface ApiRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl: number;
  /** 0 where the type has none. */
  readonly prio: number;
  /** null where there are none. */
  readonly notes: string | null;
}

export interface ApiForward {
  readonly id: string;
  /** Empty for the apex. */
  readonly subdomain: string;
  readonly location: string;
  readonly type: string;
  readonly includePath: string;
  readonly wildcard: string;
}

/** A row of `listAll`. */
export interface ApiDomain {
  readonly domain: string;
  readonly status: string | null;
  readonly createDate: string | null;
  readonly expireDate: string | null;
  readonly securityLock: boolean | null;
  readonly whoisPrivacy: boolean | null;
  readonly autoRenew: boolean | null;
  readonly apiAccess: boolean | null;
  readonly notLocal: boolean | null;
  readonly labels: readonly string[];
}

/** Prices are decimal text in dollars. */
export interface ApiCheck {
  readonly avail: string;
  readonly premium: string;
  readonly price: string | null;
  readonly minDuration: number;
  readonly renewal: string | null;
  readonly transfer: string | null;
}

export interface ApiPrice {
  readonly registration: string | null;
  readonly renewal: string | null;
  readonly transfer: string | null;
  readonly specialType: string | null;
}

export interface ApiTransfer {
  readonly status: string;
  readonly statusDescription: string | null;
}

export interface ApiDs {
  readonly keyTag: string;
  readonly alg: string;
  readonly digestType: string;
  readonly digest: string;
}

export interface ApiHost {
  readonly host: string;
  readonly addresses: readonly string[];
}

/** Text or a number, as text: ids, flags and prices come as both. */
const text = z.union([z.string(), z.number()]).transform(String);
const orNull = z
  .union([text, z.null()])
  .optional()
  .catch(null)
  .transform((value) => value ?? null);
/** `1`, `"1"`, `true`, `"yes"` and their opposites, mixed within one row (recorded, read 2026-11-21). */
const flag = z
  .unknown()
  .optional()
  .transform((value) =>
    value === undefined || value === null ? null : /^(?:1|true|yes|on)$/i.test(String(value)),
  );
const optionalNumber = z.coerce.number().optional().catch(undefined);
/** PHP writes an empty map as an empty list. */
const values = <T>(item: z.ZodType<T>): z.ZodType<readonly T[]> =>
  z.union([z.array(item), z.record(z.string(), item).transform((map) => Object.values(map))]);

export const apiEnvelope: z.ZodType<ApiEnvelope> = z.object({
  status: z.string(),
  message: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  next_action: z
    .object({ hint: z.string().optional().catch(undefined), url: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  requestId: z.string().optional().catch(undefined),
  cost: optionalNumber,
  balance: optionalNumber,
  shortfall: optionalNumber,
});

/** For writes: SUCCESS says all there is to know. */
export const apiNothing: z.ZodType<object> = z.object({});

const record = z.object({
  id: text,
  name: z.string(),
  type: z.string(),
  content: z
    .string()
    .nullish()
    .transform((content) => content ?? ''),
  ttl: z.coerce.number(),
  // `null`, `"0"` or nothing for types without a priority (recorded, read 2026-11-21).
  prio: z
    .union([z.string(), z.number(), z.null()])
    .optional()
    .transform((prio) => Number(prio ?? 0)),
  notes: z
    .string()
    .nullish()
    .transform((notes) => (notes === undefined || notes === '' ? null : notes)),
});

export const apiRecords: z.ZodType<{
  readonly records: readonly ApiRecord[];
  readonly cloudflare: string | null;
}> = z.object({ records: values(record), cloudflare: orNull });

export const apiForwards: z.ZodType<{ readonly forwards: readonly ApiForward[] }> = z.object({
  forwards: values(
    z.object({
      id: text,
      subdomain: z
        .string()
        .nullish()
        .transform((subdomain) => subdomain ?? ''),
      location: z.string(),
      type: z.string(),
      includePath: z.string(),
      wildcard: z.string(),
    }),
  ),
});

export const apiDomains: z.ZodType<{ readonly domains: readonly ApiDomain[] }> = z.object({
  domains: values(
    z.object({
      domain: z.string(),
      status: orNull,
      createDate: orNull,
      expireDate: orNull,
      securityLock: flag,
      whoisPrivacy: flag,
      autoRenew: flag,
      apiAccess: flag,
      notLocal: flag,
      labels: z
        .array(z.object({ title: z.string() }).transform((label) => label.title))
        .optional()
        .catch([])
        .transform((labels) => labels ?? []),
    }),
  ),
});

const additional = z
  .object({ price: orNull })
  .optional()
  .catch(undefined)
  .transform((kind) => kind?.price ?? null);

export const apiCheck: z.ZodType<{ readonly response: ApiCheck }> = z.object({
  response: z
    .object({
      avail: z.string(),
      premium: z.string().optional().catch(undefined),
      price: orNull,
      minDuration: z.coerce.number().int().positive().optional().catch(undefined),
      additional: z.object({ renewal: additional, transfer: additional }).optional().catch(undefined),
    })
    .transform((found) => ({
      avail: found.avail,
      premium: found.premium ?? 'no',
      price: found.price,
      minDuration: found.minDuration ?? 1,
      renewal: found.additional?.renewal ?? null,
      transfer: found.additional?.transfer ?? null,
    })),
});

export const apiPricing: z.ZodType<{ readonly pricing: { readonly [tld: string]: ApiPrice } }> = z.object({
  pricing: z.union([
    z.array(z.never()).transform((): { readonly [tld: string]: ApiPrice } => ({})),
    z.record(
      z.string(),
      z.object({ registration: orNull, renewal: orNull, transfer: orNull, specialType: orNull }),
    ),
  ]),
});

export const apiTransfer: z.ZodType<{ readonly transfer: ApiTransfer }> = z.object({
  transfer: z.object({ status: z.string(), statusDescription: orNull }),
});

/** Partial success is possible: each domain has a status of its own (API v3, "Update Auto Renew", read 2026-11-21). */
export const apiAutoRenew: z.ZodType<{
  readonly results: {
    readonly [domain: string]: { readonly status: string; readonly message: string | null };
  };
}> = z.object({
  results: z
    .union([
      z.record(z.string(), z.object({ status: z.string(), message: orNull })),
      z.array(z.unknown()).transform(() => ({})),
    ])
    .optional()
    .transform((results) => results ?? {}),
});

export const apiNameservers: z.ZodType<{ readonly ns: readonly string[] }> = z.object({
  ns: values(z.string()),
});

/** Keyed by key tag; `[]` when empty (API v3, "Get DNSSEC Records", read 2026-11-21). */
export const apiDsRecords: z.ZodType<{ readonly records: readonly ApiDs[] }> = z.object({
  records: z
    .union([values(z.object({ keyTag: text, alg: text, digestType: text, digest: z.string() })), z.null()])
    .optional()
    .transform((records) => records ?? []),
});

const addresses = z
  .array(z.string())
  .optional()
  .transform((list) => list ?? []);

/** Pairs of a host and its addresses by family (API v3, "Get Glue Records", read 2026-11-21). */
export const apiGlue: z.ZodType<{ readonly hosts: readonly ApiHost[] }> = z.object({
  hosts: z
    .array(
      z
        .tuple([
          z.string(),
          z.union([
            z.object({ v4: addresses, v6: addresses }),
            z.array(z.never()).transform(() => undefined),
          ]),
        ])
        .transform(([host, families]) => ({
          host,
          addresses: families === undefined ? [] : [...families.v4, ...families.v6],
        })),
    )
    .optional()
    .transform((hosts) => hosts ?? []),
});

export const apiContacts: z.ZodType<{
  readonly contacts: { readonly [role: string]: { readonly [field: string]: string } };
}> = z.object({
  contacts: z.record(
    z.string(),
    z
      .record(
        z.string(),
        orNull.transform((value) => value ?? ''),
      )
      .nullish()
      .transform((contact) => contact ?? {}),
  ),
});

export const apiContactChange: z.ZodType<{ readonly registrantChanged: boolean | null }> = z.object({
  registrantChanged: flag,
});

/** `sandbox` stands in every reply to keys of the sandbox, and in no other (API v3, "Sandbox", read 2026-11-21). */
export const apiPing: z.ZodType<{ readonly yourIp: string | null; readonly sandbox: boolean | null }> =
  z.object({
    yourIp: orNull,
    sandbox: flag,
  });

export const apiKeyRequest: z.ZodType<{ readonly requestToken: string; readonly authUrl: string }> = z.object(
  {
    requestToken: z.string().min(1),
    authUrl: z.string(),
  },
);

export const apiKey: z.ZodType<{ readonly apikey: string; readonly secretapikey: string }> = z.object({
  apikey: z.string().min(1),
  secretapikey: z.string().min(1),
});
