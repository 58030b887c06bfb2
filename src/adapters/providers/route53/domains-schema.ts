import * as z from 'zod';

/** Replies of Route 53 Domains in the API's own names. Unknown members are passed over. */

export interface ApiListedDomain {
  readonly DomainName: string;
  readonly AutoRenew?: boolean | undefined;
  readonly TransferLock?: boolean | undefined;
  /** Epoch seconds, perhaps with a fraction, as all times here. */
  readonly Expiry?: number | undefined;
}

export interface ApiContact {
  readonly FirstName?: string | undefined;
  readonly LastName?: string | undefined;
  readonly ContactType?: string | undefined;
  readonly OrganizationName?: string | undefined;
  readonly AddressLine1?: string | undefined;
  readonly AddressLine2?: string | undefined;
  readonly City?: string | undefined;
  readonly State?: string | undefined;
  readonly CountryCode?: string | undefined;
  readonly ZipCode?: string | undefined;
  readonly PhoneNumber?: string | undefined;
  readonly Email?: string | undefined;
  readonly Fax?: string | undefined;
  readonly ExtraParams?: readonly { readonly Name: string; readonly Value: string }[] | undefined;
}

export interface ApiNameserver {
  readonly Name: string;
  readonly GlueIps?: readonly string[] | undefined;
}

export interface ApiDnssecKey {
  readonly Id?: string | undefined;
  readonly Algorithm?: number | undefined;
  readonly Flags?: number | undefined;
  readonly PublicKey?: string | undefined;
  readonly KeyTag?: number | undefined;
  readonly DigestType?: number | undefined;
  readonly Digest?: string | undefined;
}

export interface ApiDomain {
  readonly DomainName: string;
  readonly Nameservers?: readonly ApiNameserver[] | undefined;
  readonly AutoRenew?: boolean | undefined;
  readonly AdminContact?: ApiContact | undefined;
  readonly RegistrantContact?: ApiContact | undefined;
  readonly TechContact?: ApiContact | undefined;
  readonly BillingContact?: ApiContact | undefined;
  readonly AdminPrivacy?: boolean | undefined;
  readonly RegistrantPrivacy?: boolean | undefined;
  readonly TechPrivacy?: boolean | undefined;
  readonly BillingPrivacy?: boolean | undefined;
  readonly RegistrarName?: string | undefined;
  readonly RegistryDomainId?: string | undefined;
  readonly Reseller?: string | undefined;
  readonly CreationDate?: number | undefined;
  readonly UpdatedDate?: number | undefined;
  readonly ExpirationDate?: number | undefined;
  readonly StatusList?: readonly string[] | undefined;
  readonly DnssecKeys?: readonly ApiDnssecKey[] | undefined;
}

export interface ApiOperation {
  readonly OperationId: string;
  readonly Status: string;
  readonly Message?: string | undefined;
  readonly DomainName?: string | undefined;
  readonly Type?: string | undefined;
  /** Set while a person must do something. */
  readonly StatusFlag?: string | undefined;
}

export interface ApiPrice {
  readonly Price: number;
  readonly Currency: string;
}

export interface ApiTldPrice {
  readonly Name: string;
  readonly RegistrationPrice?: ApiPrice | undefined;
  readonly RenewalPrice?: ApiPrice | undefined;
  readonly TransferPrice?: ApiPrice | undefined;
}

// Members that are not set come as null from some JSON 1.1 services; here they are as good as absent.
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? undefined);
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

function maybe<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.nullish().transform((value) => value ?? undefined);
}

const contact: z.ZodType<ApiContact> = z.object({
  FirstName: text,
  LastName: text,
  ContactType: text,
  OrganizationName: text,
  AddressLine1: text,
  AddressLine2: text,
  City: text,
  State: text,
  CountryCode: text,
  ZipCode: text,
  PhoneNumber: text,
  Email: text,
  Fax: text,
  ExtraParams: maybe(z.array(z.object({ Name: z.string(), Value: z.string() }))),
});

const price: z.ZodType<ApiPrice> = z.object({ Price: z.number(), Currency: z.string() });

const operation: z.ZodType<ApiOperation> = z.object({
  OperationId: z.string(),
  Status: z.string(),
  Message: text,
  DomainName: text,
  Type: text,
  StatusFlag: text,
});

export const availability: z.ZodType<{ readonly Availability: string }> = z.object({
  Availability: z.string(),
});

export const transferability: z.ZodType<{
  readonly Transferability: { readonly Transferable: string };
  readonly Message?: string | undefined;
}> = z.object({ Transferability: z.object({ Transferable: z.string() }), Message: text });

export const suggestions: z.ZodType<{
  readonly SuggestionsList: readonly { readonly DomainName: string; readonly Availability: string }[];
}> = z.object({
  SuggestionsList: z.array(z.object({ DomainName: z.string(), Availability: z.string() })),
});

export const listPrices: z.ZodType<{
  readonly Prices: readonly ApiTldPrice[];
  readonly NextPageMarker?: string | undefined;
}> = z.object({
  Prices: z.array(
    z.object({
      Name: z.string(),
      RegistrationPrice: maybe(price),
      RenewalPrice: maybe(price),
      TransferPrice: maybe(price),
    }),
  ),
  NextPageMarker: text,
});

export const listDomains: z.ZodType<{
  readonly Domains: readonly ApiListedDomain[];
  readonly NextPageMarker?: string | undefined;
}> = z.object({
  Domains: z.array(z.object({ DomainName: z.string(), AutoRenew: flag, TransferLock: flag, Expiry: number })),
  NextPageMarker: text,
});

export const domainDetail: z.ZodType<ApiDomain> = z.object({
  DomainName: z.string(),
  Nameservers: maybe(z.array(z.object({ Name: z.string(), GlueIps: maybe(z.array(z.string())) }))),
  AutoRenew: flag,
  AdminContact: maybe(contact),
  RegistrantContact: maybe(contact),
  TechContact: maybe(contact),
  BillingContact: maybe(contact),
  AdminPrivacy: flag,
  RegistrantPrivacy: flag,
  TechPrivacy: flag,
  BillingPrivacy: flag,
  RegistrarName: text,
  RegistryDomainId: text,
  Reseller: text,
  CreationDate: number,
  UpdatedDate: number,
  ExpirationDate: number,
  StatusList: maybe(z.array(z.string())),
  DnssecKeys: maybe(
    z.array(
      z.object({
        Id: text,
        Algorithm: number,
        Flags: number,
        PublicKey: text,
        KeyTag: number,
        DigestType: number,
        Digest: text,
      }),
    ),
  ),
});

export const operationDetail: z.ZodType<ApiOperation> = operation;

export const listOperations: z.ZodType<{
  readonly Operations: readonly ApiOperation[];
  readonly NextPageMarker?: string | undefined;
}> = z.object({ Operations: z.array(operation), NextPageMarker: text });

export const startedOperation: z.ZodType<{ readonly OperationId: string }> = z.object({
  OperationId: z.string(),
});

export const authCode: z.ZodType<{ readonly AuthCode: string }> = z.object({ AuthCode: z.string().min(1) });

export const reachabilityEmail: z.ZodType<{
  readonly emailAddress?: string | undefined;
  readonly isAlreadyVerified?: boolean | undefined;
}> = z.object({ emailAddress: text, isAlreadyVerified: flag });

export const anything: z.ZodType<object> = z.looseObject({});

/** The type may have a namespace before `#`; AWS writes the message with a small or a capital letter (read 2026-11-21). */
export const errorReply: z.ZodType<{
  readonly code: string;
  readonly message: string | undefined;
  readonly requestId: string | undefined;
}> = z.object({ __type: z.string(), message: text, Message: text, requestId: text }).transform((error) => ({
  code: error.__type.replace(/^.*#/, ''),
  message: error.message ?? error.Message,
  requestId: error.requestId,
}));
