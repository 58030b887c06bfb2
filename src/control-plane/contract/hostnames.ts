import * as z from 'zod';
import type { CustomerRecord, HostnameCertificate, HostnameProof } from '../../core/custom-hostname.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type {
  CheckHostname,
  CreateHostname,
  HostnameCheck,
  HostnameDetail,
  HostnameRef,
  HostnameScope,
  ListedHostname,
  ZoneFallbackOrigin,
} from '../hostnames.ts';
import { domainName, line, word, type Operation, type QueryForm, type Shape } from './operation.ts';
import { nameserverAddress, time } from './values.ts';

const scopeShape = {
  zone: domainName.exactOptional(),
  account: word.exactOptional(),
} satisfies Shape<HostnameScope>;
const refShape = { hostname: domainName, ...scopeShape } satisfies Shape<HostnameRef>;
const ref = z.strictObject(refShape);
const SCOPE_QUERY: { readonly [field: string]: QueryForm } = { zone: 'text', account: 'text' };
const HOSTNAME_ERRORS: readonly ErrorCode[] = [
  'NO_ACCOUNT',
  'AMBIGUOUS',
  'HOSTNAME_NOT_FOUND',
  'ZONE_NOT_FOUND',
  'CAPABILITY_MISSING',
  'ACCOUNT_GATE',
  'PROVIDER_UNAVAILABLE',
  'NETWORK',
];

const proof: z.ZodType<HostnameProof> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('txt'), name: z.string(), value: z.string() }),
  z.object({ kind: z.literal('cname'), name: z.string(), target: z.string() }),
  z.object({ kind: z.literal('http'), url: z.string(), body: z.string() }),
  z.object({ kind: z.literal('email'), addresses: z.array(z.string()) }),
]);

const certificate: z.ZodType<HostnameCertificate> = z.object({
  state: z.enum(['pending', 'active', 'failed', 'expired', 'deleted', 'unknown']),
  status: z.string(),
  method: z.string().nullable(),
  authority: z.string().nullable(),
  wildcard: z.boolean(),
  expiresAt: time.nullable(),
  proofs: z.array(proof),
  delegations: z.array(proof),
  problems: z.array(z.string()),
} satisfies Shape<HostnameCertificate>);

const listedShape = {
  id: z.string(),
  hostname: z.string(),
  zone: z.string(),
  state: z.enum(['pending', 'active', 'moved', 'blocked', 'deleted', 'unknown']),
  status: z.string(),
  ownership: z.array(proof),
  problems: z.array(z.string()),
  certificate: certificate.nullable(),
  origin: z.string().nullable(),
  createdAt: time.nullable(),
  account: word,
  provider: word,
  served: z.boolean(),
} satisfies Shape<ListedHostname>;

const recordShape = {
  purpose: z.enum(['traffic', 'ownership', 'certificate']),
  way: z.number(),
  type: z.enum(['CNAME', 'TXT', 'HTTP', 'EMAIL']),
  name: z.string(),
  value: z.string(),
} satisfies Shape<CustomerRecord>;

const detail: z.ZodType<HostnameDetail> = z.object({
  ...listedShape,
  target: z.string().nullable(),
  records: z.array(z.object(recordShape)),
} satisfies Shape<HostnameDetail>);

const checked: z.ZodType<HostnameCheck> = z.object({
  hostname: z.string(),
  zone: z.string(),
  account: word,
  served: z.boolean(),
  status: z.string(),
  certificateStatus: z.string().nullable(),
  records: z.array(
    z.object({
      ...recordShape,
      result: z.enum(['found', 'part', 'wrong', 'missing', 'unseen']),
      seen: z.string(),
    } satisfies Shape<HostnameCheck['records'][number]>),
  ),
  complete: z.boolean(),
} satisfies Shape<HostnameCheck>);

const fallback: z.ZodType<ZoneFallbackOrigin> = z.object({
  origin: z.string(),
  state: z.enum(['pending', 'active', 'failed', 'deleted', 'unknown']),
  status: z.string(),
  problems: z.array(z.string()),
  zone: z.string(),
  account: word,
} satisfies Shape<ZoneFallbackOrigin>);

type SetFallback = HostnameScope & { readonly origin: string; readonly wait?: boolean };

/** Custom hostnames over HTTP. */
export const hostnameContract: {
  readonly list: Operation<HostnameScope, readonly ListedHostname[]>;
  readonly get: Operation<HostnameRef, HostnameDetail>;
  readonly create: Operation<CreateHostname, HostnameDetail>;
  readonly refresh: Operation<HostnameRef & { readonly method?: string }, HostnameDetail>;
  readonly wait: Operation<HostnameRef, HostnameDetail>;
  readonly delete: Operation<HostnameRef, ListedHostname>;
  readonly check: Operation<CheckHostname, HostnameCheck>;
  readonly fallbackOrigin: Operation<HostnameScope, ZoneFallbackOrigin>;
  readonly setFallbackOrigin: Operation<SetFallback, ZoneFallbackOrigin>;
} = {
  list: {
    id: 'hostnames.list',
    summary: 'List custom hostnames, those that are not served first',
    method: 'GET',
    path: '/hostnames',
    scope: 'hostnames:read',
    input: z.strictObject(scopeShape),
    output: z.array(z.object(listedShape)),
    query: SCOPE_QUERY,
    streams: true,
    errors: HOSTNAME_ERRORS,
  },
  get: {
    id: 'hostnames.get',
    summary: 'Get a custom hostname with what its owner sets',
    method: 'GET',
    path: '/hostnames/{hostname}',
    scope: 'hostnames:read',
    input: ref,
    output: detail,
    query: SCOPE_QUERY,
    streams: true,
    errors: HOSTNAME_ERRORS,
  },
  create: {
    id: 'hostnames.create',
    summary: 'Make a custom hostname',
    method: 'POST',
    path: '/hostnames',
    scope: 'hostnames:write',
    input: z.strictObject({
      ...refShape,
      method: word.exactOptional(),
      wildcard: z.boolean().exactOptional(),
      authority: word.exactOptional(),
      origin: domainName.exactOptional(),
    } satisfies Shape<CreateHostname>),
    output: detail,
    streams: true,
    errors: [...HOSTNAME_ERRORS, 'ALREADY_EXISTS', 'INVALID_NAME'],
  },
  refresh: {
    id: 'hostnames.refresh',
    summary: 'Let the provider check again',
    method: 'POST',
    path: '/hostnames/{hostname}/refresh',
    scope: 'hostnames:write',
    input: z.strictObject({ ...refShape, method: word.exactOptional() }),
    output: detail,
    streams: true,
    errors: HOSTNAME_ERRORS,
  },
  wait: {
    id: 'hostnames.wait',
    summary: 'Wait until a custom hostname is served',
    method: 'POST',
    path: '/hostnames/{hostname}/wait',
    scope: 'hostnames:read',
    input: ref,
    output: detail,
    streams: true,
    errors: [...HOSTNAME_ERRORS, 'TIMEOUT', 'ACTION_REQUIRED'],
  },
  delete: {
    id: 'hostnames.delete',
    summary: 'Delete a custom hostname with its certificate',
    method: 'DELETE',
    path: '/hostnames/{hostname}',
    scope: 'hostnames:write',
    input: ref,
    output: z.object(listedShape),
    query: SCOPE_QUERY,
    streams: true,
    errors: HOSTNAME_ERRORS,
  },
  check: {
    id: 'hostnames.check',
    summary: "Ask the DNS for what a custom hostname's owner sets",
    method: 'POST',
    path: '/hostnames/{hostname}/check',
    scope: 'hostnames:read',
    input: z.strictObject({
      ...refShape,
      servers: z.array(nameserverAddress).max(20).exactOptional(),
      resolvers: z.array(line).max(20).exactOptional(),
    } satisfies Shape<CheckHostname>),
    output: checked,
    streams: true,
    errors: HOSTNAME_ERRORS,
  },
  fallbackOrigin: {
    id: 'hostnames.fallbackOrigin',
    summary: 'Get where custom hostnames lead that have no origin of their own',
    method: 'GET',
    path: '/hostname-fallback',
    scope: 'hostnames:read',
    input: z.strictObject(scopeShape),
    output: fallback,
    query: SCOPE_QUERY,
    streams: true,
    errors: [...HOSTNAME_ERRORS, 'NOT_FOUND'],
  },
  setFallbackOrigin: {
    id: 'hostnames.setFallbackOrigin',
    summary: 'Set where custom hostnames lead that have no origin of their own',
    method: 'PUT',
    path: '/hostname-fallback',
    scope: 'hostnames:write',
    input: z.strictObject({
      ...scopeShape,
      origin: domainName,
      wait: z.boolean().exactOptional(),
    } satisfies Shape<SetFallback>),
    output: fallback,
    streams: true,
    errors: [...HOSTNAME_ERRORS, 'INVALID_NAME', 'TIMEOUT'],
  },
};
