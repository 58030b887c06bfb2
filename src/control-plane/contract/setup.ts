import * as z from 'zod';
import { label, word, type Shape } from './operation.ts';

/** What a setup token is spent with. */
export interface SetupRequest {
  readonly token: string;
  /** Name of the first organization. */
  readonly organization: string;
  /** Its owner. */
  readonly name: string;
  readonly email: string;
}

/** The first organization, and the key of its owner, shown once. */
export interface SetupAnswer {
  readonly organization: {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    readonly createdAt: string;
  };
  readonly token: string;
}

/** Where a setup token is spent: the one operation, besides those of health, that needs no login. */
export const SETUP_PATH = '/setup';

/** What an invitation is accepted with. */
export interface AcceptRequest {
  readonly token: string;
  /** Of whoever accepts; left as it is for who has a login already. */
  readonly name: string;
}

/** What somebody is a member of now, and their first key, shown once. */
export interface AcceptAnswer {
  readonly organization: SetupAnswer['organization'];
  readonly email: string;
  readonly role: string;
  readonly token: string;
}

/** Where an invitation is accepted; its token is the login. */
export const ACCEPT_PATH = '/invitations/accept';

export const acceptRequest: z.ZodType<AcceptRequest> = z.strictObject({
  token: word,
  name: label,
} satisfies Shape<AcceptRequest>);

export const setupRequest: z.ZodType<SetupRequest> = z.strictObject({
  token: word,
  organization: label,
  name: label,
  email: z.email().max(254),
} satisfies Shape<SetupRequest>);

const organization = z.object({ id: word, name: word, slug: word, createdAt: word });

export const setupAnswer: z.ZodType<SetupAnswer> = z.object({
  organization,
  token: word,
} satisfies Shape<SetupAnswer>);

export const acceptAnswer: z.ZodType<AcceptAnswer> = z.object({
  organization,
  email: z.string(),
  role: word,
  token: word,
} satisfies Shape<AcceptAnswer>);
