import { zoneStart, type GodaddyRecord } from '../providers/godaddy-records.ts';
import { startFakeGodaddy } from '../providers/godaddy.ts';
import { oneAt, type ServerRecord, type ServerZone } from './server-zone.ts';

const ZONE = 'example.com';

export async function openGodaddyZone(): Promise<ServerZone> {
  const server = await startFakeGodaddy();
  const domain = oneAt(server.domains.get(ZONE), ZONE);
  return {
    provider: 'godaddy',
    zone: ZONE,
    server,
    account: {
      name: 'main',
      provider: 'godaddy',
      endpoint: server.url,
      storage: 'environment',
      verify: false,
    },
    environment: { GODADDY_API_KEY: server.key, GODADDY_API_SECRET: server.secret },
    ttls: [600, 3600],
    inexpressible: { name: 'text', type: 'TXT', rdata: '"two" "parts"' },
    keepsRecords: false,
    reset: () => {
      domain.records = firstState(domain.nameServers);
    },
    records: () => domain.records.map(read),
    rest: () => {
      const { records: _, ...rest } = domain;
      return JSON.stringify(rest);
    },
    isWrite: ({ method, path }) => method !== 'GET' && path.includes('/records'),
    add: ({ name, type, rdata, ttl }) => {
      domain.records.push({ type, name, data: type === 'TXT' ? rdata.slice(1, -1) : rdata, ttl });
    },
    remove: (key) => {
      domain.records = domain.records.filter((one) => keyOf(one) !== key);
    },
    rewrite: (key, rdata) => {
      const found = domain.records.findIndex((one) => keyOf(one) === key);
      domain.records[found] = { ...oneAt(domain.records[found], key), data: rdata };
    },
  };
}

function keyOf({ type, name, service, protocol }: GodaddyRecord): string {
  if (type !== 'SRV') return `${name.toLowerCase()} ${type}`;
  return `${service ?? ''}.${protocol ?? ''}${name === '@' ? '' : `.${name}`} SRV`;
}

function read(record: GodaddyRecord): ServerRecord {
  return { key: keyOf(record), rdata: rdataOf(record), ttl: record.ttl, own: '', said: inOrder(record) };
}

/** The members of an object have no order. */
function inOrder(record: GodaddyRecord): string {
  return JSON.stringify(Object.entries(record).toSorted(([one], [two]) => (one < two ? -1 : 1)));
}

function rdataOf({ type, data, priority, weight, port }: GodaddyRecord): readonly string[] | undefined {
  const host = data === '@' ? `${ZONE}.` : `${data}.`;
  if (type === 'A' || type === 'AAAA') return [data];
  if (type === 'TXT') return [`"${data}"`];
  if (type === 'CNAME') return [host];
  if (type === 'MX') return [`${priority ?? ''} ${host}`];
  return type === 'SRV' ? [`${priority ?? ''} ${weight ?? ''} ${port ?? ''} ${host}`] : undefined;
}

function firstState(nameServers: readonly string[]): GodaddyRecord[] {
  const ttl = 3600;
  const service = { type: 'SRV', ttl, priority: 10, weight: 5, port: 5060, protocol: '_tcp' };
  return [
    ...zoneStart(nameServers),
    { type: 'A', name: 'www', data: '192.0.2.1', ttl },
    { type: 'A', name: 'www', data: '192.0.2.2', ttl },
    { type: 'AAAA', name: 'www', data: '2001:db8::1', ttl: 600 },
    { type: 'MX', name: '@', data: 'mx1.example.net', ttl, priority: 10 },
    { type: 'MX', name: '@', data: 'mx2.example.net', ttl, priority: 20 },
    { type: 'TXT', name: '@', data: 'v=spf1 include:_spf.example.net ~all', ttl },
    { type: 'TXT', name: 'note', data: 'say "hello" \\ or not; ünïcode', ttl },
    { type: 'TXT', name: 'long', data: 'x'.repeat(600), ttl },
    { type: 'CNAME', name: 'shop', data: 'shops.example.net', ttl },
    { type: 'CNAME', name: 'home', data: '@', ttl },
    { type: 'NS', name: 'sub', data: 'ns1.example.net', ttl },
    { type: 'NS', name: 'other', data: 'ns2.example.net', ttl: 600 },
    { type: 'A', name: '*', data: '192.0.2.77', ttl: 600 },
    // Several services that one path holds (godaddy.md §4 SRV).
    { ...service, name: '@', service: '_sip', data: 'sip.example.net' },
    { ...service, name: '@', service: '_imaps', data: 'imap.example.net', port: 993 },
    { ...service, name: 'sub2', service: '_sip', data: 'sip.example.net' },
    // Spelled in another way, with TTLs of their own, and what regctl cannot say.
    { type: 'A', name: 'WWW2', data: '192.0.2.8', ttl },
    { type: 'A', name: 'mixed', data: '192.0.2.5', ttl: 600 },
    { type: 'A', name: 'mixed', data: '192.0.2.6', ttl: 3600 },
    { type: 'A', name: '@', data: 'Parked', ttl: 600 },
    { type: 'CAA', name: '@', data: '0 issue "letsencrypt.org"', ttl },
    { type: 'FORWARD', name: 'go', data: 'https://www.example.net/', ttl: 0 },
    { type: 'TXT', name: 'blank', data: ' ', ttl },
  ];
}
