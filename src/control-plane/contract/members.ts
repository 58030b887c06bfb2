import * as z from 'zod';
import { SCOPES, type ResourceRule } from '../../core/access.ts';
import type { Role } from '../../ports/role-store.ts';
import type {
  CreatedInvitation,
  Invitation,
  MemberDetail,
  NewInvitation,
  NewRole,
  UpdateMember,
} from '../organization.ts';
import { label, line, word, type Operation, type Shape } from './operation.ts';
import { time } from './values.ts';

/** Letters of a pattern, and rules in a list; more than anybody reads. */
const pattern = z.string().min(1).max(300);
const MAX_RULES = 500;

export const resourceRules: z.ZodType<readonly ResourceRule[]> = z
  .array(
    z.strictObject({
      account: pattern,
      zone: pattern,
      may: z.enum(['read', 'write']),
    } satisfies Shape<ResourceRule>),
  )
  .max(MAX_RULES);

/** What somebody is bound to; null for everything. */
export const within: z.ZodType<readonly ResourceRule[] | null> = resourceRules.nullable();

/** Scopes as they may be given away. */
export const grantableScopes: z.ZodType<readonly string[]> = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length);

const email = z.email().max(254);
const optionalWithin = within.exactOptional();

const role: z.ZodType<Role> = z.object({
  name: word,
  description: line,
  scopes: z.array(z.string()),
  within,
  builtIn: z.boolean(),
} satisfies Shape<Role>);

type Named = { readonly name: string };

/** Role templates over HTTP. */
export const roleContract: {
  readonly list: Operation<object, readonly Role[]>;
  readonly get: Operation<Named, Role>;
  readonly create: Operation<NewRole, Role>;
  readonly update: Operation<Partial<NewRole> & Named, Role>;
  readonly delete: Operation<Named, null>;
} = {
  list: {
    id: 'roles.list',
    summary: 'List the roles of the organization, and what they may do',
    method: 'GET',
    path: '/roles',
    scope: 'members:read',
    input: z.strictObject({}),
    output: z.array(role),
    cursorOf: ({ name }) => name,
    errors: [],
  },
  get: {
    id: 'roles.get',
    summary: 'Get a role',
    method: 'GET',
    path: '/roles/{name}',
    scope: 'members:read',
    input: z.strictObject({ name: word }),
    output: role,
    errors: ['NOT_FOUND'],
  },
  create: {
    id: 'roles.create',
    summary: 'Make a role of the organization',
    method: 'POST',
    path: '/roles',
    scope: 'organization:write',
    input: z.strictObject({
      name: label,
      description: line.exactOptional(),
      scopes: grantableScopes,
      within: optionalWithin,
    } satisfies Shape<NewRole>),
    output: role,
    errors: ['ALREADY_EXISTS', 'CONFLICT'],
  },
  update: {
    id: 'roles.update',
    summary: 'Change a role of the organization; what is not given stays',
    method: 'PATCH',
    path: '/roles/{name}',
    scope: 'organization:write',
    input: z.strictObject({
      name: word,
      description: line.exactOptional(),
      scopes: grantableScopes.exactOptional(),
      within: optionalWithin,
    } satisfies Shape<NewRole>),
    output: role,
    replaces: 'roles.get',
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  delete: {
    id: 'roles.delete',
    summary: 'Delete a role that nobody has',
    method: 'DELETE',
    path: '/roles/{name}',
    scope: 'organization:write',
    input: z.strictObject({ name: word }),
    output: z.null(),
    replaces: 'roles.get',
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
};

const memberShape = {
  user: word,
  name: z.string(),
  email: z.string(),
  role: word,
  within,
  joinedAt: time,
} satisfies Shape<MemberDetail>;
const member: z.ZodType<MemberDetail> = z.object(memberShape);

/** A member by id or e-mail address. */
type Who = { readonly member: string };

/** Members over HTTP. */
export const memberContract: {
  readonly list: Operation<object, readonly MemberDetail[]>;
  readonly get: Operation<Who, MemberDetail>;
  readonly update: Operation<UpdateMember & Who, MemberDetail>;
  readonly remove: Operation<Who, MemberDetail>;
} = {
  list: {
    id: 'members.list',
    summary: 'List the members of the organization',
    method: 'GET',
    path: '/members',
    scope: 'members:read',
    input: z.strictObject({}),
    output: z.array(member),
    cursorOf: ({ email: address, user }) => `${address} ${user}`,
    errors: [],
  },
  get: {
    id: 'members.get',
    summary: 'Get a member by id or e-mail address',
    method: 'GET',
    path: '/members/{member}',
    scope: 'members:read',
    input: z.strictObject({ member: word }),
    output: member,
    errors: ['NOT_FOUND'],
  },
  update: {
    id: 'members.update',
    summary: 'Change what a member may do, from its next request on',
    method: 'PATCH',
    path: '/members/{member}',
    scope: 'members:write',
    input: z.strictObject({
      member: word,
      role: word.exactOptional(),
      within: optionalWithin,
    } satisfies Shape<UpdateMember & Who>),
    output: member,
    replaces: 'members.get',
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  remove: {
    id: 'members.remove',
    summary: 'Take a member out of the organization and end its keys',
    method: 'DELETE',
    path: '/members/{member}',
    scope: 'members:write',
    input: z.strictObject({ member: word }),
    output: member,
    replaces: 'members.get',
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
};

const invitationShape = {
  id: word,
  organization: word,
  email: z.string(),
  role: word,
  within,
  invitedBy: z.string(),
  createdAt: time,
  expiresAt: time,
  acceptedAt: time.nullable(),
} satisfies Shape<Invitation>;
const invitation: z.ZodType<Invitation> = z.object(invitationShape);

type ById = { readonly id: string };

/** Invitations over HTTP. */
export const invitationContract: {
  readonly list: Operation<object, readonly Invitation[]>;
  readonly get: Operation<ById, Invitation>;
  readonly create: Operation<NewInvitation, CreatedInvitation>;
  readonly delete: Operation<ById, null>;
} = {
  list: {
    id: 'invitations.list',
    summary: 'List invitations, without their tokens',
    method: 'GET',
    path: '/invitations',
    scope: 'members:read',
    input: z.strictObject({}),
    output: z.array(invitation),
    cursorOf: ({ id }) => id,
    errors: [],
  },
  get: {
    id: 'invitations.get',
    summary: 'Get an invitation, without its token',
    method: 'GET',
    path: '/invitations/{id}',
    scope: 'members:read',
    input: z.strictObject({ id: word }),
    output: invitation,
    errors: ['NOT_FOUND'],
  },
  create: {
    id: 'invitations.create',
    summary: 'Invite somebody; the token is shown this once',
    method: 'POST',
    path: '/invitations',
    scope: 'members:write',
    input: z.strictObject({ email, role: word, within: optionalWithin } satisfies Shape<NewInvitation>),
    output: z.object({ ...invitationShape, token: z.string() } satisfies Shape<CreatedInvitation>),
    secret: true,
    errors: ['NOT_FOUND', 'LIMIT_REACHED'],
  },
  delete: {
    id: 'invitations.delete',
    summary: 'Take an open invitation back',
    method: 'DELETE',
    path: '/invitations/{id}',
    scope: 'members:write',
    input: z.strictObject({ id: word }),
    output: z.null(),
    errors: ['NOT_FOUND'],
  },
};
