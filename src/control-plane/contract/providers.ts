import * as z from 'zod';
import type { DnsCapabilities, ProviderDescription, ProviderField } from '../../ports/dns-provider.ts';
import { REGISTRAR_ACTIONS, type ActionSupport, type RegistrarCapabilities } from '../../ports/registrar.ts';
import type { Shape } from './operation.ts';

const text = z.string();
const typeNames = z.array(text);

export const dnsCapabilities: z.ZodType<DnsCapabilities> = z.object({
  types: z.union([typeNames, z.literal('any')]),
  providerTypes: typeNames.exactOptional(),
  granularity: z.enum(['record', 'rrset', 'zone']),
  atomic: z.boolean(),
  maxChangesPerWrite: z.number(),
  minTtl: z.number(),
  maxTtl: z.number(),
  writesApexNs: z.boolean(),
  uniformTtl: z.boolean().exactOptional(),
  extras: z.array(text).exactOptional(),
  apexOnly: typeNames.exactOptional(),
  createsZones: z.boolean(),
  deletesZones: z.boolean(),
  listsZones: z.boolean(),
  detectsConcurrentEdits: z.boolean(),
  readDelaySeconds: z.number().exactOptional(),
  dnssec: z.enum(['none', 'read', 'manage']),
  notes: z.array(z.object({ subject: text, text })),
} satisfies Shape<DnsCapabilities>);

const actionSupport: z.ZodType<ActionSupport> = z.object({
  support: z.enum(['full', 'limited', 'none']),
  note: text.exactOptional(),
  page: text.exactOptional(),
} satisfies Shape<ActionSupport>);

const registrarCapabilities: z.ZodType<RegistrarCapabilities> = z.object({
  actions: z.record(z.enum(REGISTRAR_ACTIONS), actionSupport),
  currency: text,
  years: z.object({ min: z.number(), max: z.number() }),
  nameservers: z.object({ min: z.number(), max: z.number() }),
  contactsAtRegistration: z.enum(['required', 'optional', 'account']),
  dnssecForm: z.enum(['ds', 'dnskey', 'none']),
} satisfies Shape<RegistrarCapabilities>);

const providerField: z.ZodType<ProviderField> = z.object({
  name: text,
  label: text,
  required: z.boolean(),
  secret: z.boolean(),
  example: text.exactOptional(),
  env: text.exactOptional(),
} satisfies Shape<ProviderField>);

export const providerDescription: z.ZodType<ProviderDescription> = z.object({
  name: text,
  title: text,
  endpoint: z.object({
    label: text,
    example: text,
    required: z.boolean(),
    default: text.exactOptional(),
  }),
  settings: z.array(providerField),
  credentials: z.array(providerField),
  needsZones: z.boolean(),
  namedEndpoints: z.record(text, text).exactOptional(),
  setup: z.array(text).exactOptional(),
  limits: z.array(text).exactOptional(),
  requestsPerSet: z.number().exactOptional(),
  dns: dnsCapabilities,
  registrar: registrarCapabilities.exactOptional(),
} satisfies Shape<ProviderDescription>);
