import { CONTACT_ROLES, type Contact, type Contacts } from '../core/contact.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { Context } from './context.ts';
import { isMap } from './is-map.ts';
import { readInput } from './read-input.ts';

/** Reads a contact file: YAML or JSON with `registrant`, `admin`, `tech`, `billing`, or one contact for all of them. @throws RegctlError `INVALID_INPUT` */
export async function readContacts(context: Context, path: string): Promise<Contacts> {
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    // Every scalar as it is written: a phone number such as +81.312345678 is no number, and NO is Norway.
    value = parse(await readInput(context, path), { schema: 'failsafe' });
  } catch (error) {
    if (isRegctlError(error)) throw error;
    throw wrongContacts(
      path,
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be read',
    );
  }
  if (!isMap(value)) throw wrongContacts(path, 'it is no map');
  if ('firstName' in value) {
    const contact = readContact(path, 'contact', value);
    return { registrant: contact, admin: contact, tech: contact, billing: contact };
  }
  const unknown = Object.keys(value).find((key) => !(CONTACT_ROLES as readonly string[]).includes(key));
  if (unknown !== undefined) throw wrongContacts(path, `there is no role ${unknown}`);
  return Object.fromEntries(
    Object.entries(value).map(([role, contact]) => [role, readContact(path, role, contact)]),
  );
}

const REQUIRED = ['firstName', 'lastName', 'email', 'phone', 'city', 'postalCode', 'country'] as const;
const OPTIONAL = ['organization', 'fax', 'state', 'street', 'extras'] as const;

function readContact(path: string, role: string, value: unknown): Contact {
  if (!isMap(value)) throw wrongContacts(path, `${role} is no map`);
  const unknown = Object.keys(value).find(
    (key) => ![...REQUIRED, ...OPTIONAL].some((known) => known === key),
  );
  if (unknown !== undefined) throw wrongContacts(path, `${role} has no field ${unknown}`);
  const word = (field: string): string => {
    const given = value[field];
    if (typeof given === 'string' || typeof given === 'number') return String(given).trim();
    throw wrongContacts(path, `${role}.${field} is missing`);
  };
  const optional = (field: string): string | null =>
    [undefined, null, '', 'null', '~'].some((none) => value[field] === none) ? null : word(field);
  const street = value['street'];
  const phone = word('phone');
  // RFC 5733 §2.5
  if (!/^\+\d{1,3}\.\d{1,14}$/.test(phone))
    throw wrongContacts(path, `${role}.phone must look like +81.312345678`);
  const country = word('country').toUpperCase();
  if (!/^[A-Z]{2}$/.test(country))
    throw wrongContacts(path, `${role}.country must be two letters such as JP`);
  return {
    firstName: word('firstName'),
    lastName: word('lastName'),
    organization: optional('organization'),
    email: word('email'),
    phone,
    fax: optional('fax'),
    street: Array.isArray(street) ? street.map(String) : [word('street')],
    city: word('city'),
    state: optional('state'),
    postalCode: word('postalCode'),
    country,
    extras: isMap(value['extras'])
      ? Object.fromEntries(Object.entries(value['extras']).map(([key, each]) => [key, String(each)]))
      : {},
  };
}

function wrongContacts(path: string, reason: string): RegctlError {
  return new RegctlError('INVALID_INPUT', `${path} is no contact file`, {
    reason,
    hint: 'see the fields in `regctl domains contacts get NAME -o yaml`',
  });
}
