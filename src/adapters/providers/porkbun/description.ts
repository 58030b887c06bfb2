import type { ProviderDescription } from '../../../ports/dns-provider.ts';
import { MAX_TTL } from '../../../core/rrset.ts';
import { registrarCapabilities } from './registrar-capabilities.ts';

/** Changes in one write: each is a request or more, and a write is seen through once it was begun. At one request a second that is half a minute. */
const MAX_CHANGES = 25;

export const description: ProviderDescription = {
  name: 'porkbun',
  title: 'Porkbun',
  endpoint: {
    label: 'base URL of the API',
    example: 'https://api.porkbun.com/api/json/v3',
    required: false,
    default: 'https://api.porkbun.com/api/json/v3',
  },
  namedEndpoints: { ipv4: 'https://api-ipv4.porkbun.com/api/json/v3' },
  settings: [],
  credentials: [
    {
      name: 'api-key',
      label: 'API key (pk1_…)',
      required: true,
      secret: true,
      example: 'pk1_…',
      env: 'PORKBUN_API_KEY',
    },
    {
      name: 'secret-api-key',
      label: 'secret API key (sk1_…)',
      required: true,
      secret: true,
      example: 'sk1_…',
      env: 'PORKBUN_SECRET_API_KEY',
    },
  ],
  needsZones: false,
  setup: [
    'Create an API key at https://porkbun.com/account/api. The secret key is shown once.',
    'Limit the key there: its domain allow-list to the domains that regctl shall manage, its IP allow-list to the machines that run it.',
    'Switch on "API Access" in the details of each of these domains at https://porkbun.com/account/domainsSpeedy. Without it the API refuses them.',
    'A key has no permissions of its own: it may also buy, from the credit of the account. Keep the credit low, or set a monthly spend limit, where it shall not.',
    'Sandbox keys (pk1_sb_…, sk1_sb_…) work at the same endpoint on an account of play money.',
  ],
  limits: [
    'In general about 1 request a second with a burst of 5 (measured; nothing is documented). Beyond it the API answers 503 with a page of HTML.',
    'An availability check: 1 in 10 seconds. A purchase: 1 attempt in 10 seconds, and 10 to 50 a day.',
  ],
  requestsPerSet: 9,
  dns: {
    types: [
      'A',
      'AAAA',
      'ALIAS',
      'CAA',
      'CNAME',
      'HTTPS',
      'MX',
      'NS',
      'SRV',
      'SSHFP',
      'SVCB',
      'TLSA',
      'TXT',
      'NATIVE',
    ],
    granularity: 'record',
    atomic: false,
    maxChangesPerWrite: MAX_CHANGES,
    minTtl: 600,
    maxTtl: MAX_TTL,
    writesApexNs: false,
    extras: ['notes'],
    createsZones: false,
    deletesZones: false,
    listsZones: true,
    detectsConcurrentEdits: false,
    dnssec: 'none',
    notes: [
      {
        subject: 'API access',
        text: 'a domain can be read and written only when its switch "API Access" is on in the console',
      },
      {
        subject: 'concurrent edits',
        text: 'the API has no precondition: the zone is read again right before a write; an edit from then on stays, but for one of the very record that is written, which is overwritten unseen',
      },
      {
        subject: 'writes',
        text: 'each record is a request of its own, about one a second; a write that fails half way leaves what was written before',
      },
      {
        subject: 'TXT',
        text: 'the API keeps one text and splits it at 255 octets itself: other splits, octets that are not UTF-8, empty texts and blanks at the end are refused',
      },
      { subject: 'CAA', text: 'values with blanks are refused' },
      {
        subject: 'TTL',
        text: 'each record has its own; an RRset shows the lowest and is written with one. Lower than 600 is raised or refused by Porkbun, so it is refused here',
      },
      { subject: 'apex NS', text: 'Porkbun keeps them; change name servers with `regctl domains ns set`' },
      {
        subject: 'notes',
        text: 'extras.notes is the note of the records, null without one; where they have different notes, an object of RDATA and note, without those that have none',
      },
      {
        subject: 'URL forwards',
        text: 'they are NATIVE records: {"kind":"url-forward","location":"https://www.example.net/","type":"temporary","includePath":"no","wildcard":"no"}. The records that Porkbun makes for one carry extras.managedBy url-forwarding and go with it; a parking record gives way to it',
      },
      {
        subject: 'free TLS',
        text: 'challenge texts at _acme-challenge without a note carry extras.managedBy free-tls, as the API does not tell who made them; give yours a note',
      },
      {
        subject: 'other records',
        text: 'a record of a type or form that regctl does not know is a NATIVE record: {"kind":"record","type":…,"content":…,"ttl":…,"prio":…,"notes":…}',
      },
    ],
  },
  registrar: registrarCapabilities,
};
