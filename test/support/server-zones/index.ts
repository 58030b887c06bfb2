import { openCloudflareZone } from './cloudflare.ts';
import { openGodaddyZone } from './godaddy.ts';
import { openPorkbunZone } from './porkbun.ts';
import { openRoute53Zone } from './route53.ts';
import type { ServerZone } from './server-zone.ts';
import { openValueDomainZone } from './value-domain.ts';

/** A zone on the local server of each company. */
export const SERVER_ZONES: { readonly [provider: string]: () => Promise<ServerZone> } = {
  porkbun: openPorkbunZone,
  'value-domain': openValueDomainZone,
  route53: openRoute53Zone,
  cloudflare: openCloudflareZone,
  godaddy: openGodaddyZone,
};
