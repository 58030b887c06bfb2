import * as z from 'zod';
import type { LookupReport, LookupRequest, ServerObservation } from '../index.ts';
import { domainName, line, rdataText, word, type Operation, type Shape } from './operation.ts';
import { failure, nameserverAddress } from './values.ts';
import { zoneRef } from './zones.ts';

const lookupShape = {
  name: domainName,
  type: z.string().min(1).max(20),
  servers: z.array(nameserverAddress).max(50).exactOptional(),
  resolvers: z.array(line).max(50).exactOptional(),
  zone: z.strictObject(zoneRef).exactOptional(),
  parent: z.boolean().exactOptional(),
} satisfies Shape<LookupRequest>;

/** What one server said, as a report and a progress event carry it. */
export const serverObservation: z.ZodType<ServerObservation> = z.object({
  server: z.string(),
  address: z.string().nullable(),
  role: z.enum(['parent', 'authoritative', 'resolver']),
  transport: z.enum(['udp', 'tcp', 'https']),
  type: word,
  rcode: z.string().nullable(),
  authoritative: z.boolean(),
  ttl: z.number().nullable(),
  rdata: z.array(rdataText),
  durationMs: z.number(),
  error: failure.nullable(),
  agrees: z.boolean(),
} satisfies Shape<ServerObservation>);

const lookupReport: z.ZodType<LookupReport> = z.object({
  name: domainName,
  type: word,
  zone: domainName.nullable(),
  agreed: z.boolean(),
  observations: z.array(serverObservation),
} satisfies Shape<LookupReport>);

type WaitRequest = LookupRequest & { readonly expected: readonly string[] };

/** Questions to name servers over HTTP. POST where they make the server send packets to where the caller says. */
export const lookupContract: {
  readonly query: Operation<LookupRequest, LookupReport>;
  readonly wait: Operation<WaitRequest, LookupReport>;
  readonly answer: Operation<Pick<LookupRequest, 'name' | 'type'>, LookupReport>;
} = {
  query: {
    id: 'lookups.query',
    summary: 'Ask parent, authoritative and public name servers, and show who disagrees',
    method: 'POST',
    path: '/lookups/query',
    scope: 'zones:read',
    input: z.strictObject(lookupShape),
    output: lookupReport,
    streams: true,
    errors: ['INVALID_NAME', 'NETWORK'],
  },
  wait: {
    id: 'lookups.wait',
    summary: 'Wait until every name server gives exactly the expected records',
    method: 'POST',
    path: '/lookups/wait',
    scope: 'zones:read',
    input: z.strictObject({ ...lookupShape, expected: z.array(rdataText).max(10_000) }),
    output: lookupReport,
    streams: true,
    errors: ['INVALID_NAME', 'NETWORK', 'NOT_PROPAGATED'],
  },
  answer: {
    id: 'lookups.answer',
    summary: 'Ask the name servers of a name; the answer may be cached for as long as its records',
    method: 'GET',
    path: '/lookups/{name}/{type}',
    scope: 'zones:read',
    input: z.strictObject({ name: domainName, type: z.string().min(1).max(20) }),
    output: lookupReport,
    cacheSeconds: ({ agreed, observations }) => {
      const ttls = observations.flatMap(({ ttl }) => (ttl === null ? [] : [ttl]));
      return agreed && ttls.length > 0 ? Math.min(...ttls) : 0;
    },
    errors: ['INVALID_NAME', 'NETWORK'],
  },
};
