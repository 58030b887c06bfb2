import type { RRsetEdit } from '../../../src/control-plane/index.ts';

const EDITS: readonly RRsetEdit[] = [
  { op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.2', '198.51.100.1', '198.51.100.2'] },
  { op: 'remove', name: 'www', type: 'AAAA' },
  {
    op: 'update',
    name: '@',
    type: 'MX',
    replace: { from: '20 mx2.example.net.', to: '40 mx3.example.net.' },
  },
  { op: 'remove', name: 'shop', type: 'CNAME' },
  { op: 'set', name: 'shop', type: 'A', ttl: 3600, rdata: ['198.51.100.3'] },
  { op: 'set', name: 'new', type: 'TXT', ttl: 3600, rdata: ['"new"', '"two"'] },
  { op: 'remove', name: '_sip._tcp', type: 'SRV' },
];

/** What only the provider knows, with what goes along with it. */
const NATIVE: { readonly [provider: string]: readonly RRsetEdit[] } = {
  porkbun: [
    { op: 'remove', name: 'go', type: 'NATIVE' },
    { op: 'remove', name: 'go', type: 'CNAME' },
    { op: 'remove', name: '*.go', type: 'CNAME' },
  ],
  'value-domain': [
    {
      op: 'remove',
      name: '@',
      type: 'NATIVE',
      rdata: ['{"line":"url go https://www.example.net/  301"}'],
    },
  ],
  route53: [{ op: 'remove', name: 'weighted', type: 'NATIVE' }],
};

/** Edits of every kind at once: RRsets that come, go and change, a CNAME that gives way, several requests where the provider needs them. */
export function crashEdits(provider: string): readonly RRsetEdit[] {
  return [...EDITS, ...(NATIVE[provider] ?? [])];
}
