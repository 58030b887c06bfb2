import { MAX_TTL } from '../../../core/rrset.ts';
import type { ProviderDescription } from '../../../ports/dns-provider.ts';
import type { ActionSupport, RegistrarCapabilities } from '../../../ports/registrar.ts';
import { MAX_CHANGES, TYPES } from './limits.ts';

/** Where the zones are served, and where the domains are (Regions of both services, read 2026-11-21). */
export const ENDPOINT = 'https://route53.amazonaws.com';
export const DOMAINS_ENDPOINT = 'https://route53domains.us-east-1.amazonaws.com';

const CONSOLE = 'https://console.aws.amazon.com/route53/domains/home#/';
const FULL: ActionSupport = { support: 'full' };

function limited(note: string): ActionSupport {
  return { support: 'limited', note };
}

function none(note: string): ActionSupport {
  return { support: 'none', note, page: CONSOLE };
}

export const registrarCapabilities: RegistrarCapabilities = {
  actions: {
    list: FULL,
    get: FULL,
    search: limited('AWS suggests names around the word, at most 50, without prices'),
    check: limited('one request for each name, at about one a second'),
    price: FULL,
    register: limited(
      'also makes a hosted zone, which is charged, and points the domain at it; name servers can be set afterwards',
    ),
    renew: FULL,
    'transfer-start': limited('for one year; what it adds to the registration is up to the registry'),
    'transfer-status': FULL,
    'transfer-approve': none('the API knows transfers between AWS accounts only; others go by e-mail'),
    'transfer-cancel': none('the API cancels transfers between AWS accounts only'),
    'auth-code': FULL,
    lock: FULL,
    autorenew: FULL,
    privacy: FULL,
    'contacts-get': FULL,
    'contacts-set': limited(
      'a new owner that costs money at the registry is refused: the API wants a consent to the price, which regctl never gives',
    ),
    'contacts-verify': limited('sends the e-mail to the registrant again; its link must be followed'),
    'ns-get': FULL,
    'ns-set': limited('hosts below the domain itself keep the glue that they have; new ones are refused'),
    'ns-reset': limited('to those of the hosted zone of the same name, where there is one'),
    'dnssec-get': FULL,
    'dnssec-set': limited(
      'takes DNSKEYs and makes the DS itself; one key at a time, new ones before old ones go',
    ),
    'glue-get': limited('of the name servers of the domain only'),
    'glue-set': none('addresses can be given only together with the whole list of name servers'),
  },
  currency: 'USD',
  years: { min: 1, max: 10 },
  // The service model names no bounds; thirteen is what fits into an answer (unconfirmed, 2026-11-21).
  nameservers: { min: 1, max: 13 },
  contactsAtRegistration: 'required',
  dnssecForm: 'dnskey',
};

export const description: ProviderDescription = {
  name: 'route53',
  title: 'Amazon Route 53',
  endpoint: { label: 'base URL of the Route 53 API', example: ENDPOINT, required: false, default: ENDPOINT },
  settings: [
    {
      name: 'profile',
      label: 'profile of the AWS CLI whose credentials are used',
      required: false,
      secret: false,
      example: 'dns-admin',
    },
    {
      name: 'domains-endpoint',
      label: 'base URL of the Route 53 Domains API, where it is not at its usual place',
      required: false,
      secret: false,
      example: DOMAINS_ENDPOINT,
    },
  ],
  credentials: [
    {
      name: 'access-key-id',
      label: 'access key id; none to use a profile, SSO session or role',
      required: false,
      secret: false,
      env: 'AWS_ACCESS_KEY_ID',
    },
    {
      name: 'secret-access-key',
      label: 'secret access key',
      required: false,
      secret: true,
      env: 'AWS_SECRET_ACCESS_KEY',
    },
    {
      name: 'session-token',
      label: 'session token of temporary credentials',
      required: false,
      secret: true,
      env: 'AWS_SESSION_TOKEN',
    },
  ],
  needsZones: false,
  setup: [
    'Nothing has to be stored: without an access key regctl takes the credentials that the AWS CLI would take (AWS_PROFILE, SSO, credential_process, roles). Name a profile with `--setting profile=NAME`.',
    'Otherwise make an IAM user with an access key of its own, and a policy of its own.',
    'Records: route53:ListHostedZones, route53:ListHostedZonesByName, route53:GetHostedZone, route53:ListResourceRecordSets, route53:ChangeResourceRecordSets, route53:GetDNSSEC, and route53:GetChange on arn:aws:route53:::change/*. All but the lists of zones can be bound to single zones (arn:aws:route53:::hostedzone/ID), and ChangeResourceRecordSets by condition keys to names and types.',
    'Zones: route53:CreateHostedZone, route53:DeleteHostedZone.',
    'Domains: route53domains:List*, route53domains:Get*, route53domains:Check* to look; route53domains:RegisterDomain, RenewDomain and TransferDomain to buy; Update*, Enable*, Disable*, AssociateDelegationSignerToDomain, DisassociateDelegationSignerFromDomain, RetrieveDomainAuthCode and ResendContactReachabilityEmail to change.',
  ],
  limits: [
    'Zones: 50 requests at once and 10 a second for the whole AWS account, CreateHostedZone 40 and 2, DeleteHostedZone 40 and 5; a refusal says Throttling and names no time.',
    'Single record changes have a limit of their own, which AWS does not publish.',
    'Domains: AWS publishes no number; regctl keeps to one request a second with a burst of five (unconfirmed).',
    'One change batch takes 1000 values and 32,000 characters of them; an update counts the values that go and those that come.',
  ],
  requestsPerSet: 5,
  dns: {
    types: [...TYPES, 'NATIVE'],
    granularity: 'rrset',
    atomic: true,
    maxChangesPerWrite: MAX_CHANGES,
    minTtl: 0,
    maxTtl: MAX_TTL,
    writesApexNs: true,
    createsZones: true,
    deletesZones: true,
    listsZones: true,
    detectsConcurrentEdits: true,
    dnssec: 'read',
    notes: [
      {
        subject: 'concurrent edits',
        text: 'a change names what it replaces to the letter, and Route 53 refuses the whole write when that is no longer so',
      },
      {
        subject: 'NATIVE',
        text: 'aliases, routed sets (weighted, latency, failover, geolocation, geoproximity, multivalue, CIDR), sets with a health check, and values that regctl cannot say are NATIVE: one JSON object for each set, with the fields of `aws route53 list-resource-record-sets` but for Name, such as {"Type":"A","AliasTarget":{"HostedZoneId":"Z2FDTNDATAQYW2","DNSName":"d1.cloudfront.net.","EvaluateTargetHealth":false}}',
      },
      {
        subject: 'traffic policies',
        text: 'records of a traffic policy belong to it, and the NATIVE data of their name are left alone: deleted alone, the policy would go on to be charged',
      },
      {
        subject: 'write size',
        text: 'a write is one change batch of at most 1000 values and 32,000 characters; larger plans are cut where a batch is full, and a single RRset that does not fit is refused',
      },
      {
        subject: 'SOA',
        text: 'SOA and apex NS can be changed, not deleted',
      },
      {
        subject: 'zones',
        text: 'public hosted zones only; a name with several of them is refused. Name servers of a new zone are chosen by Route 53. A zone is deleted with its records, unless it is signed or holds traffic policy records',
      },
      { subject: 'values', text: 'one value has at most 4000 characters, with quotes and escapes' },
    ],
  },
  registrar: registrarCapabilities,
};
