import {
  absoluteName,
  parseDomainName,
  parseOwnerName,
  type DomainName,
  type OwnerName,
} from '../../core/names.ts';

/**
 * Reads an owner name of a data file: relative unless it ends in a dot. What people type is taken otherwise: there `www.example.org` in example.org means `www`.
 *
 * @throws RegctlError `INVALID_NAME`
 */
export function ownerInFile(text: string, zone: DomainName): OwnerName {
  if (text === '' || text === '@') return '@';
  return parseOwnerName(text.endsWith('.') ? text : `${absoluteName(parseDomainName(text), zone)}.`, zone);
}
