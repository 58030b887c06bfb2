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

/** Text or a number, as text: ids, flags and prices come as both. */
export const text: z.ZodType<string> = z.union([z.string(), z.number()]).transform(String);
export const orNull: z.ZodType<string | null> = z
  .union([text, z.null()])
  .optional()
  .catch(null)
  .transform((value) => value ?? null);
/** `1`, `"1"`, `true`, `"yes"` and their opposites, mixed within one row (recorded, read 2026-11-21). */
export const flag: z.ZodType<boolean | null> = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .catch(null)
  .transform((value) =>
    value === undefined || value === null ? null : /^(?:1|true|yes|on)$/i.test(String(value)),
  );
const cents = z
  .union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)])
  .optional()
  .catch(undefined);
/** PHP writes an empty map as an empty list. */
export const values = <T>(item: z.ZodType<T>): z.ZodType<readonly T[]> =>
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
  cost: cents,
  balance: cents,
  shortfall: cents,
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
