import type { ProviderDescription } from '../../../ports/dns-provider.ts';
import { MAX_TTL } from '../../../core/rrset.ts';
import { MAX_CHANGES } from './limits.ts';

export const description: ProviderDescription = {
  name: 'zonefile',
  title: 'Zone files',
  endpoint: {
    label: 'folder that holds one master file for each zone',
    example: '/etc/bind/zones',
    required: true,
  },
  settings: [
    {
      name: 'reload-command',
      label: 'command to run after a write, words separated by blanks, no shell; {zone} stands for the zone',
      required: false,
      secret: false,
      example: 'rndc reload {zone}',
    },
    {
      name: 'nameserver-address',
      label: 'address:port where every name server of these zones is asked, when not at its own address',
      required: false,
      secret: false,
      example: '127.0.0.1:5300',
    },
    {
      name: 'nameservers',
      label: 'name servers that new zones begin with where none are named, commas between them',
      required: false,
      secret: false,
      example: 'ns1.example.net,ns2.example.net',
    },
  ],
  credentials: [],
  needsZones: false,
  dns: {
    types: 'any',
    granularity: 'zone',
    atomic: true,
    maxChangesPerWrite: MAX_CHANGES,
    minTtl: 0,
    maxTtl: MAX_TTL,
    writesApexNs: true,
    createsZones: true,
    deletesZones: true,
    listsZones: true,
    detectsConcurrentEdits: true,
    dnssec: 'none',
    notes: [
      {
        subject: 'layout',
        text: 'a file is rewritten in canonical form; one with comments, $GENERATE, $INCLUDE or lines that cannot be kept is first kept beside it as ZONE.zone.orig, and the plan says so',
      },
      {
        subject: 'serial',
        text: 'the SOA serial is raised with every write; one of the form YYYYMMDDnn keeps that form',
      },
    ],
  },
};
