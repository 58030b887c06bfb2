// Written by scripts/generate-pages.ts from what the providers say that they can do.
import type { ActionSupport, RegistrarAction } from '../ports/registrar.ts';

export const REGISTRAR_SUPPORT: {
  readonly [A in RegistrarAction]: { readonly [S in ActionSupport['support']]: readonly string[] };
} = {
  list: { full: ['cloudflare', 'godaddy', 'porkbun', 'route53', 'value-domain'], limited: [], none: [] },
  get: { full: ['godaddy', 'porkbun', 'route53', 'value-domain'], limited: ['cloudflare'], none: [] },
  search: { full: [], limited: ['cloudflare', 'godaddy', 'route53'], none: ['porkbun', 'value-domain'] },
  check: { full: ['cloudflare', 'value-domain'], limited: ['godaddy', 'porkbun', 'route53'], none: [] },
  price: { full: ['porkbun', 'route53'], limited: [], none: ['cloudflare', 'godaddy', 'value-domain'] },
  register: { full: [], limited: ['cloudflare', 'godaddy', 'porkbun', 'route53', 'value-domain'], none: [] },
  renew: { full: ['route53'], limited: ['godaddy', 'porkbun', 'value-domain'], none: ['cloudflare'] },
  'transfer-start': {
    full: [],
    limited: ['godaddy', 'porkbun', 'route53', 'value-domain'],
    none: ['cloudflare'],
  },
  'transfer-status': {
    full: ['porkbun', 'route53'],
    limited: ['godaddy', 'value-domain'],
    none: ['cloudflare'],
  },
  'transfer-approve': {
    full: [],
    limited: [],
    none: ['cloudflare', 'godaddy', 'porkbun', 'route53', 'value-domain'],
  },
  'transfer-cancel': {
    full: [],
    limited: ['value-domain'],
    none: ['cloudflare', 'godaddy', 'porkbun', 'route53'],
  },
  'auth-code': { full: ['route53'], limited: ['godaddy'], none: ['cloudflare', 'porkbun', 'value-domain'] },
  lock: { full: ['godaddy', 'route53', 'value-domain'], limited: [], none: ['cloudflare', 'porkbun'] },
  autorenew: { full: ['cloudflare', 'godaddy', 'porkbun', 'route53'], limited: ['value-domain'], none: [] },
  privacy: { full: ['route53', 'value-domain'], limited: ['godaddy'], none: ['cloudflare', 'porkbun'] },
  'contacts-get': {
    full: ['godaddy', 'route53', 'value-domain'],
    limited: ['porkbun'],
    none: ['cloudflare'],
  },
  'contacts-set': {
    full: [],
    limited: ['godaddy', 'porkbun', 'route53', 'value-domain'],
    none: ['cloudflare'],
  },
  'contacts-verify': {
    full: ['godaddy'],
    limited: ['route53'],
    none: ['cloudflare', 'porkbun', 'value-domain'],
  },
  'ns-get': { full: ['godaddy', 'porkbun', 'route53', 'value-domain'], limited: [], none: ['cloudflare'] },
  'ns-set': { full: ['porkbun', 'value-domain'], limited: ['godaddy', 'route53'], none: ['cloudflare'] },
  'ns-reset': { full: ['porkbun', 'value-domain'], limited: ['route53'], none: ['cloudflare', 'godaddy'] },
  'dnssec-get': { full: ['route53', 'value-domain'], limited: ['godaddy', 'porkbun'], none: ['cloudflare'] },
  'dnssec-set': { full: ['value-domain'], limited: ['godaddy', 'porkbun', 'route53'], none: ['cloudflare'] },
  'glue-get': { full: ['porkbun', 'value-domain'], limited: ['route53'], none: ['cloudflare', 'godaddy'] },
  'glue-set': { full: [], limited: ['porkbun', 'value-domain'], none: ['cloudflare', 'godaddy', 'route53'] },
};
