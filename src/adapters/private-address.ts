import { RegctlError } from '../core/errors.ts';

/** Networks that are nobody's but the operator's: loopback, private, link-local (with the metadata services of clouds), carrier NAT, documentation, multicast. */
const PRIVATE: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const NETWORKS: readonly { readonly bits: string; readonly octets: number }[] = PRIVATE.map((network) => {
  const [address = '', length] = network.split('/');
  const octets = octetsOf(address) ?? [];
  return { bits: bitsOf(octets).slice(0, Number(length)), octets: octets.length };
});

/** Tells whether an address is one that accounts of a server must not reach; what is no address is. IPv4 inside IPv6 counts as what it stands for. */
export function isPrivateAddress(address: string): boolean {
  const octets = octetsOf(address);
  if (octets === undefined) return true;
  const isMapped = octets.length === 16 && bitsOf(octets).startsWith('0'.repeat(80) + '1'.repeat(16));
  const plain = isMapped ? octets.slice(12) : octets;
  const bits = bitsOf(plain);
  return NETWORKS.some((network) => network.octets === plain.length && bits.startsWith(network.bits));
}

/** The refusal of a host whose address is private. */
export function privateAddress(host: string): RegctlError {
  return new RegctlError('PERMISSION_MISSING', `${host} is not reached from this server`, {
    reason: 'its address is private, and the operator allows no such endpoints',
    hint: 'the operator allows them with `--allow-private-addresses`',
  });
}

/**
 * Refuses a host that says by itself that it is private. Enough where the network behind the server has no private addresses, whatever a name is made to mean.
 *
 * @throws RegctlError `PERMISSION_MISSING`
 */
export function refusePrivateLiteral(host: string): Promise<void> {
  const bare = host.replace(/^\[|\]$/g, '');
  const isAddress = octetsOf(bare) !== undefined;
  if (isAddress ? isPrivateAddress(bare) : /(^|\.)(localhost|internal|local|home\.arpa)\.?$/i.test(bare))
    return Promise.reject(privateAddress(host));
  return Promise.resolve();
}

/** Four or sixteen octets; undefined for what is no address. */
function octetsOf(text: string): number[] | undefined {
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(text)) {
    const parts = text.split('.');
    return parts.every((part) => String(Number(part)) === part && Number(part) < 256)
      ? parts.map(Number)
      : undefined;
  }
  // The URL parser knows every way to write an IPv6 address, and gives the one of RFC 5952.
  if (!text.includes(':') || !URL.canParse(`http://[${text}]/`)) return undefined;
  const [head = '', tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: gap }, () => 0), ...after].flatMap((group) => [
    group >> 8,
    group & 0xff,
  ]);
}

function bitsOf(octets: readonly number[]): string {
  return octets.map((octet) => octet.toString(2).padStart(8, '0')).join('');
}
