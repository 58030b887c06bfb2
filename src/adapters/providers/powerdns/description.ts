import type { ProviderDescription } from '../../../ports/dns-provider.ts';
import { MAX_TTL } from '../../../core/rrset.ts';
import { MAX_CHANGES } from './limits.ts';

export const description: ProviderDescription = {
  name: 'powerdns',
  title: 'PowerDNS Authoritative',
  endpoint: { label: 'base URL of the HTTP API', example: 'http://127.0.0.1:8081', required: true },
  settings: [
    { name: 'server-id', label: 'server in the API', required: false, secret: false, example: 'localhost' },
    {
      name: 'zone-kind',
      label: 'kind of new zones: Native, Master or Primary',
      required: false,
      secret: false,
      example: 'Native',
    },
    {
      name: 'nameserver-address',
      label: 'address:port where every name server of these zones is asked, when not at its own address',
      required: false,
      secret: false,
      example: '127.0.0.1:5300',
    },
  ],
  credentials: [{ name: 'api-key', label: 'API key', required: true, secret: true, env: 'PDNS_API_KEY' }],
  needsZones: false,
  dns: {
    types: 'any',
    providerTypes: ['ALIAS'],
    granularity: 'rrset',
    atomic: true,
    maxChangesPerWrite: MAX_CHANGES,
    minTtl: 0,
    maxTtl: MAX_TTL,
    writesApexNs: true,
    createsZones: true,
    deletesZones: true,
    listsZones: true,
    detectsConcurrentEdits: false,
    dnssec: 'read',
    notes: [
      {
        subject: 'ALIAS',
        text: 'PowerDNS answers for ALIAS records only where its configuration has expand-alias=yes and a resolver; otherwise the name has no addresses',
      },
      {
        subject: 'concurrent edits',
        text: 'the API has no precondition: the zone is read again right before a write, and the write replaces whole RRsets: an edit in that moment stays, but for one of the very RRset that is written, which is overwritten unseen',
      },
      {
        subject: 'disabled records',
        text: 'an RRset with disabled records is refused, as a write would enable or lose them',
      },
      { subject: 'serial', text: 'PowerDNS raises the serial as the SOA-EDIT-API metadata of the zone says' },
    ],
  },
};
