import { RegctlError } from '../../core/errors.ts';
import { parseDomainName } from '../../core/names.ts';
import { parseServerAddress } from '../../core/server-address.ts';

/** The section `resolver`: where name servers are asked, by name, and where a search from the roots begins. */
export interface ResolverSection {
  readonly hosts: { readonly [name: string]: string };
  readonly roots: readonly string[];
}

/** What the reader of the file hands in: its way to read a map of texts, and to say what is wrong. */
interface Reader {
  readonly texts: (map: unknown, key: string) => { readonly [name: string]: string };
  readonly wrong: (key: string, reason: string) => RegctlError;
}

/** Reads the section `resolver` of the user's file. @throws RegctlError `INVALID_CONFIG` */
export function readResolver(
  resolver: { readonly [key: string]: unknown },
  { texts, wrong }: Reader,
): ResolverSection {
  const { hosts, roots = [], ...surplus } = resolver;
  const [unknown] = Object.keys(surplus);
  if (unknown !== undefined) throw wrong(`resolver.${unknown}`, 'it has hosts and roots only');
  if (!Array.isArray(roots)) throw wrong('resolver.roots', 'it takes a list of addresses');
  const checked = <T>(key: string, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RegctlError)) throw error;
      throw wrong(key, `${error.message}: ${error.reason ?? ''}`);
    }
  };
  const addresses = hosts === undefined ? {} : texts(hosts, 'resolver.hosts');
  return {
    hosts: Object.fromEntries(
      Object.entries(addresses).map(([name, address]) => {
        const key = `resolver.hosts.${name}`;
        checked(key, () => parseServerAddress(address));
        return [checked(key, () => parseDomainName(name)), address];
      }),
    ),
    roots: roots.map(String).map((address) => {
      checked('resolver.roots', () => parseServerAddress(address));
      return address;
    }),
  };
}
