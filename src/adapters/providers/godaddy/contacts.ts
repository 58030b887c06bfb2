import type { Contact, ContactRole, Contacts } from '../../../core/contact.ts';
import type { ApiContact, ApiDomain } from './schema.ts';

type ApiRole = 'contactRegistrant' | 'contactAdmin' | 'contactTech' | 'contactBilling';

const ROLES: readonly (readonly [ContactRole, ApiRole])[] = [
  ['registrant', 'contactRegistrant'],
  ['admin', 'contactAdmin'],
  ['tech', 'contactTech'],
  ['billing', 'contactBilling'],
];

/** Fields of GoDaddy's own, under their own names. */
const EXTRAS = ['nameMiddle', 'jobTitle'] as const;

export function contactsFrom(domain: ApiDomain): Contacts {
  const found = ROLES.flatMap(([role, key]): [ContactRole, Contact][] => {
    const contact = domain[key];
    return contact === undefined || contact === null ? [] : [[role, contactFrom(contact)]];
  });
  return Object.fromEntries(found);
}

/** The parts of a request that hold contacts; a role that is not spoken of is left out. */
export function contactsTo(contacts: Contacts): { readonly [role in ApiRole]?: ApiContact } {
  const given = ROLES.flatMap(([role, key]): [ApiRole, ApiContact][] => {
    const contact = contacts[role];
    return contact === undefined ? [] : [[key, contactTo(contact)]];
  });
  return Object.fromEntries(given);
}

function contactFrom(contact: ApiContact): Contact {
  const address = contact.addressMailing ?? {};
  const extras: { [key: string]: string } = {};
  for (const key of EXTRAS) {
    const value = contact[key];
    if (typeof value === 'string' && value !== '') extras[key] = value;
  }
  return {
    firstName: contact.nameFirst ?? '',
    lastName: contact.nameLast ?? '',
    organization: textOrNull(contact.organization),
    email: contact.email ?? '',
    phone: contact.phone ?? '',
    fax: textOrNull(contact.fax),
    street: [address.address1, address.address2].filter(
      (line) => typeof line === 'string' && line !== '',
    ) as string[],
    city: address.city ?? '',
    state: textOrNull(address.state),
    postalCode: address.postalCode ?? '',
    country: (address.country ?? '').toUpperCase(),
    extras,
  };
}

function textOrNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function contactTo(contact: Contact): ApiContact {
  const [first = '', ...more] = contact.street;
  return {
    nameFirst: contact.firstName,
    nameLast: contact.lastName,
    ...Object.fromEntries(
      Object.entries(contact.extras).filter(([key]) => EXTRAS.some((own) => own === key)),
    ),
    ...(contact.organization === null ? {} : { organization: contact.organization }),
    email: contact.email,
    phone: contact.phone,
    ...(contact.fax === null ? {} : { fax: contact.fax }),
    addressMailing: {
      address1: first,
      // There are two lines for what may be three.
      ...(more.length === 0 ? {} : { address2: more.join(', ') }),
      city: contact.city,
      ...(contact.state === null ? {} : { state: contact.state }),
      postalCode: contact.postalCode,
      country: contact.country,
    },
  };
}
