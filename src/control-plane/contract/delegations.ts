import * as z from 'zod';
import { KEY_TYPES } from '../../core/certificate.ts';
import type {
  ChallengeInput,
  ConnectLink,
  DelegatedWish,
  DelegateInput,
  Delegation,
} from '../delegations.ts';
import { caName, emails, wishShape } from './certificate-values.ts';
import { domainName, line, type Operation, type Shape } from './operation.ts';
import { time } from './values.ts';
import { limit } from './zones.ts';

type OfDomain = { readonly domain: string };
const ofDomain = z.strictObject({ domain: domainName } satisfies Shape<OfDomain>);

const wishFields = {
  wildcard: z.boolean(),
  cas: z.array(caName).min(1).max(10),
  profile: wishShape.profile,
  keyType: z.enum(KEY_TYPES),
  csr: wishShape.csr,
} satisfies Shape<DelegatedWish>;

const delegation: z.ZodType<Delegation> = z.object({
  id: z.string(),
  domain: z.string(),
  target: z.string(),
  state: z.enum(['pending_cname', 'issuing', 'active', 'error']),
  reason: z.string().nullable(),
  sighting: z
    .object({ at: time, ok: z.boolean(), seen: z.array(z.string()) } satisfies Shape<
      NonNullable<Delegation['sighting']>
    >)
    .nullable(),
  mendable: z.number(),
  passing: z.number(),
  wish: z.object(wishFields).nullable(),
  certificate: z.string().nullable(),
  nextCheckAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
} satisfies Shape<Delegation>);

const challenge = z.strictObject({
  target: domainName,
  value: z.string().max(200),
} satisfies Shape<ChallengeInput>);

/** Domains whose challenge names lead here, over HTTP. */
export const delegationContract: {
  readonly delegate: Operation<DelegateInput, Delegation>;
  readonly list: Operation<{ readonly after: string; readonly limit: number }, readonly Delegation[]>;
  readonly get: Operation<OfDomain, Delegation>;
  readonly verify: Operation<OfDomain, Delegation>;
  readonly connect: Operation<OfDomain, ConnectLink | null>;
  readonly delete: Operation<OfDomain, Delegation>;
  readonly setChallenge: Operation<ChallengeInput, readonly string[]>;
  readonly unsetChallenge: Operation<ChallengeInput, readonly string[]>;
} = {
  delegate: {
    id: 'delegations.delegate',
    summary: 'Give a target to a domain, to which its challenge name is set',
    method: 'POST',
    path: '/delegations',
    scope: 'certificates:write',
    input: z.strictObject({
      domain: domainName,
      wish: z.strictObject(wishFields).nullable(),
      agreesToTerms: z.boolean().exactOptional(),
      contact: emails.exactOptional(),
      binding: z.strictObject({ keyId: line, hmacKey: line }).exactOptional(),
    } satisfies Shape<DelegateInput>),
    output: delegation,
    streams: true,
    errors: ['MODE_UNSUPPORTED', 'CONFIRMATION_REQUIRED', 'ACME_ACCOUNT_UNUSABLE', 'INVALID_NAME', 'NETWORK'],
  },
  list: {
    id: 'delegations.list',
    summary: 'List delegations by domain',
    method: 'GET',
    path: '/delegations',
    scope: 'certificates:read',
    input: z.strictObject({ after: line, limit }),
    output: z.array(delegation),
    query: { after: 'text', limit: 'integer' },
    errors: ['MODE_UNSUPPORTED'],
  },
  get: {
    id: 'delegations.get',
    summary: 'Get a delegation with what was seen of it last',
    method: 'GET',
    path: '/delegations/{domain}',
    scope: 'certificates:read',
    input: ofDomain,
    output: delegation,
    errors: ['MODE_UNSUPPORTED', 'NOT_FOUND'],
  },
  verify: {
    id: 'delegations.verify',
    summary: 'Look whether the challenge name leads to the target',
    method: 'POST',
    path: '/delegations/{domain}/verification',
    scope: 'certificates:write',
    input: ofDomain,
    output: delegation,
    streams: true,
    errors: ['MODE_UNSUPPORTED', 'NOT_FOUND'],
  },
  connect: {
    id: 'delegations.connect',
    summary: 'Get the page of the DNS host where the CNAME is set with one click',
    method: 'GET',
    path: '/delegations/{domain}/connect',
    scope: 'certificates:read',
    input: ofDomain,
    output: z.object({ url: z.string(), host: z.string() } satisfies Shape<ConnectLink>).nullable(),
    streams: true,
    errors: ['MODE_UNSUPPORTED', 'NOT_FOUND'],
  },
  delete: {
    id: 'delegations.delete',
    summary: 'End a delegation; its target is never given out again',
    method: 'DELETE',
    path: '/delegations/{domain}',
    scope: 'certificates:write',
    input: ofDomain,
    output: delegation,
    errors: ['MODE_UNSUPPORTED', 'NOT_FOUND'],
  },
  setChallenge: {
    id: 'delegations.setChallenge',
    summary: 'Let a target answer with a value, for another ACME client',
    method: 'POST',
    path: '/challenges/{target}',
    scope: 'challenges:write',
    input: challenge,
    output: z.array(z.string()),
    errors: ['MODE_UNSUPPORTED', 'NOT_FOUND', 'INVALID_RDATA', 'CONFLICT'],
  },
  unsetChallenge: {
    id: 'delegations.unsetChallenge',
    summary: 'Let a target answer with a value no more',
    method: 'POST',
    path: '/challenges/{target}/removal',
    scope: 'challenges:write',
    input: challenge,
    output: z.array(z.string()),
    errors: ['MODE_UNSUPPORTED', 'NOT_FOUND', 'INVALID_RDATA'],
  },
};
