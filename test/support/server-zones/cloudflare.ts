import type { FakeRecord } from '../providers/cloudflare-records.ts';
import { startFakeCloudflare, type FakeCloudflare } from '../providers/cloudflare.ts';
import { oneAt, type ServerRecord, type ServerZone } from './server-zone.ts';

const ZONE = 'example.com';

export async function openCloudflareZone(): Promise<ServerZone> {
  const server = await startFakeCloudflare();
  server.paid = true;
  const zone = server.zone(ZONE);
  const at = (key: string): FakeRecord =>
    oneAt(
      [...zone.records.values()].find((one) => keyOf(one) === key),
      key,
    );
  return {
    provider: 'cloudflare',
    zone: ZONE,
    server,
    account: {
      name: 'main',
      provider: 'cloudflare',
      endpoint: `${server.url}/client/v4`,
      storage: 'environment',
      verify: false,
    },
    environment: { CLOUDFLARE_API_TOKEN: server.token },
    ttls: [300, 3600],
    inexpressible: { name: 'a\\.b', type: 'A', rdata: '192.0.2.1' },
    keepsRecords: true,
    reset: () => {
      zone.records.clear();
      fill(server);
    },
    records: () => [...zone.records.values()].map(read),
    rest: () => {
      const { records: _, ...rest } = zone;
      return JSON.stringify(rest);
    },
    isWrite: ({ method, path }) => method !== 'GET' && path.includes('/dns_records'),
    add: ({ name, type, rdata, ttl }) => {
      server.addRecord(ZONE, { name, type, content: rdata, ttl });
    },
    remove: (key) => {
      at(key);
      for (const [id, one] of zone.records) if (keyOf(one) === key) zone.records.delete(id);
    },
    rewrite: (key, rdata) => {
      at(key).content = rdata;
    },
  };
}

const keyOf = ({ name, type }: FakeRecord): string =>
  `${name === ZONE ? '@' : name.replace(`.${ZONE}`, '')} ${type}`;

function read(record: FakeRecord): ServerRecord {
  const { id, created_on, modified_on, ...said } = record;
  return {
    key: keyOf(record),
    rdata: rdataOf(record),
    ttl: record.ttl === 1 ? 300 : record.ttl,
    own: `${id} ${created_on} ${modified_on}`,
    said: JSON.stringify(said),
  };
}

function rdataOf({ type, content, priority, data }: FakeRecord): readonly string[] | undefined {
  if (type === 'A' || type === 'AAAA') return [content];
  if (type === 'TXT') return [content.startsWith('"') ? content : `"${content}"`];
  if (type === 'CNAME') return [`${content}.`];
  if (type === 'MX') return [`${priority ?? ''} ${content}.`];
  if (type !== 'SRV') return undefined;
  const { priority: first, weight, port, target } = data ?? {};
  return [[first, weight, port, `${String(target)}.`].join(' ')];
}

function fill(server: FakeCloudflare): void {
  const add = (type: string, name: string, value: object): FakeRecord =>
    server.addRecord(ZONE, { type, name, ...value });
  add('A', 'www', { content: '192.0.2.1', ttl: 3600, comment: 'first', tags: ['team:web'] });
  add('A', 'www', { content: '192.0.2.2', ttl: 3600 });
  add('AAAA', 'www', { content: '2001:db8::1', ttl: 300 });
  add('A', '@', { content: '192.0.2.10', proxied: true, comment: 'behind the proxy' });
  add('A', 'auto', { content: '192.0.2.11', ttl: 1 });
  add('MX', '@', { content: 'mx1.example.net', priority: 10, ttl: 3600 });
  add('MX', '@', { content: 'mx2.example.net', priority: 20, ttl: 3600, comment: 'second' });
  add('TXT', '@', { content: '"v=spf1 include:_spf.example.net ~all"', ttl: 3600 });
  add('TXT', 'raw', { content: 'not quoted at all', ttl: 3600 });
  add('TXT', 'note', { content: '"say \\"hello\\" \\\\ or not; ünïcode"', ttl: 3600 });
  add('CNAME', 'shop', { content: 'shops.example.net', ttl: 3600 });
  add('CNAME', 'flat', { content: 'shops.example.net', ttl: 3600, settings: { flatten_cname: true } });
  add('A', '*', { content: '192.0.2.77', ttl: 60, settings: { ipv4_only: true } });
  add('CAA', '@', { data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' }, ttl: 3600 });
  add('SRV', '_sip._tcp', {
    data: { priority: 10, weight: 5, port: 5060, target: 'sip.example.net' },
    ttl: 300,
  });
  add('NS', 'sub', { content: 'ns1.example.net', ttl: 3600 });
  add('DS', 'sub', { data: { key_tag: 2371, algorithm: 13, digest_type: 2, digest: 'AB'.repeat(32) } });
  add('HTTPS', 'web', { data: { priority: 1, target: '.', value: 'alpn="h2,h3"' }, ttl: 3600 });
  add('URI', '_ftp._tcp', { priority: 10, data: { weight: 1, target: 'ftp://ftp.example.net/' } });
  // TTLs of their own, a record of another product, and what regctl cannot read.
  add('A', 'mixed', { content: '192.0.2.5', ttl: 300 });
  add('A', 'mixed', { content: '192.0.2.6', ttl: 3600 });
  add('A', 'both', { content: '192.0.2.12', proxied: true });
  add('A', 'both', { content: '192.0.2.13', ttl: 60 });
  add('MX', 'mail', { content: 'route1.mx.cloudflare.net', priority: 9 }).meta = {
    email_routing: true,
    read_only: true,
  };
  Object.assign(add('TXT', 'odd', { content: 'any thing', comment: 'kept' }), { type: 'WALLET' });
  Object.assign(add('CAA', 'odd', { data: { flags: 0, tag: 'issue', value: 'x.example' } }), {
    content: 'no such form',
    data: {},
  });
}
