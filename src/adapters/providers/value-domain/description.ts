import { MAX_TTL } from '../../../core/rrset.ts';
import type { DnsCapabilities, ProviderDescription } from '../../../ports/dns-provider.ts';
import type { ActionSupport, RegistrarCapabilities } from '../../../ports/registrar.ts';
import { MAX_CHANGES } from './limits.ts';

const SITE = 'https://www.value-domain.com/';
const FULL: ActionSupport = { support: 'full' };
const NO_PRICES =
  'the API names no prices and charges the prepaid balance: look the price up on the site; what is charged is not checked';
const TRANSFERS = 'the vendor does not document the form of a transfer order; sent as auth code and contacts';

const dns: DnsCapabilities = {
  types: ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'NATIVE'],
  granularity: 'zone',
  atomic: true,
  maxChangesPerWrite: MAX_CHANGES,
  // A lower TTL becomes 3600 (read 2026-11-21).
  minTtl: 120,
  maxTtl: MAX_TTL,
  writesApexNs: false,
  uniformTtl: true,
  apexOnly: ['MX'],
  createsZones: false,
  deletesZones: false,
  listsZones: true,
  detectsConcurrentEdits: false,
  dnssec: 'none',
  notes: [
    {
      subject: 'types',
      text: 'a line of the zone text that is no A, AAAA, CNAME, MX, NS, TXT or SRV record (URL forwards and the like) is kept as it is and shown as NATIVE at @, such as {"line":"url @ https://www.example.net/"}',
    },
    {
      subject: 'texts',
      text: 'quotes, backslashes and octets beyond ASCII in TXT, dots within a label, and the root as a target have no known form in the zone text and are refused',
    },
    { subject: 'mail', text: 'MX records stand at the apex only' },
    {
      subject: 'ttl',
      text: 'one TTL for the whole zone, from 120 s; what was stored is checked after each write',
    },
    {
      subject: 'concurrent edits',
      text: 'the whole zone is replaced and the API has no precondition: it is read again right before a write, and what was stored is compared with what was sent; an edit by somebody else in the moment between that look and the write is overwritten unseen',
    },
    { subject: 'comments', text: 'comments written in the console are lost with the first write by the API' },
    {
      subject: 'apex NS',
      text: 'NS and SOA of the apex are not part of the zone text; the set of name servers stays as it is',
    },
    {
      subject: 'last record',
      text: 'the last record of a zone is not deleted, as the vendor says nothing of an empty zone text',
    },
    {
      subject: 'zones',
      text: 'zones of domains registered here; the free DNS for domains registered elsewhere is not covered',
    },
  ],
};

const registrar: RegistrarCapabilities = {
  actions: {
    list: FULL,
    get: FULL,
    search: { support: 'none', note: 'the API makes no suggestions', page: SITE },
    check: FULL,
    price: { support: 'none', note: 'the API names no prices', page: SITE },
    register: { support: 'limited', note: NO_PRICES },
    renew: { support: 'limited', note: NO_PRICES },
    'transfer-start': { support: 'limited', note: `${TRANSFERS}; ${NO_PRICES}` },
    'transfer-status': {
      support: 'limited',
      note: 'the words of its states are not documented and shown as they come',
    },
    'transfer-approve': { support: 'none', note: 'the API cannot answer a request to leave', page: SITE },
    'transfer-cancel': { support: 'limited', note: 'as far as VALUE-DOMAIN still takes an order back' },
    'auth-code': { support: 'none', note: 'the API does not tell auth codes', page: SITE },
    lock: FULL,
    autorenew: {
      support: 'limited',
      note: "the domain's own setting; where auto-renewal is on for the whole account it can be switched off in the console only",
    },
    privacy: FULL,
    'contacts-get': FULL,
    'contacts-set': { support: 'limited', note: 'registrant, admin and tech, with two lines of street' },
    'contacts-verify': {
      support: 'none',
      note: 'the API does not send verification mails again',
      page: SITE,
    },
    'ns-get': FULL,
    'ns-set': FULL,
    'ns-reset': FULL,
    'dnssec-get': FULL,
    'dnssec-set': FULL,
    'glue-get': FULL,
    'glue-set': {
      support: 'limited',
      note: 'one IPv4 and one IPv6 address a host; other addresses mean that the host is deleted and made anew',
    },
  },
  currency: 'JPY',
  years: { min: 1, max: 10 },
  nameservers: { min: 1, max: 5 },
  contactsAtRegistration: 'required',
  dnssecForm: 'ds',
};

export const description: ProviderDescription = {
  name: 'value-domain',
  title: 'VALUE-DOMAIN',
  endpoint: {
    label: 'base URL of the API',
    example: 'https://api.value-domain.com/v1',
    required: false,
    default: 'https://api.value-domain.com/v1',
  },
  settings: [
    {
      name: 'registrar',
      label: 'registrar above VALUE-DOMAIN for new names: GMO, JPRS or ENOM',
      required: false,
      secret: false,
      example: 'GMO',
    },
  ],
  credentials: [
    { name: 'token', label: 'API token', required: true, secret: true, env: 'VALUE_DOMAIN_API_TOKEN' },
  ],
  needsZones: false,
  setup: [
    'Issue the token at https://www.value-domain.com/vdapi/. An account has one; it may do everything, so keep it where few can read it.',
    'Where the page offers it, limit the token to the IP addresses that regctl runs at.',
    'There is no test environment: every call is made to the real account.',
  ],
  limits: [
    '60 requests in 60 s an account; then 429 without Retry-After until the minute is over. regctl sends 20 at once and 40 a minute after them, and waits 60 s after a 429.',
    'Name servers take up a change some minutes later; nothing says when.',
  ],
  // Read for the plan, read again right before the write, write, read back.
  requestsPerSet: 4,
  dns,
  registrar,
};
