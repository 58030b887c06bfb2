import * as z from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import type { ExternalAccountBinding } from '../../ports/certificate-authority.ts';
import type {
  AcmeAccount,
  AcmeAccountInput,
  CaDirectory,
  Certificate,
  CertificateFiles,
  CheckInput,
  CheckResult,
  IssueInput,
  IssueResult,
  NamedCa,
  RenewInput,
  RenewResult,
  RevocationReason,
} from '../certs.ts';
import { problemSchema, type Problem } from '../problem.ts';
import {
  acmeAccountShape,
  caName,
  certificate,
  chainPem,
  emails,
  facts,
  identifiers,
  wishShape,
} from './certificate-values.ts';
import { line, word, type Operation, type Shape } from './operation.ts';
import { limit } from './zones.ts';

type Named = { readonly name: string };
type OfCa = { readonly ca: string };

/** Results whose failures travel as problems. */
export type WireRenewResult = Omit<RenewResult, 'error'> & { readonly error: Problem | null };
export type WireCheckResult = Omit<CheckResult, 'error'> & { readonly error: Problem | null };

const named = z.strictObject({ name: word } satisfies Shape<Named>);
const ofCa = z.strictObject({ ca: caName } satisfies Shape<OfCa>);
const CA_ERRORS: readonly ErrorCode[] = [
  'CA_REFUSED',
  'ACME_ACCOUNT_UNUSABLE',
  'PROVIDER_UNAVAILABLE',
  'NETWORK',
];
const ORDER_ERRORS: readonly ErrorCode[] = [
  ...CA_ERRORS,
  'CONFIRMATION_REQUIRED',
  'CHALLENGE_FAILED',
  'ZONE_UNVERIFIABLE',
  'INVALID_ZONE',
  'RATE_LIMITED',
  'NOT_PROPAGATED',
  'CERTIFICATE_PENDING',
  'ZONE_NOT_FOUND',
  'DELEGATION_BROKEN',
  'LOCKED',
];

const binding: z.ZodType<ExternalAccountBinding> = z.strictObject({
  keyId: line,
  hmacKey: line,
} satisfies Shape<ExternalAccountBinding>);
const opening = {
  agreesToTerms: z.boolean().exactOptional(),
  contact: emails.exactOptional(),
  binding: binding.exactOptional(),
};

const issueInput: z.ZodType<IssueInput> = z.strictObject({
  identifiers,
  name: word.exactOptional(),
  wish: z
    .strictObject({
      cas: wishShape.cas.exactOptional(),
      profile: wishShape.profile.exactOptional(),
      profileRequired: wishShape.profileRequired.exactOptional(),
      keyType: wishShape.keyType.exactOptional(),
      reuseKey: wishShape.reuseKey.exactOptional(),
      challenge: wishShape.challenge,
      dnsAccount: wishShape.dnsAccount.exactOptional(),
      preferredChain: wishShape.preferredChain.exactOptional(),
      renewBeforeMs: wishShape.renewBeforeMs.exactOptional(),
      csr: wishShape.csr.exactOptional(),
    } satisfies Shape<NonNullable<IssueInput['wish']>>)
    .exactOptional(),
  force: z.boolean().exactOptional(),
  dropsNames: z.boolean().exactOptional(),
  ...opening,
} satisfies Shape<IssueInput>);

const renewResult: z.ZodType<WireRenewResult> = z.object({
  certificate,
  outcome: z.enum(['renewed', 'not-due', 'failed']),
  reason: z.enum(['window', 'share', 'emergency', 'override', 'forced']).nullable(),
  error: problemSchema.nullable(),
} satisfies Shape<Omit<WireRenewResult, 'deliveries'>>);

const checkResult: z.ZodType<WireCheckResult> = z.object({
  host: z.string(),
  port: z.number(),
  address: z.string().nullable(),
  protocol: z.string().nullable(),
  chain: z.array(facts),
  daysLeft: z.number().nullable(),
  faults: z.array(z.string()),
  error: problemSchema.nullable(),
} satisfies Shape<WireCheckResult>);

const directoryShape = {
  termsOfService: z.string().nullable(),
  website: z.string().nullable(),
  caaIdentities: z.array(z.string()),
  externalAccountRequired: z.boolean(),
  profiles: z.record(z.string(), z.string()),
  renewalInfo: z.boolean(),
} satisfies Shape<CaDirectory>;

/** Certificates over HTTP. */
export const certContract: {
  readonly issue: Operation<IssueInput, IssueResult>;
  readonly list: Operation<{ readonly after?: string; readonly limit: number }, readonly Certificate[]>;
  readonly get: Operation<Named, Certificate>;
  readonly files: Operation<Named, CertificateFiles>;
  readonly renew: Operation<RenewInput, readonly WireRenewResult[]>;
  readonly revoke: Operation<Named & { readonly reason: RevocationReason }, Certificate>;
  readonly delete: Operation<Named, Certificate>;
  readonly check: Operation<CheckInput, WireCheckResult>;
  readonly authorities: Operation<object, readonly NamedCa[]>;
  readonly authority: Operation<OfCa, CaDirectory & { readonly directoryUrl: string }>;
} = {
  issue: {
    id: 'certs.issue',
    summary: 'Issue a certificate, or keep the one that is in force',
    method: 'POST',
    path: '/certificates',
    scope: 'certificates:write',
    input: issueInput,
    output: z.object({ certificate, outcome: z.enum(['issued', 'kept']) } satisfies Shape<
      Omit<IssueResult, 'deliveries'>
    >),
    streams: true,
    errors: ORDER_ERRORS,
  },
  list: {
    id: 'certs.list',
    summary: 'List certificates by name',
    method: 'GET',
    path: '/certificates',
    scope: 'certificates:read',
    input: z.strictObject({ after: line.exactOptional(), limit }),
    output: z.array(certificate),
    query: { after: 'text', limit: 'integer' },
    errors: [],
  },
  get: {
    id: 'certs.get',
    summary: 'Get a certificate',
    method: 'GET',
    path: '/certificates/{name}',
    scope: 'certificates:read',
    input: named,
    output: certificate,
    errors: ['CERTIFICATE_NOT_FOUND'],
  },
  files: {
    id: 'certs.files',
    summary: 'Get chain and private key',
    // What hands out a key is kept in the audit log, as everything is that is no reading.
    method: 'POST',
    path: '/certificates/{name}/files',
    scope: 'certificates:keys',
    input: named,
    output: z.object({
      certificate,
      chainPem,
      keyPem: z.string().nullable(),
    } satisfies Shape<CertificateFiles>),
    secret: true,
    errors: ['CERTIFICATE_NOT_FOUND'],
  },
  renew: {
    id: 'certs.renew',
    summary: 'Renew one certificate, or all that are due',
    method: 'POST',
    path: '/certificate-renewals',
    scope: 'certificates:write',
    input: z.strictObject({
      name: word.exactOptional(),
      force: z.boolean().exactOptional(),
    } satisfies Shape<RenewInput>),
    output: z.array(renewResult),
    streams: true,
    errors: [...ORDER_ERRORS, 'CERTIFICATE_NOT_FOUND'],
  },
  revoke: {
    id: 'certs.revoke',
    summary: 'Revoke a certificate',
    method: 'POST',
    path: '/certificates/{name}/revocation',
    scope: 'certificates:write',
    input: z.strictObject({
      name: word,
      reason: z.enum(['unspecified', 'key-compromise', 'superseded', 'cessation-of-operation']),
    }),
    output: certificate,
    streams: true,
    errors: [...CA_ERRORS, 'CERTIFICATE_NOT_FOUND', 'LOCKED'],
  },
  delete: {
    id: 'certs.delete',
    summary: 'Forget a certificate and its key',
    method: 'DELETE',
    path: '/certificates/{name}',
    scope: 'certificates:write',
    input: named,
    output: certificate,
    streams: true,
    errors: ['CERTIFICATE_NOT_FOUND', 'LOCKED'],
  },
  check: {
    id: 'certs.check',
    summary: 'Look at what a host serves',
    method: 'POST',
    path: '/certificate-checks',
    scope: 'certificates:read',
    input: z.strictObject({
      host: z.string().min(1).max(300),
      port: z.int().min(1).max(65_535),
      address: z.string().max(300).exactOptional(),
      withinMs: z.int().min(0).exactOptional(),
      fingerprint: z.string().max(100).exactOptional(),
    } satisfies Shape<CheckInput>),
    output: checkResult,
    streams: true,
    errors: ['NETWORK'],
  },
  authorities: {
    id: 'certs.authorities',
    summary: 'List the CAs known by name',
    method: 'GET',
    path: '/certificate-authorities',
    scope: 'certificates:read',
    input: z.strictObject({}),
    output: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        directoryUrl: z.string(),
        caaIdentities: z.array(z.string()),
        binding: z.enum(['none', 'email', 'console']),
        bindingUrl: z.string().exactOptional(),
        note: z.string(),
      } satisfies Shape<NamedCa>),
    ),
    errors: [],
  },
  authority: {
    id: 'certs.authority',
    summary: 'Ask a CA what it says of itself',
    method: 'GET',
    path: '/certificate-authorities/{ca}',
    scope: 'certificates:read',
    input: ofCa,
    output: z.object({ ...directoryShape, directoryUrl: z.string() }),
    streams: true,
    errors: ['PROVIDER_UNAVAILABLE', 'NETWORK', 'INVALID_INPUT'],
  },
};

/** Accounts at CAs over HTTP. */
export const acmeAccountContract: {
  readonly list: Operation<object, readonly AcmeAccount[]>;
  readonly get: Operation<OfCa, AcmeAccount & { readonly status: string }>;
  readonly create: Operation<AcmeAccountInput, AcmeAccount>;
  readonly setContact: Operation<OfCa & { readonly contact: readonly string[] }, AcmeAccount>;
  readonly changeKey: Operation<OfCa, AcmeAccount>;
  readonly deactivate: Operation<OfCa & { readonly forget: boolean }, AcmeAccount>;
} = {
  list: {
    id: 'acmeAccounts.list',
    summary: 'List accounts at CAs',
    method: 'GET',
    path: '/acme-accounts',
    scope: 'certificates:read',
    input: z.strictObject({}),
    output: z.array(z.object(acmeAccountShape)),
    errors: [],
  },
  get: {
    id: 'acmeAccounts.get',
    summary: 'Ask a CA for the status of the account',
    method: 'GET',
    path: '/acme-accounts/{ca}',
    scope: 'certificates:read',
    input: ofCa,
    output: z.object({ ...acmeAccountShape, status: z.string() }),
    streams: true,
    errors: [...CA_ERRORS, 'NOT_FOUND'],
  },
  create: {
    id: 'acmeAccounts.create',
    summary: 'Open an account at a CA, or give the one there is',
    method: 'POST',
    path: '/acme-accounts',
    scope: 'certificates:write',
    input: z.strictObject({ ca: caName, ...opening } satisfies Shape<AcmeAccountInput>),
    output: z.object(acmeAccountShape),
    streams: true,
    errors: [...CA_ERRORS, 'CONFIRMATION_REQUIRED'],
  },
  setContact: {
    id: 'acmeAccounts.setContact',
    summary: 'Set the addresses that a CA writes to',
    method: 'PUT',
    path: '/acme-accounts/{ca}/contact',
    scope: 'certificates:write',
    input: z.strictObject({ ca: caName, contact: emails }),
    output: z.object(acmeAccountShape),
    streams: true,
    errors: [...CA_ERRORS, 'NOT_FOUND'],
  },
  changeKey: {
    id: 'acmeAccounts.changeKey',
    summary: 'Put a new key in the place of the account key',
    method: 'POST',
    path: '/acme-accounts/{ca}/key',
    scope: 'certificates:write',
    input: ofCa,
    output: z.object(acmeAccountShape),
    streams: true,
    errors: [...CA_ERRORS, 'NOT_FOUND'],
  },
  deactivate: {
    id: 'acmeAccounts.deactivate',
    summary: 'End an account at a CA, or forget it',
    method: 'POST',
    path: '/acme-accounts/{ca}/deactivation',
    scope: 'certificates:write',
    input: z.strictObject({ ca: caName, forget: z.boolean() }),
    output: z.object(acmeAccountShape),
    streams: true,
    errors: [...CA_ERRORS, 'NOT_FOUND'],
  },
};
