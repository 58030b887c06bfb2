import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { RegctlError } from '../core/errors.ts';
import { isPrivateAddress, privateAddress } from './private-address.ts';

/** Looks a host up and refuses it when any of its addresses is private. @throws RegctlError `PERMISSION_MISSING` */
export async function refusePrivateHost(host: string): Promise<void> {
  const bare = host.replace(/^\[|\]$/g, '');
  const addresses = isIP(bare) === 0 ? await addressesOf(bare) : [bare];
  if (addresses.every((address) => !isPrivateAddress(address))) return;
  throw privateAddress(host);
}

/** The look-up of a socket, which connects to nothing private: what a name means is decided by the answer that is used, not by one asked for before. */
export const publicLookup: typeof lookup = ((
  hostname: string,
  options: { all?: boolean },
  callback: (error: Error | null, address?: unknown, family?: number) => void,
) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error);
    if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(privateAddress(hostname));
    const [first] = addresses;
    if (options.all === true || first === undefined) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
}) as typeof lookup;

function addressesOf(host: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => {
      if (error === null) return resolve(addresses.map(({ address }) => address));
      reject(
        new RegctlError('NETWORK', `${host} has no address`, {
          reason: 'the name could not be looked up',
          hint: 'correct the endpoint of the account',
          cause: error,
        }),
      );
    });
  });
}
