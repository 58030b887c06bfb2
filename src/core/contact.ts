/** A contact in the terms of RFC 5733. Plain JSON data. */
export interface Contact {
  readonly firstName: string;
  readonly lastName: string;
  readonly organization: string | null;
  readonly email: string;
  /** E.164 with a dot behind the country code: `+81.312345678` (RFC 5733 §2.5). */
  readonly phone: string;
  readonly fax: string | null;
  /** One to three lines. */
  readonly street: readonly string[];
  readonly city: string;
  readonly state: string | null;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
  /** What single registries ask besides (national ids and the like), by the registrar's own names. */
  readonly extras: { readonly [key: string]: string };
}

export type ContactRole = 'registrant' | 'admin' | 'tech' | 'billing';
export const CONTACT_ROLES: readonly ContactRole[] = ['registrant', 'admin', 'tech', 'billing'];

/** Contacts of a registration; a role that is absent is not spoken of. */
export type Contacts = { readonly [R in ContactRole]?: Contact };
