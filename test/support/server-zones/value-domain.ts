import type { VdZone } from '../providers/value-domain-zone.ts';
import { startFakeValueDomain } from '../providers/value-domain.ts';
import { oneAt, type ServerRecord, type ServerZone } from './server-zone.ts';

const ZONE = 'example.com';

export async function openValueDomainZone(): Promise<ServerZone> {
  const server = await startFakeValueDomain();
  // Whether the API takes lines of other forms is not known; where it does not, none of them can be restored.
  server.strictLines = false;
  const domain = oneAt(server.domains.get(ZONE), ZONE);
  const lines = (): string[] => domain.dns.records.split('\n');
  const store = (changed: readonly string[]): void => {
    domain.dns.records = changed.join('\n');
  };
  return {
    provider: 'value-domain',
    zone: ZONE,
    server,
    account: {
      name: 'main',
      provider: 'value-domain',
      endpoint: server.base,
      storage: 'environment',
      verify: false,
    },
    environment: { VALUE_DOMAIN_API_TOKEN: server.token },
    // The zone's: it has but one.
    ttls: [3600],
    inexpressible: { name: 'text', type: 'TXT', rdata: '"say \\"hello\\""' },
    keepsRecords: true,
    reset: () => {
      Object.assign(domain.dns, FIRST_STATE);
    },
    records: () => lines().map((line) => read(line, domain.dns)),
    rest: () => {
      const { dns, ...rest } = domain;
      return JSON.stringify({ ...rest, hosts: [...rest.hosts], nsType: dns.ns_type });
    },
    isWrite: ({ method, path }) => method === 'PUT' && path.endsWith('/dns'),
    add: ({ name, type, rdata }) => {
      store([...lines(), `${type.toLowerCase()} ${name} ${type === 'TXT' ? rdata.slice(1, -1) : rdata}`]);
    },
    remove: (key) => {
      store(lines().filter((line) => keyOf(line) !== key));
    },
    rewrite: (key, rdata) => {
      const found = lines().findIndex((line) => keyOf(line) === key);
      const [type, name] = oneAt(lines()[found], key).split(' ');
      store(lines().with(found, `${type} ${name} ${rdata}`));
    },
  };
}

const KNOWN = /^(?<type>a|aaaa|cname|ns|srv|txt) (?<host>\S+) (?<data>[^\r]+)$/;
const MAIL = /^mx (?<host>\S+) (?<preference>\d+)$/;

/** Lines of any other form have a key of their own. */
function keyOf(line: string): string {
  if (MAIL.test(line)) return '@ MX';
  const { type, host } = KNOWN.exec(line)?.groups ?? {};
  return type === undefined ? `@ line ${line}` : `${host ?? ''} ${type.toUpperCase()}`;
}

function read(line: string, { ttl }: VdZone): ServerRecord {
  return { key: keyOf(line), rdata: rdataOf(line), ttl, own: '', said: `${ttl} ${line}` };
}

function rdataOf(line: string): readonly string[] | undefined {
  const mail = MAIL.exec(line)?.groups;
  if (mail !== undefined) return [`${mail['preference'] ?? ''} ${mail['host'] ?? ''}`];
  const { type, data = '' } = KNOWN.exec(line)?.groups ?? {};
  if (type === undefined) return undefined;
  return [type === 'txt' ? `"${data}"` : data];
}

const FIRST_STATE: VdZone = {
  ns_type: 'valuedomain11',
  ttl: 3600,
  records: [
    'a www 192.0.2.1',
    'a www 192.0.2.2',
    'aaaa www 2001:db8::1',
    'mx mx1.example.net. 10',
    'mx mx2.example.net. 20',
    'txt @ v=spf1 include:_spf.example.net ~all',
    'cname shop shops.example.net.',
    'srv _sip._tcp 10 5 5060 sip.example.net.',
    'ns sub ns1.example.net.',
    'a * 192.0.2.77',
    // Other ways to say an ordinary record.
    'cname docs docs.example.net',
    'cname short www',
    'a here 192.0.2.30',
    'a here 192.0.2.30',
    'mx @ 30',
    'txt quoted "two parts" "of one text"',
    'aaaa loose 2001:0DB8:0:0::5',
    // Lines that regctl does not understand, or would write otherwise.
    'url @ https://www.example.net/?a=b&c=d',
    'url go https://www.example.net/  301',
    'txt odd say "hello" \\ or not; ünïcode',
    'caa @ 0 issue "letsencrypt.org"',
    'a\ttabs\t192.0.2.31',
    'a return 192.0.2.32\r',
    'mx mail.sub 10 sub',
    'whatever it may be',
  ].join('\n'),
};
