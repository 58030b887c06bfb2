import { isIP } from 'node:net';
import { publicLookup, refusePrivateHost } from '../network-policy.ts';
import type { Fetch } from './client.ts';

/** Gives a fetch that connects to nothing private, whatever a name is made to mean. */
export function publicOnlyFetch(): Fetch {
  let loaded: Promise<Fetch> | undefined;
  const load = async (): Promise<Fetch> => {
    const undici = await import('undici');
    const dispatcher = new undici.Agent({ connect: { lookup: publicLookup } });
    return (url, init) =>
      undici.fetch(url, { ...(init as object), dispatcher }) as unknown as Promise<Response>;
  };
  return async (url, init) => {
    const { hostname } = new URL(url);
    // A socket looks nothing up for a literal address.
    if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) await refusePrivateHost(hostname);
    return (await (loaded ??= load()))(url, init);
  };
}
