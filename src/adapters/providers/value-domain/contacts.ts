import type { Contact, ContactRole, Contacts } from '../../../core/contact.ts';
import { RegctlError } from '../../../core/errors.ts';
import type { ApiContact, ApiWhois } from './schema.ts';

/** The API knows no billing contact. */
const ROLES = ['registrant', 'admin', 'tech'] as const satisfies readonly ContactRole[];

const FIELDS: readonly string[] = [
  'firstname',
  'lastname',
  'organization',
  'country',
  'postalcode',
  'state',
  'city',
  'address1',
  'address2',
  'email',
  'phone',
  'fax',
];

/** What stands as organization of a person (vendor's sample, read 2026-11-21). */
const NO_ORGANIZATION = 'personal';

export function contactsFromApi(contact: ApiWhois['contact']): Contacts {
  return Object.fromEntries(
    ROLES.flatMap((role) => {
      const found = contact[role];
      return found === undefined || Object.keys(found).length === 0 ? [] : [[role, fromApi(found)]];
    }),
  );
}

/**
 * Gives all contacts for a registration; who is not named is the registrant.
 *
 * @throws RegctlError `INVALID_INPUT`
 */
export function newContacts(contacts: Contacts | null): { readonly [role: string]: ApiContact } {
  const registrant = contacts?.registrant;
  if (registrant === undefined)
    throw new RegctlError('INVALID_INPUT', 'a registrant is needed', {
      reason: 'VALUE-DOMAIN takes the contacts of a registration from the request; nothing was bought',
      hint: 'give them with `--contacts contacts.yaml`',
      provider: 'value-domain',
    });
  return mergeContacts({}, { admin: registrant, tech: registrant, ...contacts });
}

/** Gives the contacts as they are with those given in their place; members of the API that are not known here stay. @throws RegctlError `INVALID_INPUT` */
export function mergeContacts(
  present: ApiWhois['contact'],
  contacts: Contacts,
): { readonly [role: string]: ApiContact } {
  if (contacts.billing !== undefined)
    throw new RegctlError('INVALID_INPUT', 'there is no billing contact at VALUE-DOMAIN', {
      reason: `it knows ${ROLES.join(', ')}`,
      hint: 'leave the billing contact out',
      provider: 'value-domain',
    });
  const merged: { [role: string]: ApiContact } = { ...present };
  for (const role of ROLES) {
    const contact = contacts[role];
    if (contact !== undefined) merged[role] = { ...present[role], ...toApi(contact, role) };
  }
  return merged;
}

function fromApi(contact: ApiContact): Contact {
  const text = (field: string): string => {
    const value = contact[field];
    return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  };
  const organization = text('organization');
  return {
    firstName: text('firstname'),
    lastName: text('lastname'),
    organization: organization === NO_ORGANIZATION || organization === '' ? null : organization,
    email: text('email'),
    phone: text('phone'),
    fax: text('fax') || null,
    street: [text('address1'), text('address2')].filter((line) => line !== ''),
    city: text('city'),
    state: text('state') || null,
    postalCode: text('postalcode'),
    country: text('country').toUpperCase(),
    extras: Object.fromEntries(
      Object.keys(contact)
        .filter((field) => !FIELDS.includes(field) && typeof contact[field] === 'string')
        .map((field) => [field, text(field)]),
    ),
  };
}

function toApi(contact: Contact, role: ContactRole): ApiContact {
  const [address1 = '', address2 = '', ...more] = contact.street;
  if (more.length > 0)
    throw new RegctlError('INVALID_INPUT', `the street of the ${role} has ${contact.street.length} lines`, {
      reason: 'VALUE-DOMAIN takes two',
      hint: 'write it in two lines',
      provider: 'value-domain',
    });
  return {
    ...contact.extras,
    firstname: contact.firstName,
    lastname: contact.lastName,
    organization: contact.organization ?? NO_ORGANIZATION,
    country: contact.country,
    postalcode: contact.postalCode,
    state: contact.state ?? '',
    city: contact.city,
    address1,
    address2,
    email: contact.email,
    phone: contact.phone,
    fax: contact.fax ?? '',
  };
}
