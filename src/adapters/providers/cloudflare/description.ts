import type { ProviderDescription } from '../../../ports/dns-provider.ts';
import type { ActionSupport, RegistrarCapabilities } from '../../../ports/registrar.ts';

const DOMAINS_PAGE = 'https://dash.cloudflare.com/?to=/:account/domains';
/** Facts of the registrar's API read 2026-11-21. */
const none = (note: string): ActionSupport => ({ support: 'none', note, page: DOMAINS_PAGE });

export const registrarCapabilities: RegistrarCapabilities = {
  actions: {
    list: { support: 'full' },
    get: {
      support: 'limited',
      note: 'the API tells neither name servers nor DS; Cloudflare delegates to itself',
    },
    search: {
      support: 'limited',
      note: 'suggestions come from a cache; a check before buying tells for certain',
    },
    check: { support: 'full' },
    price: none('there is no price list; `domains check NAME` tells the price of a name'),
    register: {
      support: 'limited',
      note: 'with the default payment method of the account, not refundable; no premium names; not giving, mom, inc, lol, sh, link, cc, new; 100 domains an account',
    },
    renew: none('names renew by themselves where auto-renew is on; nothing can be renewed now'),
    'transfer-start': none('transfers in start in the dashboard'),
    'transfer-status': none('the dashboard shows how a transfer stands'),
    'transfer-approve': none('transfers out are approved in the dashboard'),
    'transfer-cancel': none('transfers are cancelled in the dashboard'),
    'auth-code': none('the dashboard shows the auth code once the name is unlocked'),
    lock: none('the API only tells the lock; the dashboard switches it'),
    autorenew: { support: 'full' },
    privacy: none('the API only tells the privacy; it is chosen at the registration'),
    'contacts-get': none('the dashboard shows the contacts'),
    'contacts-set': none('contacts are changed in the dashboard'),
    'contacts-verify': none('the registrar mails the registrant itself'),
    'ns-get': none('names registered here are always delegated to Cloudflare; `zones get` shows the servers'),
    'ns-set': none('names registered here are always delegated to Cloudflare'),
    'ns-reset': none('names registered here are always delegated to Cloudflare'),
    'dnssec-get': none('Cloudflare puts the DS at the registry itself; `zones get` shows it'),
    'dnssec-set': none('Cloudflare puts the DS at the registry itself once the zone is signed'),
    'glue-get': none('host objects are not to be had'),
    'glue-set': none('host objects are not to be had'),
  },
  currency: 'USD',
  years: { min: 1, max: 10 },
  nameservers: { min: 0, max: 0 },
  contactsAtRegistration: 'optional',
  dnssecForm: 'none',
};

export const description: ProviderDescription = {
  name: 'cloudflare',
  title: 'Cloudflare',
  endpoint: {
    label: 'base URL of the API v4',
    example: 'https://api.cloudflare.com/client/v4',
    required: false,
    default: 'https://api.cloudflare.com/client/v4',
  },
  settings: [
    {
      name: 'account-id',
      label: 'account at Cloudflare, where the credential reaches several; for new zones and registrations',
      required: false,
      secret: false,
      example: '023e105f4ecef8ad9ca31a8372d0c353',
    },
    {
      name: 'plan',
      label: 'plan of the zones: free, paid or enterprise; how much one write takes',
      required: false,
      secret: false,
      example: 'free',
    },
    {
      name: 'registrar',
      label: 'live, or sandbox for registrations that cost nothing and hold only in the sandbox',
      required: false,
      secret: false,
      example: 'live',
    },
  ],
  credentials: [
    { name: 'api-token', label: 'API token', required: false, secret: true, env: 'CLOUDFLARE_API_TOKEN' },
    {
      name: 'email',
      label: 'e-mail address, only with the global API key',
      required: false,
      secret: false,
      env: 'CLOUDFLARE_EMAIL',
    },
    {
      name: 'api-key',
      label: 'global API key, instead of a token',
      required: false,
      secret: true,
      env: 'CLOUDFLARE_API_KEY',
    },
  ],
  needsZones: false,
  setup: [
    'Make a token at https://dash.cloudflare.com/profile/api-tokens (Create Token, Custom token).',
    'For DNS it needs Zone:Read and DNS:Edit, with the zones meant among its resources; Zone:Edit too where regctl is to create and delete zones.',
    'For domains it needs the account permission Registrar, Read or Edit; Registrar Sandbox for the setting registrar=sandbox.',
    'The global API key with its e-mail address works as well, but may do everything; prefer a token.',
    'Where the token reaches several accounts, set account-id.',
  ],
  limits: [
    '1,200 requests in 5 minutes for all tokens of a user and the dashboard together; who passes it is refused everything for 5 minutes. regctl keeps to 1,150, waits as the replies say, and leaves the rest to people.',
    '200 records in one write on Free, 3,500 on paid plans (setting plan).',
  ],
  requestsPerSet: 5,
  dns: {
    types: [
      'A',
      'AAAA',
      'CAA',
      'CERT',
      'CNAME',
      'DNSKEY',
      'DS',
      'HTTPS',
      'LOC',
      'MX',
      'NAPTR',
      'NS',
      'OPENPGPKEY',
      'PTR',
      'SMIMEA',
      'SRV',
      'SSHFP',
      'SVCB',
      'TLSA',
      'TXT',
      'URI',
      'NATIVE',
    ],
    granularity: 'record',
    atomic: true,
    maxChangesPerWrite: 200,
    minTtl: 60,
    maxTtl: 86_400,
    writesApexNs: false,
    extras: ['proxied', 'ipv4Only', 'ipv6Only', 'flatten', 'comment', 'tags', 'autoTtl'],
    createsZones: true,
    deletesZones: true,
    listsZones: true,
    detectsConcurrentEdits: false,
    dnssec: 'read',
    notes: [
      {
        subject: 'writes',
        text: 'one write is one batch in one transaction; it takes 200 records on Free and 3,500 on paid plans, each record of an RRset counted, and a larger one is refused',
      },
      {
        subject: 'TTL',
        text: 'the automatic TTL shows as 300 s with the extra autoTtl true; it stands only where the TTL is 300 s and the record is not proxied. A proxied record takes no TTL but 300 s. 30 s and more on Enterprise',
      },
      {
        subject: 'extras',
        text: 'A, AAAA and CNAME have proxied, ipv4Only and ipv6Only, CNAME flatten, all types comment and tags; where the records of an RRset differ, an extra is an object from RDATA to value',
      },
      {
        subject: 'records of other products',
        text: 'records that another product keeps (mail routing) carry managedBy and are left as they are',
      },
      {
        subject: 'types',
        text: 'DNSKEY only with multi-signer DNSSEC; DS only beside NS and not at the apex; a record of a type that regctl does not know is NATIVE',
      },
      {
        subject: 'apex',
        text: 'SOA and the apex NS of Cloudflare are not listed; NS of other providers there are shown, not written',
      },
      {
        subject: 'concurrent edits',
        text: 'the API has no precondition: the zone is read again right before a write, so only an edit in that moment goes unseen until the read back',
      },
      {
        subject: 'new zones',
        text: 'only registered names; Cloudflare chooses the name servers, and `zones get` shows them',
      },
    ],
  },
  registrar: registrarCapabilities,
};
