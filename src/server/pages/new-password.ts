import { field, type Html } from './html.ts';

/** NIST SP 800-63B-4 §3.1.1.2: 15 characters where the password is all there is, and no rules on which. */
const MIN_PASSWORD = 15;

/** What is said of a password that is too short. */
export const TOO_SHORT: string = `The password has fewer than ${String(MIN_PASSWORD)} characters.`;

export function isTooShort(password: string): boolean {
  return Array.from(password).length < MIN_PASSWORD;
}

/** The field where a person sets a password. */
export function newPasswordField(): Html {
  return field('password', 'Password', {
    type: 'password',
    autocomplete: 'new-password',
    minLength: MIN_PASSWORD,
    note: `At least ${String(MIN_PASSWORD)} characters; a sentence is easy to keep in mind.`,
  });
}
