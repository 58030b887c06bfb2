import * as z from 'zod';
import type { ProblemClass } from '../../core/acme-problem.ts';
import { CHALLENGE_KINDS } from '../../core/challenge-kind.ts';
import {
  KEY_TYPES,
  parseIdentifier,
  type CertificateFacts,
  type Identifier,
} from '../../core/certificate.ts';
import type {
  AcmeAccount,
  Certificate,
  CertificateFailure,
  CertificateWish,
  IssuedCertificate,
} from '../../ports/certificate-store.ts';
import { domainName, line, tryParse, word, type Shape } from './operation.ts';
import { time } from './values.ts';

/** Names in one certificate: as many as any CA takes. */
const MAX_NAMES = 100;
/** Characters of a chain, of a request, and of a URL. */
const MAX_CHAIN = 200_000;
const MAX_CSR = 50_000;
/** A schema for each field, by its own type. */
type Shaped<T> = {
  readonly [K in keyof T]-?: undefined extends T[K]
    ? z.ZodExactOptional<z.ZodType<NonNullable<T[K]>>>
    : z.ZodType<T[K]>;
};
const url = z.string().min(1).max(2_000);

export const identifier: z.ZodType<Identifier> = z
  .strictObject({ type: z.enum(['dns', 'ip']), value: z.string().max(300) } satisfies Shape<Identifier>)
  .transform(({ value }, context) => tryParse(context, () => parseIdentifier(value)));
export const identifiers: z.ZodType<readonly Identifier[]> = z.array(identifier).min(1).max(MAX_NAMES);

/** CAs by name or directory URL. */
export const caName: z.ZodType<string> = url;
export const chainPem: z.ZodType<string> = z.string().max(MAX_CHAIN);
export const emails: z.ZodType<readonly string[]> = z.array(z.string().max(320)).max(10);

/** What is wished besides the names. */
export const wishShape: Shaped<Omit<CertificateWish, 'identifiers'>> = {
  cas: z.array(caName).max(10),
  profile: word.nullable(),
  profileRequired: z.boolean(),
  keyType: z.enum(KEY_TYPES),
  reuseKey: z.boolean(),
  challenge: z.enum(CHALLENGE_KINDS).exactOptional(),
  dnsAccount: word.nullable(),
  preferredChain: line.nullable(),
  renewBeforeMs: z.int().min(0).nullable(),
  csr: z
    .string()
    .max(MAX_CSR)
    .regex(/^[\w-]*$/)
    .nullable(),
} satisfies Shape<Omit<CertificateWish, 'identifiers'>>;

const issued: z.ZodType<IssuedCertificate> = z.object({
  chainPem,
  keyId: word.nullable(),
  ca: caName,
  directoryUrl: url,
  accountUrl: url,
  profile: word.nullable(),
  issuer: z.string(),
  serial: z.string(),
  fingerprint: z.string(),
  ariId: z.string().nullable(),
  notBefore: time,
  notAfter: time,
  issuedAt: time,
  revokedAt: time.nullable(),
  provenAt: z.array(z.object({ account: word, zone: domainName })).exactOptional(),
} satisfies Shape<IssuedCertificate>);

const CLASSES = [
  'transient',
  'scheduled',
  'propagation',
  'user',
  'operator',
  'request',
  'local',
] as const satisfies readonly (ProblemClass | 'local')[];

export const failure: z.ZodType<CertificateFailure> = z.object({
  count: z.number(),
  class: z.enum(CLASSES),
  code: z.string(),
  message: z.string(),
  firstAt: time,
  lastAt: time,
} satisfies Shape<CertificateFailure>);

export const certificate: z.ZodType<Certificate> = z.object({
  id: word,
  name: z.string(),
  wish: z.object({
    ...wishShape,
    identifiers: z.array(z.object({ type: z.enum(['dns', 'ip']), value: z.string() })),
  } satisfies Shape<CertificateWish>),
  issued: issued.nullable(),
  window: z
    .object({ start: time, end: time, selectedAt: time, explanationUrl: url.nullable() } satisfies Shape<
      NonNullable<Certificate['window']>
    >)
    .nullable(),
  windowCheckAt: time.nullable(),
  nextCheckAt: time.nullable(),
  failure: failure.nullable(),
  createdAt: time,
  updatedAt: time,
  // A server delivers nothing: its files and programs are not its users'.
} satisfies Shape<Omit<Certificate, 'deliveries'>>);

export const facts: z.ZodType<CertificateFacts> = z.object({
  subject: z.string(),
  issuer: z.string(),
  issuerName: z.string(),
  serial: z.string(),
  notBefore: time,
  notAfter: time,
  identifiers: z.array(z.object({ type: z.enum(['dns', 'ip']), value: z.string() })),
  isCa: z.boolean(),
  ariId: z.string().nullable(),
  keyType: z.string(),
  publicKeyHash: z.string(),
  fingerprint: z.string(),
  signedByNext: z.boolean().nullable(),
} satisfies Shape<CertificateFacts>);

export const acmeAccountShape: Shaped<AcmeAccount> = {
  id: word,
  ca: caName,
  directoryUrl: url,
  url,
  contact: z.array(z.string()),
  keyId: word,
  bindingKeyId: z.string().nullable(),
  createdAt: time,
} satisfies Shape<AcmeAccount>;
