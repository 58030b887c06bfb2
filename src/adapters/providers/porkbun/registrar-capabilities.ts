import type { ActionSupport, RegistrarCapabilities } from '../../../ports/registrar.ts';

const DOMAINS = 'https://porkbun.com/account/domainsSpeedy';
const FULL: ActionSupport = { support: 'full' };

function limited(note: string): ActionSupport {
  return { support: 'limited', note };
}

function none(note: string, page: string = DOMAINS): ActionSupport {
  return { support: 'none', note, page };
}

/** What there are calls for in the API v3 (its OpenAPI document, read 2026-11-21). */
export const registrarCapabilities: RegistrarCapabilities = {
  actions: {
    list: FULL,
    get: FULL,
    search: none('the API checks single names only', 'https://porkbun.com/checkout/search'),
    check: limited('one name in 10 seconds'),
    price: FULL,
    register: limited(
      'for the shortest term of the extension, from account credit, with the contacts of the account; e-mail and phone must be verified and one order placed before; no premium names',
    ),
    renew: limited(
      'for the shortest term of the extension, from account credit; not within 30 days of the last',
    ),
    'transfer-start': limited('from account credit; takes 5 to 7 days'),
    'transfer-status': FULL,
    'transfer-approve': none('the API has no call for it'),
    'transfer-cancel': none('the API has no call for it'),
    'auth-code': none('the API does not give it out'),
    lock: none('the API shows the lock, and does not switch it'),
    autorenew: FULL,
    privacy: none('it is chosen when registering; afterwards the API only shows it'),
    'contacts-get': limited('only newer deployments of the API have the call'),
    'contacts-set': limited(
      'only newer deployments of the API have the call; some registries refuse another registrant',
    ),
    'contacts-verify': none('the API has no call for it', 'https://porkbun.com/account'),
    'ns-get': FULL,
    'ns-set': FULL,
    'ns-reset': FULL,
    'dnssec-get': limited('the API lists one DS record for each key tag'),
    'dnssec-set': limited('one DS record for each key tag'),
    'glue-get': FULL,
    'glue-set': limited('Porkbun may refuse IPv4 and IPv6 addresses together'),
  },
  currency: 'USD',
  years: { min: 1, max: 1 },
  // The API states no bounds; these are the usual ones of registries.
  nameservers: { min: 2, max: 13 },
  contactsAtRegistration: 'account',
  dnssecForm: 'ds',
};
