import * as z from 'zod';

// Numbers come as numbers in one reply and as strings in the next, empty objects as [] (read 2026-11-21). Unknown members are passed over.

export interface ApiEnvelope {
  readonly results?: unknown;
  readonly paging?: { readonly max: number } | undefined;
  readonly request_id?: string | undefined;
}

export interface ApiFailure {
  readonly errors: { readonly code?: number | undefined; readonly message?: string | undefined };
  readonly request_id?: string | undefined;
}

export interface ApiZone {
  readonly ns_type: string;
  /** The whole zone, a record a line. */
  readonly records: string;
  /** Seconds, of every record. */
  readonly ttl: number;
}

export interface ApiDomain {
  readonly domainname: string;
  readonly domainid?: number | undefined;
  /** The registrar above: GMO, JPRS, ENOM. */
  readonly registrar?: string | null | undefined;
  /** A date without time. */
  readonly expirationdate?: string | null | undefined;
  /** What holds for the domain, the account's setting, and the domain's own; 0 is off, 1 and 10 were seen. */
  readonly autorenew?: number | undefined;
  readonly autorenew_all?: number | undefined;
  readonly autorenew_domain?: number | undefined;
}

export interface ApiWhois {
  readonly whois_proxy: number;
  readonly contact: { readonly [role: string]: ApiContact };
}

/** Members that are not known here go back as they came. */
export interface ApiContact {
  readonly [field: string]: unknown;
}

export interface ApiHost {
  readonly hostname: string;
  readonly ipv4?: string | null | undefined;
  readonly ipv6?: string | null | undefined;
}

/** One row of the availability search; the name of the member with the domain is not documented. */
export interface ApiSearchRow {
  readonly domainname?: string | undefined;
  readonly domain?: string | undefined;
  readonly name?: string | undefined;
  readonly status: string;
}

export interface ApiTransfer {
  readonly transferorderid: number;
  readonly status?: string | undefined;
}

const integer: z.ZodType<number> = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);
const none = z.literal('').or(z.null());

export const apiEnvelope: z.ZodType<ApiEnvelope> = z.object({
  results: z.unknown().optional(),
  paging: z.object({ max: integer }).optional(),
  request_id: z.string().optional(),
});

export const apiFailure: z.ZodType<ApiFailure> = z.object({
  errors: z.object({ code: integer.optional(), message: z.string().optional() }),
  request_id: z.string().optional(),
});

export const apiZone: z.ZodType<ApiZone> = z.object({
  ns_type: z.string(),
  records: z.string(),
  ttl: integer,
});

export const apiDomain: z.ZodType<ApiDomain> = z.object({
  domainname: z.string(),
  domainid: integer.optional(),
  registrar: z.string().nullish(),
  expirationdate: z.string().nullish(),
  autorenew: integer.optional(),
  autorenew_all: integer.optional(),
  autorenew_domain: integer.optional(),
});

export type ApiAutorenew = Pick<ApiDomain, 'autorenew' | 'autorenew_all' | 'autorenew_domain'>;
export const apiAutorenew: z.ZodType<ApiAutorenew> = z.object({
  autorenew: integer.optional(),
  autorenew_all: integer.optional(),
  autorenew_domain: integer.optional(),
});

export const apiNameservers: z.ZodType<{ readonly ns: readonly string[] }> = z.object({
  // One client has a string where others have an array.
  ns: z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]),
});

export const apiLock: z.ZodType<{ readonly transfer_lock: number }> = z.object({ transfer_lock: integer });

const contact = z.record(z.string(), z.unknown());
export const apiWhois: z.ZodType<ApiWhois> = z.object({
  whois_proxy: integer,
  contact: z.union([
    z.record(z.string(), z.union([contact, z.array(z.unknown()).transform(() => ({}))])),
    z.array(z.unknown()).transform(() => ({})),
  ]),
});

/** Elements are objects or strings, which is not documented; see ds.ts. */
export const apiDnssec: z.ZodType<{ readonly ds_records: readonly unknown[] }> = z.object({
  ds_records: z.union([z.array(z.unknown()), none.transform(() => [])]),
});

export const apiHost: z.ZodType<ApiHost> = z.object({
  hostname: z.string(),
  ipv4: z.string().nullish(),
  ipv6: z.string().nullish(),
});

export const apiSearch: z.ZodType<readonly ApiSearchRow[]> = z.array(
  z.object({
    domainname: z.string().optional(),
    domain: z.string().optional(),
    name: z.string().optional(),
    status: z.union([z.string(), z.number().transform(String)]),
  }),
);

export const apiTransfer: z.ZodType<ApiTransfer> = z.object({
  transferorderid: integer,
  status: z.union([z.string(), z.number().transform(String)]).optional(),
});
