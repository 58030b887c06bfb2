import type { ProviderDescription } from '../../../ports/dns-provider.ts';
import { MAX_TTL } from '../../../core/rrset.ts';
import { MAX_CHANGES } from './limits.ts';

export const description: ProviderDescription = {
  name: 'rfc2136',
  title: 'Dynamic update (BIND, Knot and others)',
  endpoint: {
    label: 'address of the primary server, with an optional port',
    example: '192.0.2.53:53',
    required: true,
  },
  settings: [
    {
      name: 'tsig-algorithm',
      label: 'hmac-sha256 (when omitted), hmac-sha384 or hmac-sha512',
      required: false,
      secret: false,
      example: 'hmac-sha256',
    },
    {
      name: 'nameserver-address',
      label: 'address:port where every name server of these zones is asked, when not at its own address',
      required: false,
      secret: false,
      example: '127.0.0.1:5300',
    },
  ],
  credentials: [
    {
      name: 'tsig-name',
      label: 'name of the TSIG key',
      required: true,
      secret: false,
      env: 'REGCTL_TSIG_NAME',
    },
    {
      name: 'tsig-secret',
      label: 'TSIG secret in base64',
      required: true,
      secret: true,
      env: 'REGCTL_TSIG_SECRET',
    },
  ],
  needsZones: true,
  dns: {
    types: 'any',
    granularity: 'rrset',
    atomic: true,
    maxChangesPerWrite: MAX_CHANGES,
    minTtl: 0,
    maxTtl: MAX_TTL,
    writesApexNs: true,
    createsZones: false,
    deletesZones: false,
    listsZones: false,
    detectsConcurrentEdits: true,
    dnssec: 'none',
    notes: [
      {
        subject: 'concurrent edits',
        text: 'every change carries what it expects to find (RFC 2136 §2.4.2), so the server itself refuses to overwrite an edit made meanwhile',
      },
      {
        subject: 'zones',
        text: 'the protocol neither lists, creates nor deletes zones; name them with --zone',
      },
      {
        subject: 'reading',
        text: 'zones are read by transfer (AXFR) over TCP, which the server must allow to the key',
      },
    ],
  },
};
