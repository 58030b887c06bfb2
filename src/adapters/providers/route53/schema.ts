import * as z from 'zod';
import { childrenOf } from './xml.ts';

/** Replies of Route 53 as XML gives them: all text, in the API's own names. Unknown elements are passed over. */

export interface ApiZone {
  /** Without the prefix `/hostedzone/`. */
  readonly id: string;
  /** Absolute with a trailing dot; octal escapes. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly comment: string | null;
  readonly callerReference: string | null;
  readonly recordSets: number | null;
  /** The product that made the zone and writes it, where that is not the user. */
  readonly linkedService: string | null;
}

export interface ApiZonePage {
  readonly zones: readonly ApiZone[];
  /** Where to go on; undefined at the end. */
  readonly next: { readonly name: string; readonly id: string } | undefined;
}

/** A record set as its element has it. */
export type ApiRecordSet = { readonly [name: string]: unknown };

export interface ApiRecordSetPage {
  readonly sets: readonly ApiRecordSet[];
  readonly next:
    { readonly name: string; readonly type: string; readonly identifier: string | undefined } | undefined;
}

export interface ApiChange {
  readonly id: string;
  readonly status: string;
}

export interface ApiDnssec {
  /** `SIGNING`, `NOT_SIGNING`, … */
  readonly serves: string;
  readonly keys: readonly {
    readonly status: string;
    readonly ds: string | undefined;
    readonly dnskey: string | undefined;
  }[];
}

/** A refusal in any of its forms. */
export interface ApiError {
  readonly code: string;
  readonly messages: readonly string[];
  readonly requestId: string | undefined;
}

const text = z.string().optional();
const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

/** An element without content is the empty text. */
function element<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return z.preprocess((node) => (node === '' ? undefined : node), schema.optional());
}

/** The elements `name` within a list element. */
function listOf<T>(name: string, schema: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.preprocess((node) => childrenOf(node, name), z.array(schema));
}

const CUT = 'the list is cut and does not say where it goes on';

/** A list that is cut would pass for the whole where it does not say how it goes on. */
function isWhole(isTruncated: boolean, ...next: readonly (string | undefined)[]): boolean {
  return !isTruncated || next.every((each) => each !== undefined);
}

function bareId(id: string): string {
  return id.replace(/^\/(?:hostedzone|change)\//, '');
}

const zone: z.ZodType<ApiZone> = z
  .object({
    Id: z.string(),
    Name: z.string(),
    CallerReference: text,
    Config: element(z.object({ Comment: text, PrivateZone: flag.optional() })),
    ResourceRecordSetCount: z.coerce.number().optional(),
    LinkedService: element(z.object({ ServicePrincipal: text, Description: text })),
  })
  .transform((found) => ({
    id: bareId(found.Id),
    name: found.Name,
    isPrivate: found.Config?.PrivateZone ?? false,
    comment: found.Config?.Comment ?? null,
    callerReference: found.CallerReference ?? null,
    recordSets: found.ResourceRecordSetCount ?? null,
    linkedService:
      found.LinkedService === undefined
        ? null
        : (found.LinkedService.ServicePrincipal ?? found.LinkedService.Description ?? 'another AWS service'),
  }));

export const listHostedZones: z.ZodType<{
  readonly zones: readonly ApiZone[];
  readonly next: string | undefined;
}> = z
  .object({
    ListHostedZonesResponse: z
      .object({ HostedZones: listOf('HostedZone', zone), IsTruncated: flag, NextMarker: text })
      .refine((page) => isWhole(page.IsTruncated, page.NextMarker), CUT),
  })
  .transform(({ ListHostedZonesResponse: reply }) => ({
    zones: reply.HostedZones,
    next: reply.IsTruncated ? reply.NextMarker : undefined,
  }));

export const listHostedZonesByName: z.ZodType<ApiZonePage> = z
  .object({
    ListHostedZonesByNameResponse: z
      .object({
        HostedZones: listOf('HostedZone', zone),
        IsTruncated: flag,
        NextDNSName: text,
        NextHostedZoneId: text,
      })
      .refine((page) => isWhole(page.IsTruncated, page.NextDNSName), CUT),
  })
  .transform(({ ListHostedZonesByNameResponse: reply }) => ({
    zones: reply.HostedZones,
    next:
      reply.IsTruncated && reply.NextDNSName !== undefined
        ? { name: reply.NextDNSName, id: bareId(reply.NextHostedZoneId ?? '') }
        : undefined,
  }));

export const getHostedZone: z.ZodType<{ readonly zone: ApiZone; readonly nameservers: readonly string[] }> = z
  .object({
    GetHostedZoneResponse: z.object({
      HostedZone: zone,
      DelegationSet: element(z.object({ NameServers: listOf('NameServer', z.string()) })),
    }),
  })
  .transform(({ GetHostedZoneResponse: reply }) => ({
    zone: reply.HostedZone,
    nameservers: reply.DelegationSet?.NameServers ?? [],
  }));

const recordSet: z.ZodType<ApiRecordSet> = z.looseObject({ Name: z.string(), Type: z.string() });

export const listResourceRecordSets: z.ZodType<ApiRecordSetPage> = z
  .object({
    ListResourceRecordSetsResponse: z
      .object({
        ResourceRecordSets: listOf('ResourceRecordSet', recordSet),
        IsTruncated: flag,
        NextRecordName: text,
        NextRecordType: text,
        NextRecordIdentifier: text,
      })
      .refine((page) => isWhole(page.IsTruncated, page.NextRecordName, page.NextRecordType), CUT),
  })
  .transform(({ ListResourceRecordSetsResponse: reply }) => ({
    sets: reply.ResourceRecordSets,
    next:
      reply.IsTruncated && reply.NextRecordName !== undefined && reply.NextRecordType !== undefined
        ? { name: reply.NextRecordName, type: reply.NextRecordType, identifier: reply.NextRecordIdentifier }
        : undefined,
  }));

const change = z.object({ ChangeInfo: z.object({ Id: z.string(), Status: z.string() }) });

/** The reply to every change, whatever its root is called. */
export const changeReply: z.ZodType<ApiChange> = z
  .record(z.string(), change)
  .transform((roots) => Object.values(roots)[0]?.ChangeInfo)
  .pipe(z.object({ Id: z.string(), Status: z.string() }))
  .transform(({ Id, Status }) => ({ id: bareId(Id), status: Status }));

export const getDnssec: z.ZodType<ApiDnssec> = z
  .object({
    GetDNSSECResponse: z.object({
      Status: z.object({ ServeSignature: z.string() }),
      KeySigningKeys: listOf('member', z.object({ Status: z.string(), DSRecord: text, DNSKEYRecord: text })),
    }),
  })
  .transform(({ GetDNSSECResponse: reply }) => ({
    serves: reply.Status.ServeSignature,
    keys: reply.KeySigningKeys.map((key) => ({
      status: key.Status,
      ds: key.DSRecord,
      dnskey: key.DNSKEYRecord,
    })),
  }));

/** Two forms stand in the documents; recorded was the first only (read 2026-11-21). */
export const errorReply: z.ZodType<ApiError> = z.union([
  z
    .object({
      ErrorResponse: z.object({ Error: z.object({ Code: z.string(), Message: text }), RequestId: text }),
    })
    .transform(({ ErrorResponse: { Error: error, RequestId } }) => ({
      code: error.Code,
      messages: error.Message === undefined ? [] : [error.Message],
      requestId: RequestId,
    })),
  z
    .object({ InvalidChangeBatch: z.object({ Messages: listOf('Message', z.string()), RequestId: text }) })
    .transform(({ InvalidChangeBatch: { Messages, RequestId } }) => ({
      code: 'InvalidChangeBatch',
      messages: Messages,
      requestId: RequestId,
    })),
]);
