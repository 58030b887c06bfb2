import * as z from 'zod';
import { word, type Shape } from './operation.ts';

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

export const setupRequest: z.ZodType<SetupRequest> = z.strictObject({
  token: word,
  organization: word,
  name: word,
  email: z.email().max(254),
} satisfies Shape<SetupRequest>);

export const setupAnswer: z.ZodType<SetupAnswer> = z.object({
  organization: z.object({ id: word, name: word, slug: word, createdAt: word }),
  token: word,
} satisfies Shape<SetupAnswer>);
