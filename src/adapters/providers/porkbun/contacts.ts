import { CONTACT_ROLES, type Contact, type ContactRole, type Contacts } from '../../../core/contact.ts';
import type { DomainName } from '../../../core/names.ts';
import { DONE, type Progress } from '../../../ports/registrar.ts';
import type { PorkbunClient } from './client.ts';
import { apiContactChange, apiContacts } from './registrar-schema.ts';
import { aboutDomain } from './settings.ts';

type ApiContact = { readonly [field: string]: string };

export async function readContacts(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Contacts> {
  const { contacts } = await client.call({
    path: ['domain', 'getContacts', name],
    expect: apiContacts,
    repeat: 'always',
    signal,
    ...aboutDomain(name, 'the contacts'),
  });
  return Object.fromEntries(
    CONTACT_ROLES.flatMap((role): [ContactRole, Contact][] => {
      const found = contacts[role];
      return found === undefined || Object.keys(found).length === 0 ? [] : [[role, fromApiContact(found)]];
    }),
  );
}

export async function setContacts(
  client: PorkbunClient,
  name: DomainName,
  contacts: Contacts,
  signal?: AbortSignal,
): Promise<Progress> {
  const roles = CONTACT_ROLES.flatMap((role): [ContactRole, ApiContact][] => {
    const contact = contacts[role];
    return contact === undefined ? [] : [[role, toApiContact(contact)]];
  });
  if (roles.length === 0) return DONE;
  const { registrantChanged } = await client.call({
    path: ['domain', 'updateContacts', name],
    body: { contacts: Object.fromEntries(roles) },
    expect: apiContactChange,
    repeat: 'refused',
    signal,
    ...aboutDomain(name, 'the contacts'),
  });
  const detail = 'Porkbun takes it for a change of registrant, which may need a confirmation by e-mail';
  return registrantChanged === true ? { ...DONE, detail } : DONE;
}

/** The API has the country code of the phone apart, and digits only (API v3, "Get Contacts", read 2026-11-21). */
export function fromApiContact(api: ApiContact): Contact {
  const field = (name: string): string => api[name]?.trim() ?? '';
  const orNull = (name: string): string | null => (field(name) === '' ? null : field(name));
  const code = field('phoneCountryCode').replaceAll(/\D/g, '');
  const phone = field('phone').replaceAll(/\D/g, '');
  return {
    firstName: field('firstName'),
    lastName: field('lastName'),
    organization: orNull('organization'),
    email: field('email'),
    phone: phone === '' ? '' : code === '' ? `+${phone}` : `+${code}.${phone}`,
    // A fax number comes without a country code: kept as it is, and written back so.
    fax: null,
    street: ['address1', 'address2', 'address3'].map(field).filter((line) => line !== ''),
    city: field('city'),
    state: orNull('state'),
    postalCode: field('postalCode'),
    country: field('country').toUpperCase(),
    extras: field('fax') === '' ? {} : { fax: field('fax') },
  };
}

export function toApiContact(contact: Contact): ApiContact {
  const [, code = '', number = ''] = /^\+(\d+)\.(.*)$/.exec(contact.phone) ?? [];
  const [address1 = '', address2 = '', address3 = ''] = contact.street;
  return {
    firstName: contact.firstName,
    lastName: contact.lastName,
    organization: contact.organization ?? '',
    address1,
    address2,
    address3,
    city: contact.city,
    state: contact.state ?? '',
    postalCode: contact.postalCode,
    country: contact.country,
    phone: (code === '' ? contact.phone : number).replaceAll(/\D/g, ''),
    phoneCountryCode: code,
    fax: contact.fax === null ? (contact.extras['fax'] ?? '') : contact.fax.replaceAll(/\D/g, ''),
    email: contact.email,
  };
}
