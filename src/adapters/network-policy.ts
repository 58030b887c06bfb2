import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { RegctlError } from '../core/errors.ts';

/** Networks that are nobody's but the operator's: loopback, private, link-local (with the metadata services of clouds), carrier NAT, documentation, multicast. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv6');

/** Tells whether an address is one that accounts of a server must not reach. IPv4 inside IPv6 counts as what it stands for. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return true;
  return PRIVATE.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

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

function privateAddress(host: string): RegctlError {
  return new RegctlError('PERMISSION_MISSING', `${host} is not reached from this server`, {
    reason: 'its address is private, and the operator allows no such endpoints',
    hint: 'the operator allows them with `--allow-private-addresses`',
  });
}
