import { isIP } from 'node:net';
import { ApiError } from './route53-wire.ts';

/**
 * Reading the JSON of the registrar half (route53.md part B): what does not fit is InvalidInput.
 *
 * Not backed by the reference:
 * - which fields of a contact are required (the model requires none) and their lengths
 */
export type Json = Readonly<Record<string, unknown>>;
export type Contact = Readonly<Record<string, unknown>>;

export interface NameServer {
  readonly Name: string;
  readonly GlueIps: readonly string[];
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'InvalidInput', message);
}

/** A text that has to be there. */
export function textOf(input: Json, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw invalid(`${name} is required and has to be a text`);
  return value;
}

export function numberOf(input: Json, name: string, min: number, max: number): number | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw invalid(`${name} has to be a number from ${min} to ${max}`);
  return value;
}

export function flagOf(input: Json, name: string): boolean | undefined {
  const value = input[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalid(`${name} has to be true or false`);
}

export function listOf(input: Json, name: string): readonly unknown[] {
  const value = input[name];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalid(`${name} has to be a list`);
  return value as readonly unknown[];
}

export function objectOf(value: unknown, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${name} is required and has to be a structure`);
  return value as Json;
}

const CONTACT_TYPES = ['PERSON', 'COMPANY', 'ASSOCIATION', 'PUBLIC_BODY', 'RESELLER'];
const TEXTS = ['FirstName', 'LastName', 'AddressLine1', 'City', 'CountryCode', 'PhoneNumber', 'Email'];
const OPTIONAL = ['OrganizationName', 'AddressLine2', 'State', 'ZipCode', 'Fax'];

// route53.md §B: Contact
export function contactOf(input: Json, name: string): Contact {
  const contact = objectOf(input[name], name);
  const fault = (field: string): ApiError => invalid(`${name}: ${field} is missing or not valid`);
  for (const field of TEXTS)
    if (typeof contact[field] !== 'string' || contact[field] === '') throw fault(field);
  for (const field of OPTIONAL)
    if (contact[field] !== undefined && typeof contact[field] !== 'string') throw fault(field);
  const type = contact['ContactType'];
  if (typeof type !== 'string' || !CONTACT_TYPES.includes(type)) throw fault('ContactType');
  if (type !== 'PERSON' && typeof contact['OrganizationName'] !== 'string') throw fault('OrganizationName');
  if (!/^[A-Z]{2}$/.test(textOf(contact, 'CountryCode'))) throw fault('CountryCode');
  if (!/^\+\d{1,3}\.\d{4,14}$/.test(textOf(contact, 'PhoneNumber'))) throw fault('PhoneNumber');
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(textOf(contact, 'Email'))) throw fault('Email');
  for (const each of listOf(contact, 'ExtraParams')) {
    const parameter = objectOf(each, 'ExtraParams');
    textOf(parameter, 'Name');
    textOf(parameter, 'Value');
  }
  return contact;
}

// route53.md §B: Nameservers[{Name, GlueIps?}]
export function nameServersOf(input: Json, domain: string): readonly NameServer[] {
  const list = listOf(input, 'Nameservers').map((each) =>
    nameServerOf(objectOf(each, 'Nameservers'), domain),
  );
  if (list.length === 0 || list.length > 13) throw invalid('Nameservers needs 1 to 13 hosts');
  if (new Set(list.map(({ Name }) => Name)).size < list.length)
    throw invalid('Nameservers names a host twice');
  return list;
}

function nameServerOf(entry: Json, domain: string): NameServer {
  const name = textOf(entry, 'Name').toLowerCase().replace(/\.$/, '');
  if (!/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/.test(name)) throw invalid(`${name} is no name of a host`);
  const addresses = listOf(entry, 'GlueIps').map((ip) => {
    if (typeof ip !== 'string' || isIP(ip) === 0) throw invalid(`${String(ip)} is no address`);
    return ip;
  });
  if (name.endsWith(`.${domain}`) && addresses.length === 0) throw invalid(`${name} needs GlueIps`);
  return { Name: name, GlueIps: addresses };
}
