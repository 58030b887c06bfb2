import { getDomain } from 'tldts';
import type { DomainName } from '../core/names.ts';

/** Gives the domain under which a name was registered, by the public suffix list with its private part, as CAs count by it; a suffix itself counts as one. */
export function registeredDomain(name: DomainName): DomainName {
  return (
    getDomain(name, { allowPrivateDomains: true, extractHostname: false, validateHostname: false }) ?? name
  );
}
