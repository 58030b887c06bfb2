import * as z from 'zod';
import type { Json } from '../../../core/errors.ts';

/** One DNS record. Only type and name are sure to be there; the rest is looked at by type. */
export interface ApiRecord {
  readonly type: string;
  readonly name: string;
  readonly [field: string]: Json;
}

/** A registration, as the list and the detail have it; the list lacks some, or has null. */
export interface ApiDomain {
  readonly domain: string;
  readonly domainId?: number | null | undefined;
  readonly status?: string | null | undefined;
  readonly authCode?: string | null | undefined;
  readonly createdAt?: string | null | undefined;
  readonly expires?: string | null | undefined;
  readonly renewAuto?: boolean | null | undefined;
  readonly renewDeadline?: string | null | undefined;
  readonly renewable?: boolean | null | undefined;
  readonly locked?: boolean | null | undefined;
  readonly privacy?: boolean | null | undefined;
  readonly exposeWhois?: boolean | null | undefined;
  readonly expirationProtected?: boolean | null | undefined;
  readonly transferProtected?: boolean | null | undefined;
  readonly transferAwayEligibleAt?: string | null | undefined;
  readonly holdRegistrar?: boolean | null | undefined;
  readonly nameServers?: readonly string[] | null | undefined;
  readonly contactRegistrant?: ApiContact | null | undefined;
  readonly contactAdmin?: ApiContact | null | undefined;
  readonly contactTech?: ApiContact | null | undefined;
  readonly contactBilling?: ApiContact | null | undefined;
}

export interface ApiContact {
  readonly nameFirst?: string | null | undefined;
  readonly nameMiddle?: string | null | undefined;
  readonly nameLast?: string | null | undefined;
  readonly organization?: string | null | undefined;
  readonly jobTitle?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly fax?: string | null | undefined;
  readonly addressMailing?:
    | {
        readonly address1?: string | null | undefined;
        readonly address2?: string | null | undefined;
        readonly city?: string | null | undefined;
        readonly state?: string | null | undefined;
        readonly postalCode?: string | null | undefined;
        readonly country?: string | null | undefined;
      }
    | null
    | undefined;
}

/** Prices are in millionths of the currency, for `period` years together. */
export interface ApiAvailability {
  readonly domain: string;
  readonly available: boolean;
  readonly definitive?: boolean | undefined;
  readonly price?: number | undefined;
  readonly currency?: string | undefined;
  readonly period?: number | undefined;
}

export interface ApiAvailabilities {
  readonly domains: readonly ApiAvailability[];
  readonly errors?:
    | readonly {
        readonly domain?: string | undefined;
        readonly code: string;
        readonly message?: string | undefined;
      }[]
    | undefined;
}

export interface ApiOrder {
  readonly orderId?: number | string | undefined;
  readonly total?: number | undefined;
  readonly currency?: string | undefined;
}

export interface ApiAgreement {
  readonly agreementKey: string;
  readonly title: string;
  readonly url?: string | null | undefined;
}

/** v2: algorithms and digest types are words here. */
export interface ApiDs {
  readonly algorithm?: string | undefined;
  readonly keyTag?: number | undefined;
  readonly digestType?: string | undefined;
  readonly digest?: string | undefined;
  readonly flags?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly maxSignatureLife?: number | undefined;
}

export interface ApiError {
  readonly code: string;
  readonly message?: string | undefined;
  readonly fields?:
    readonly { readonly path?: string | undefined; readonly message?: string | undefined }[] | undefined;
}

const text = z.string().nullish();
const flag = z.boolean().nullish();

const contact: z.ZodType<ApiContact> = z.object({
  nameFirst: text,
  nameMiddle: text,
  nameLast: text,
  organization: text,
  jobTitle: text,
  email: text,
  phone: text,
  fax: text,
  addressMailing: z
    .object({ address1: text, address2: text, city: text, state: text, postalCode: text, country: text })
    .nullish(),
});

export const apiRecord: z.ZodType<ApiRecord> = z
  .object({ type: z.string(), name: z.string() })
  .catchall(z.json());
export const apiRecords: z.ZodType<readonly ApiRecord[]> = z.array(apiRecord);

export const apiDomain: z.ZodType<ApiDomain> = z.object({
  domain: z.string(),
  domainId: z.number().nullish(),
  status: text,
  authCode: text,
  createdAt: text,
  expires: text,
  renewAuto: flag,
  renewDeadline: text,
  renewable: flag,
  locked: flag,
  privacy: flag,
  exposeWhois: flag,
  expirationProtected: flag,
  transferProtected: flag,
  transferAwayEligibleAt: text,
  holdRegistrar: flag,
  nameServers: z.array(z.string()).nullish(),
  contactRegistrant: contact.nullish(),
  contactAdmin: contact.nullish(),
  contactTech: contact.nullish(),
  contactBilling: contact.nullish(),
});
export const apiDomains: z.ZodType<readonly ApiDomain[]> = z.array(apiDomain);

export const apiAvailability: z.ZodType<ApiAvailability> = z.object({
  domain: z.string(),
  available: z.boolean(),
  definitive: z.boolean().optional(),
  price: z.number().optional(),
  currency: z.string().optional(),
  period: z.number().optional(),
});

export const apiAvailabilities: z.ZodType<ApiAvailabilities> = z.object({
  domains: z.array(apiAvailability),
  errors: z
    .array(z.object({ domain: z.string().optional(), code: z.string(), message: z.string().optional() }))
    .optional(),
});

export const apiSuggestions: z.ZodType<readonly { readonly domain: string }[]> = z.array(
  z.object({ domain: z.string() }),
);

export const apiAgreements: z.ZodType<readonly ApiAgreement[]> = z.array(
  z.object({ agreementKey: z.string(), title: z.string(), url: z.string().nullish() }),
);

export const apiOrder: z.ZodType<ApiOrder> = z.object({
  orderId: z.union([z.number(), z.string()]).optional(),
  total: z.number().optional(),
  currency: z.string().optional(),
});

export const apiShopper: z.ZodType<{ readonly customerId?: string | undefined }> = z.object({
  customerId: z.string().optional(),
});

export const apiDnssec: z.ZodType<{ readonly dnssecRecords?: readonly ApiDs[] | null | undefined }> =
  z.object({
    dnssecRecords: z
      .array(
        z.object({
          algorithm: z.string().optional(),
          keyTag: z.number().optional(),
          digestType: z.string().optional(),
          digest: z.string().optional(),
          flags: z.string().optional(),
          publicKey: z.string().optional(),
          maxSignatureLife: z.number().optional(),
        }),
      )
      .nullish(),
  });

export const apiAction: z.ZodType<{ readonly status: string; readonly reason?: string | null | undefined }> =
  z.object({ status: z.string(), reason: text });

export const apiError: z.ZodType<ApiError> = z.object({
  code: z.string(),
  message: z.string().optional(),
  fields: z.array(z.object({ path: z.string().optional(), message: z.string().optional() })).optional(),
});
