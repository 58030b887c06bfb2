import * as z from 'zod';

/** One RRset of the API; names are absolute with a trailing dot. Unknown members are passed over. */
export interface ApiRRset {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: readonly { readonly content: string; readonly disabled?: boolean | undefined }[];
}

export interface ApiZoneSummary {
  readonly name: string;
  readonly kind?: string | undefined;
  readonly serial?: number | undefined;
  readonly dnssec?: boolean | undefined;
}

export interface ApiZone extends ApiZoneSummary {
  readonly rrsets: readonly ApiRRset[];
  readonly soa_edit_api?: string | undefined;
  readonly account?: string | undefined;
}

export interface ApiCryptokey {
  readonly active?: boolean | undefined;
  readonly dnskey?: string | undefined;
  readonly ds?: readonly string[] | undefined;
}

const rrset = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.number(),
  records: z.array(z.object({ content: z.string(), disabled: z.boolean().optional() })),
});

const summary = z.object({
  name: z.string(),
  kind: z.string().optional(),
  serial: z.number().optional(),
  dnssec: z.boolean().optional(),
});

export const apiZones: z.ZodType<readonly ApiZoneSummary[]> = z.array(summary);

export const apiZone: z.ZodType<ApiZone> = summary.extend({
  rrsets: z.array(rrset),
  soa_edit_api: z.string().optional(),
  account: z.string().optional(),
});

export const apiServer: z.ZodType<{
  readonly daemon_type?: string | undefined;
  readonly version?: string | undefined;
}> = z.object({
  daemon_type: z.string().optional(),
  version: z.string().optional(),
});

export const apiCryptokeys: z.ZodType<readonly ApiCryptokey[]> = z.array(
  z.object({
    active: z.boolean().optional(),
    dnskey: z.string().optional(),
    ds: z.array(z.string()).optional(),
  }),
);

export const apiError: z.ZodType<{ readonly error: string }> = z.object({ error: z.string() });
