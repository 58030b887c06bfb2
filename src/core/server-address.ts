import { RegctlError } from './errors.ts';
import { isIpv4, parseIpv6 } from './records/ip-address.ts';

/** Where a name server is asked. */
export interface ServerAddress {
  /** IPv4, or IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `192.0.2.53`, `192.0.2.53:5300`, `2001:db8::53` or `[2001:db8::53]:5300`.
 *
 * @throws RegctlError `INVALID_INPUT`
 */
export function parseServerAddress(text: string, defaultPort: number = 53): ServerAddress {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? text;
  const port = Number(digits ?? defaultPort);
  const isHost = bracketed === undefined && plain !== undefined ? isIpv4(host) : isIpv6(host);
  if (isHost && port > 0 && port < 65_536) return { host, port };
  throw new RegctlError('INVALID_INPUT', `${text} is not the address of a server`, {
    reason: isHost ? `ports go from 1 to 65535` : 'it takes an IP address with an optional port',
    hint: 'such as 192.0.2.53, 192.0.2.53:5300 or [2001:db8::53]:5300',
  });
}

/** A zone index, `fe80::1%eth0`, names the interface of a link-local address. */
function isIpv6(text: string): boolean {
  return parseIpv6(text.replace(/%[\w.-]+$/, '')) !== undefined;
}
