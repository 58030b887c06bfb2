import { canonicalJson } from '../../../core/canonical-json.ts';
import { CONTACT_ROLES, type Contact, type ContactRole, type Contacts } from '../../../core/contact.ts';
import type { ApiContact, ApiDomain } from './domains-schema.ts';

/** How the API calls the roles: `RegistrantContact`, `RegistrantPrivacy`, `PrivacyProtectRegistrantContact`. */
export const ROLE_WORDS: {
  readonly registrant: 'Registrant';
  readonly admin: 'Admin';
  readonly tech: 'Tech';
  readonly billing: 'Billing';
} = { registrant: 'Registrant', admin: 'Admin', tech: 'Tech', billing: 'Billing' };

/** Gives the contacts of a registration. */
export function fromApiContacts(domain: ApiDomain): Contacts {
  return Object.fromEntries(
    CONTACT_ROLES.flatMap((role): [ContactRole, Contact][] => {
      const found = domain[`${ROLE_WORDS[role]}Contact`];
      return found === undefined ? [] : [[role, fromApiContact(found)]];
    }),
  );
}

function fromApiContact(found: ApiContact): Contact {
  const organization = found.OrganizationName ?? null;
  const kind = found.ContactType;
  const params = (found.ExtraParams ?? []).map(({ Name, Value }) => [Name, Value] as const);
  return {
    firstName: found.FirstName ?? '',
    lastName: found.LastName ?? '',
    organization,
    email: found.Email ?? '',
    phone: found.PhoneNumber ?? '',
    fax: found.Fax ?? null,
    street: [found.AddressLine1, found.AddressLine2].filter(
      (line) => line !== undefined && line !== '',
    ) as string[],
    city: found.City ?? '',
    state: found.State ?? null,
    postalCode: found.ZipCode ?? '',
    country: found.CountryCode ?? '',
    extras: {
      ...Object.fromEntries(params),
      ...(kind === undefined || kind === usualKind(organization) ? {} : { ContactType: kind }),
    },
  };
}

/** Gives a contact as the API takes it. `extras` are its ExtraParams, and its ContactType where the organization does not tell it. */
export function toApiContact(contact: Contact): ApiContact {
  const { ContactType = usualKind(contact.organization), ...params } = contact.extras;
  const [first = '', ...others] = contact.street;
  const optional = {
    OrganizationName: contact.organization,
    // Two lines is all it has.
    AddressLine2: others.join(', '),
    State: contact.state,
    Fax: contact.fax,
    ZipCode: contact.postalCode,
  };
  const extra = Object.entries(params).map(([Name, Value]) => ({ Name, Value }));
  return {
    FirstName: contact.firstName,
    LastName: contact.lastName,
    ContactType,
    AddressLine1: first,
    City: contact.city,
    CountryCode: contact.country,
    PhoneNumber: contact.phone,
    Email: contact.email,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null && value !== '')),
    ...(extra.length === 0 ? {} : { ExtraParams: extra }),
  };
}

function usualKind(organization: string | null): string {
  return organization === null ? 'PERSON' : 'COMPANY';
}

/** Gives the contacts that differ from the present ones, as the API takes them: `{ RegistrantContact: … }`. */
export function changedContacts(
  present: Contacts,
  wanted: Contacts,
): { readonly [member: string]: ApiContact } {
  return Object.fromEntries(
    CONTACT_ROLES.flatMap((role): [string, ApiContact][] => {
      const [before, after] = [present[role], wanted[role]];
      if (after === undefined) return [];
      const contact = toApiContact(after);
      const isSame = before !== undefined && canonicalJson(toApiContact(before)) === canonicalJson(contact);
      return isSame ? [] : [[`${ROLE_WORDS[role]}Contact`, contact]];
    }),
  );
}
