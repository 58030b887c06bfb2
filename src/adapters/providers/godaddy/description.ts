import type { ProviderDescription } from '../../../ports/dns-provider.ts';
import type { ActionSupport, RegistrarCapabilities } from '../../../ports/registrar.ts';
import { MAX_CHANGES, READ_DELAY_SECONDS } from './limits.ts';

const PORTFOLIO = 'https://dcc.godaddy.com/control/portfolio';
const FULL: ActionSupport = { support: 'full' };
const BALANCE =
  'paid from the prepaid Good as Gold balance; the API takes no idempotency key, so an order is sent once and never again';
const CUSTOMER = 'by v2, which asks for the customer: needs the setting shopper-id or customer-id';
const GATE = 'only for accounts with 50 domains and more, by the word of 2024';

const limited = (note: string): ActionSupport => ({ support: 'limited', note });
const none = (note: string): ActionSupport => ({ support: 'none', note, page: PORTFOLIO });

export const registrarCapabilities: RegistrarCapabilities = {
  actions: {
    list: FULL,
    get: FULL,
    search: limited(`${GATE}; what it says of free names is not definitive`),
    check: limited(GATE),
    price: none('the API has no list of prices: it names one with the availability of a single name'),
    register: limited(
      `${BALANCE}; the price is known for the shortest period only, and the availability it needs is ${GATE}`,
    ),
    renew: limited(`${BALANCE}; the API names no price of a renewal`),
    'transfer-start': limited(BALANCE),
    'transfer-status': limited("from GoDaddy's status of the registration"),
    'transfer-approve': none('v1 cannot answer a transfer away'),
    'transfer-cancel': none('v1 cannot stop a transfer'),
    'auth-code': limited(
      'as the registration shows it; a new one is made where it shows none and shopper-id or customer-id is set',
    ),
    lock: FULL,
    autorenew: FULL,
    privacy: limited(
      'shows or hides the contacts in WHOIS; the paid product is never bought, and cancelled by switching privacy off',
    ),
    'contacts-get': FULL,
    'contacts-set': limited('may start a verification of the registrant by e-mail'),
    'contacts-verify': FULL,
    'ns-get': FULL,
    'ns-set': limited('not for names under the high protection plan, which asks for a second factor'),
    'ns-reset': none('the API does not say which name servers GoDaddy gives a name'),
    'dnssec-get': limited(CUSTOMER),
    'dnssec-set': limited(CUSTOMER),
    'glue-get': none('v1 has no host records'),
    'glue-set': none('v1 has no host records'),
  },
  currency: 'USD',
  years: { min: 1, max: 10 },
  nameservers: { min: 2, max: 13 },
  contactsAtRegistration: 'optional',
  dnssecForm: 'ds',
};

export const description: ProviderDescription = {
  name: 'godaddy',
  title: 'GoDaddy',
  endpoint: {
    label: 'base URL of the API',
    example: 'https://api.godaddy.com',
    required: false,
    default: 'https://api.godaddy.com',
  },
  namedEndpoints: { ote: 'https://api.ote-godaddy.com' },
  settings: [
    {
      name: 'shopper-id',
      label:
        'customer number: gives access to DS records and new auth codes, and lets resellers act for a customer',
      required: false,
      secret: false,
      example: '123456789',
    },
    {
      name: 'customer-id',
      label: 'customer UUID, where it is known; else it is asked for by shopper-id',
      required: false,
      secret: false,
      example: '295e3bc3-b3b9-4d95-aae5-ede41a994d13',
    },
    {
      name: 'consent-ip',
      label:
        'your public IP address, which GoDaddy keeps with each agreement you consent to; 127.0.0.1 when not set, for "on the machine that runs regctl"',
      required: false,
      secret: false,
      example: '192.0.2.1',
    },
  ],
  credentials: [
    {
      name: 'api-token',
      label: 'personal access token, in the place of key and secret',
      required: false,
      secret: true,
      env: 'GODADDY_API_TOKEN',
    },
    { name: 'api-key', label: 'API key', required: false, secret: true, env: 'GODADDY_API_KEY' },
    {
      name: 'api-secret',
      label: 'secret of the API key',
      required: false,
      secret: true,
      env: 'GODADDY_API_SECRET',
    },
  ],
  needsZones: false,
  setup: [
    'Make a personal access token at https://developer.godaddy.com/personal-access-token with `domains.domain:read` and `domains.dns:update` for DNS alone. More for registrations: `domains.domain:update` (lock, renewal, privacy, DS), `domains.nameserver:update`, `domains.contact:update`, `domains.domain:create` and `domains.transfer:execute` (these two spend money).',
    'Or make a production key with its secret at https://developer.godaddy.com/keys. A key may do everything; GoDaddy has announced its end for after 2026. Where both are given, the token is used.',
    'Accounts need 10 domains or a Discount Domain Club plan (by a later word: one domain or a pro plan), and 50 domains for questions of availability. Other accounts are answered with 403, which regctl reports as ACCOUNT_GATE.',
    'To try things out without money, use the test environment with keys made for it: `--endpoint https://api.ote-godaddy.com`.',
  ],
  limits: [
    'GoDaddy allows 60 requests a minute, and by newer documents about 600 in 23 minutes: regctl sends at most 35 at once and one every 2.5 seconds after that.',
    'It says no with 429 and the seconds to wait, which are waited for, by every regctl that uses the account.',
  ],
  requestsPerSet: 4,
  dns: {
    types: ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT', 'NATIVE'],
    granularity: 'rrset',
    atomic: false,
    maxChangesPerWrite: MAX_CHANGES,
    minTtl: 600,
    maxTtl: 604_800,
    writesApexNs: false,
    createsZones: false,
    deletesZones: false,
    listsZones: true,
    detectsConcurrentEdits: false,
    readDelaySeconds: READ_DELAY_SECONDS,
    dnssec: 'none',
    notes: [
      {
        subject: 'types',
        text: 'CAA records made in the console are shown and left alone; the API does not write them',
      },
      {
        subject: 'apex NS',
        text: 'the API cannot delete them, and they follow the registration: change the name servers there',
      },
      {
        subject: 'texts',
        text: 'one text of UTF-8 for each TXT record, at most 1024 characters by common word; it is cut at 255 octets',
      },
      {
        subject: 'records of GoDaddy',
        text: 'what no type says, such as `Parked` in the place of an address, is shown as NATIVE; nothing is written beside it until it is deleted',
      },
      {
        subject: 'zones',
        text: "the domains of the account whose name servers are GoDaddy's; zones come and go with them",
      },
      {
        subject: 'delegations',
        text: 'NS records of a name are deleted by writing all other NS records of the zone anew, as the API has no other way',
      },
      {
        subject: 'concurrent edits',
        text: 'the API has no precondition: the zone is read again right before a write; an edit from then on stays, but for one of the very RRset that is replaced, which is overwritten unseen; new RRsets are added and never overwrite one that came up meanwhile',
      },
      {
        subject: 'delay',
        text: 'a zone may show a write some seconds late: regctl looks again for up to 15 s, waits as long before it accounts for an apply that was killed, and as long asks again when GoDaddy is still applying an earlier change',
      },
    ],
  },
  registrar: registrarCapabilities,
};
