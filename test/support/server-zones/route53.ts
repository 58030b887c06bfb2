import type { RecordSet } from '../providers/route53-records.ts';
import type { XmlElement } from '../providers/route53-wire.ts';
import { startFakeRoute53 } from '../providers/route53.ts';
import { oneAt, type ServerRecord, type ServerZone } from './server-zone.ts';

const ZONE = 'example.com';

export async function openRoute53Zone(): Promise<ServerZone> {
  const server = await startFakeRoute53();
  const zone = server.zoneOf(ZONE);
  const born = [...zone.sets.values()].filter(({ type }) => type === 'SOA' || type === 'NS');
  const find = (key: string): RecordSet | undefined =>
    [...zone.sets.values()].find((set) => keyOf(set) === key);
  return {
    provider: 'route53',
    zone: ZONE,
    server,
    account: {
      name: 'main',
      provider: 'route53',
      endpoint: server.url,
      storage: 'environment',
      verify: false,
    },
    environment: { AWS_ACCESS_KEY_ID: server.accessKeyId, AWS_SECRET_ACCESS_KEY: server.secretAccessKey },
    ttls: [300, 3600],
    inexpressible: { name: 'set', type: 'NATIVE', rdata: '{"Type":"A","Weight":1}' },
    keepsRecords: false,
    reset: () => {
      zone.sets.clear();
      for (const set of [...born, ...firstState(zone.id)]) server.put(ZONE, set);
    },
    records: () => [...zone.sets.values()].map(read),
    rest: () => {
      const { sets: _, ...rest } = zone;
      return JSON.stringify({ ...rest, tags: [...rest.tags], keys: [...rest.keys] });
    },
    isWrite: ({ method, path }) => method === 'POST' && /\/rrset\/?$/.test(path),
    add: ({ name, type, rdata, ttl }) => {
      const there = find(`${name} ${type}`);
      const set = there ?? { name: fullName(name), type, ttl, values: [] };
      server.put(ZONE, { ...set, values: [...set.values, rdata] });
    },
    remove: (key) => {
      const { name, type, setIdentifier } = oneAt(find(key), key);
      server.remove(ZONE, name, type, setIdentifier);
    },
    rewrite: (key, rdata) => {
      const set = oneAt(find(key), key);
      server.put(ZONE, { ...set, values: [rdata, ...set.values.slice(1)] });
    },
  };
}

const fullName = (name: string): string => (name === '@' ? `${ZONE}.` : `${name}.${ZONE}.`);

/** Routed sets and aliases have keys of their own: they are no RRsets. */
function keyOf({ name, type, setIdentifier, alias, healthCheckId }: RecordSet): string {
  const owner = name === `${ZONE}.` ? '@' : name.replace(`.${ZONE}.`, '');
  const kind = alias !== undefined ? 'alias' : (setIdentifier ?? healthCheckId);
  return kind === undefined ? `${owner} ${type}` : `${owner} ${type} ${kind}`;
}

function read(set: RecordSet): ServerRecord {
  const { values, ttl } = set;
  const said = JSON.stringify(Object.entries(set).toSorted(([one], [two]) => (one < two ? -1 : 1)));
  return { key: keyOf(set), rdata: values, ttl, own: '', said };
}

const element = (name: string, ...content: readonly (XmlElement | string)[]): XmlElement => ({
  name,
  namespace: undefined,
  text: content.filter((each) => typeof each === 'string').join(''),
  children: content.filter((each) => typeof each !== 'string'),
});

function firstState(zoneId: string): RecordSet[] {
  const set = (name: string, type: string, values: readonly string[], more: object = {}): RecordSet => ({
    name: fullName(name),
    type,
    ttl: 3600,
    values,
    ...more,
  });
  const { ttl: _, ...alias } = set('alias', 'A', [], {
    alias: { hostedZoneId: zoneId, dnsName: fullName('www'), evaluateTargetHealth: true },
  });
  return [
    set('www', 'A', ['192.0.2.1', '192.0.2.2']),
    set('www', 'AAAA', ['2001:db8::1'], { ttl: 300 }),
    set('@', 'MX', ['10 mx1.example.net.', '20 mx2.example.net.']),
    set('@', 'TXT', ['"v=spf1 include:_spf.example.net ~all"']),
    set('note', 'TXT', ['"say \\"hello\\" \\\\ or not" "in two \\303\\274 parts"']),
    set('shop', 'CNAME', ['shops.example.net.']),
    set('_sip._tcp', 'SRV', ['10 5 5060 sip.example.net.']),
    set('@', 'CAA', ['0 issue "letsencrypt.org"']),
    set('sub', 'NS', ['ns1.example.net.', 'ns2.example.net.']),
    set('sub', 'DS', [`2371 13 2 ${'AB'.repeat(32)}`]),
    set('web', 'HTTPS', ['1 . alpn="h2,h3"']),
    set('old', 'SPF', ['"v=spf1 -all"']),
    set('\\052', 'A', ['192.0.2.77'], { ttl: 60 }),
    // As people entered it: no dot at the end, and values in another order and spelling than regctl writes.
    set('bare', 'CNAME', ['Shops.example.net']),
    set('order', 'A', ['192.0.2.9', '192.0.2.3']),
    set('order', 'AAAA', ['2001:0DB8:0:0::5']),
    // What no RRset can say.
    set('weighted', 'A', ['192.0.2.21'], { setIdentifier: 'blue', weight: 3 }),
    set('weighted', 'A', ['192.0.2.22'], { setIdentifier: 'green', weight: 0, healthCheckId: 'check-1' }),
    set('geo', 'TXT', ['"default"'], {
      setIdentifier: 'world',
      geoLocation: element('GeoLocation', element('CountryCode', '*')),
    }),
    set('near', 'A', ['192.0.2.23'], { setIdentifier: 'tokyo', region: 'ap-northeast-1' }),
    set('checked', 'A', ['192.0.2.24'], { healthCheckId: 'check-2' }),
    alias,
  ];
}
