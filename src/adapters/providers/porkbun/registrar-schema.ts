import * as z from 'zod';
import { flag, orNull, text, values } from './schema.ts';

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
