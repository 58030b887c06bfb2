import { resolve4, resolve6 } from 'node:dns/promises';
import type { DomainName } from '../../core/names.ts';
import type { DnsResolver } from '../../ports/dns-resolver.ts';
import { exchangeTcp, exchangeUdp } from './exchange.ts';
import { createResolverOver, type ResolverConfig } from './resolver.ts';

export type { ResolverConfig } from './resolver.ts';

/** Asks name servers over UDP, TCP and HTTPS from this machine. */
export function createResolver(config: ResolverConfig): DnsResolver {
  return createResolverOver(config, { udp: exchangeUdp, tcp: exchangeTcp, systemAddresses });
}

async function systemAddresses(host: DomainName): Promise<string[]> {
  const found = await Promise.allSettled([resolve4(host), resolve6(host)]);
  return found
    .flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    .map((address) => (address.includes(':') ? `[${address}]` : address));
}
