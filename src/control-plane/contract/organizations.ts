import * as z from 'zod';
import type { Organization } from '../../ports/identity-store.ts';
import type { Limits, UsedOfLimits } from '../../ports/limit-store.ts';
import type { CreatedOrganization, OrganizationLimits } from '../organization.ts';
import { label, word, type Operation, type Shape } from './operation.ts';
import { time } from './values.ts';

const organizationShape = {
  id: word,
  name: word,
  slug: word,
  createdAt: time,
} satisfies Shape<Organization>;
const organization: z.ZodType<Organization> = z.object(organizationShape);

const bound = z.number().nullable();

const limits: z.ZodType<OrganizationLimits> = z.object({
  limits: z.object({
    requestsPerMinute: z.number(),
    domains: bound,
    members: bound,
    webhooks: z.number(),
  } satisfies Shape<Limits>),
  used: z.object({
    domains: z.number(),
    members: z.number(),
    webhooks: z.number(),
  } satisfies Shape<UsedOfLimits>),
  domains: z.array(z.string()),
} satisfies Shape<OrganizationLimits>);

type Named = { readonly name: string };

/** Organizations over HTTP. */
export const organizationContract: {
  readonly list: Operation<object, readonly Organization[]>;
  readonly get: Operation<{ readonly organization: string }, Organization>;
  readonly create: Operation<Named, CreatedOrganization>;
  readonly update: Operation<Named, Organization>;
  readonly delete: Operation<{ readonly confirm: string }, null>;
  readonly limits: Operation<object, OrganizationLimits>;
} = {
  list: {
    id: 'organizations.list',
    summary: 'List the organizations that the caller belongs to',
    method: 'GET',
    path: '/organizations',
    scope: null,
    input: z.strictObject({}),
    output: z.array(organization),
    cursorOf: ({ id }) => id,
    errors: [],
  },
  get: {
    id: 'organizations.get',
    summary: 'Get an organization of the caller by id or slug',
    method: 'GET',
    path: '/organizations/{organization}',
    scope: null,
    input: z.strictObject({ organization: word }),
    output: organization,
    errors: ['NOT_FOUND'],
  },
  create: {
    id: 'organizations.create',
    summary: 'Make an organization that the caller owns; its first key is shown this once',
    method: 'POST',
    path: '/organizations',
    scope: 'organization:write',
    input: z.strictObject({ name: label }),
    output: z.object({ ...organizationShape, token: z.string() } satisfies Shape<CreatedOrganization>),
    secret: true,
    errors: [],
  },
  update: {
    id: 'organizations.update',
    summary: 'Give the organization another name',
    method: 'PATCH',
    path: '/organization',
    scope: 'organization:write',
    input: z.strictObject({ name: label }),
    output: organization,
    errors: ['NOT_FOUND'],
  },
  delete: {
    id: 'organizations.delete',
    summary: 'Delete the organization with its members, keys and secrets; confirm is its slug',
    method: 'DELETE',
    path: '/organization',
    scope: 'organization:write',
    input: z.strictObject({ confirm: word }),
    output: z.null(),
    query: { confirm: 'text' },
    errors: ['NOT_FOUND', 'CONFIRMATION_REQUIRED', 'CONFLICT'],
  },
  limits: {
    id: 'organizations.limits',
    summary: 'Tell what the organization may have, and what it has',
    method: 'GET',
    path: '/organization/limits',
    scope: 'organization:read',
    input: z.strictObject({}),
    output: limits,
    errors: [],
  },
};
