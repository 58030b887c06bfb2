import { record, type PorkbunRecord } from '../providers/porkbun-dns.ts';
import { newDomain, type PorkbunDomain, type PorkbunForward } from '../providers/porkbun-state.ts';
import { startFakePorkbun } from '../providers/porkbun.ts';
import { oneAt, type ServerRecord, type ServerZone } from './server-zone.ts';

const ZONE = 'example.com';
const CHALLENGE = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_';

export async function openPorkbunZone(): Promise<ServerZone> {
  const server = await startFakePorkbun();
  const domain = (): PorkbunDomain => oneAt(server.domains.get(ZONE), ZONE);
  const at = (key: string): PorkbunRecord =>
    oneAt(
      domain().records.find((one) => keyOf(one) === key),
      key,
    );
  return {
    provider: 'porkbun',
    zone: ZONE,
    server,
    account: {
      name: 'main',
      provider: 'porkbun',
      endpoint: server.base,
      storage: 'environment',
      verify: false,
    },
    environment: { PORKBUN_API_KEY: server.apiKey, PORKBUN_SECRET_API_KEY: server.secretApiKey },
    ttls: [600, 3600],
    inexpressible: { name: 'text', type: 'TXT', rdata: '"ends in a blank "' },
    keepsRecords: true,
    reset: () => {
      server.domains.set(ZONE, firstState());
    },
    records: () => [...domain().records.map(read), ...domain().forwards.map(readForward)],
    rest: () => {
      const { records: _, forwards: __, ...rest } = domain();
      return JSON.stringify({ ...rest, glue: [...rest.glue] });
    },
    isWrite: ({ path }) => /\/(?:dns\/(?:create|edit|delete)|domain\/(?:add|delete)UrlForward)/.test(path),
    add: ({ name, type, rdata, ttl }) => {
      const content = type === 'TXT' ? rdata.slice(1, -1) : rdata;
      domain().records.push(record(fullName(name), type, content, { ttl: String(ttl) }));
    },
    remove: (key) => {
      at(key);
      domain().records = domain().records.filter((one) => keyOf(one) !== key);
    },
    rewrite: (key, rdata) => {
      at(key).content = rdata;
    },
  };
}

const fullName = (name: string): string => (name === '@' ? ZONE : `${name}.${ZONE}`);
const keyOf = ({ name, type }: PorkbunRecord): string =>
  `${name === ZONE ? '@' : name.replace(`.${ZONE}`, '')} ${type}`;

function read(row: PorkbunRecord): ServerRecord {
  const { id, ...said } = row;
  return {
    key: keyOf(row),
    rdata: rdataOf(row),
    ttl: Number(row.ttl),
    own: id,
    // Whether a type without a priority has `null` or "0" depends on how often it was edited (porkbun.md §6).
    said: JSON.stringify({ ...said, prio: said.prio ?? '0' }),
  };
}

function readForward({ id, ...said }: PorkbunForward): ServerRecord {
  return {
    key: `${said.subdomain || '@'} forward`,
    rdata: undefined,
    ttl: undefined,
    own: id,
    said: JSON.stringify(said),
  };
}

function rdataOf({ type, content, prio }: PorkbunRecord): readonly string[] | undefined {
  if (type === 'A' || type === 'AAAA') return [content];
  if (type === 'TXT') return [`"${content}"`];
  if (type === 'CNAME') return [`${content}.`];
  if (type === 'MX') return [`${prio ?? ''} ${content}.`];
  return type === 'SRV' ? [`${prio ?? ''} ${content}.`] : undefined;
}

function firstState(): PorkbunDomain {
  const domain = newDomain(ZONE, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
  const add = (
    name: string,
    type: string,
    content: string,
    more: Parameters<typeof record>[3] = {},
  ): unknown => domain.records.push(record(fullName(name), type, content, more));
  add('www', 'A', '192.0.2.1', { notes: 'first', prio: '0' });
  add('www', 'A', '192.0.2.2', { ttl: '600' });
  add('www', 'AAAA', '2001:db8::1');
  add('@', 'MX', 'mx1.example.net', { prio: '10', notes: 'mail' });
  add('@', 'MX', 'mx2.example.net', { prio: '20' });
  add('@', 'TXT', 'v=spf1 include:_spf.example.net ~all');
  add('note', 'TXT', 'say "hello" \\ or not; ünïcode');
  add('long', 'TXT', 'x'.repeat(600));
  add('shop', 'CNAME', 'shops.example.net', { ttl: '3600' });
  add('_sip._tcp', 'SRV', '5 5060 sip.example.net', { prio: '10' });
  add('@', 'CAA', '0 issue "letsencrypt.org"');
  add('_443._tcp.www', 'TLSA', `3 1 1 ${'AB'.repeat(32)}`);
  add('host', 'SSHFP', `4 2 ${'cd'.repeat(32)}`);
  add('web', 'HTTPS', '1 . alpn=h2,h3');
  add('sub', 'NS', 'ns1.example.net');
  // A certificate that Porkbun keeps, and records of one RRset with TTLs of their own.
  add('_acme-challenge', 'TXT', CHALLENGE);
  add('_acme-challenge', 'TXT', CHALLENGE.toUpperCase());
  add('mixed', 'A', '192.0.2.5', { ttl: '600' });
  add('mixed', 'A', '192.0.2.6', { ttl: '3600' });
  // What regctl cannot read: an unknown type, content of another form, a name that is none.
  add('odd', 'WALLET', '0x00 any thing', { notes: 'kept' });
  add('odd', 'CAA', 'no such form');
  add('two words', 'A', '192.0.2.9');
  // A forward with the records that Porkbun makes for it (porkbun.md §6).
  domain.forwards.push({
    id: '9001',
    subdomain: 'go',
    location: 'https://www.example.net/a?b=c',
    type: 'permanent',
    includePath: 'yes',
    wildcard: 'yes',
  });
  add('go', 'CNAME', 'uixie.porkbun.com');
  add('*.go', 'CNAME', 'uixie.porkbun.com');
  domain.ds.push({ keyTag: '2371', alg: '13', digestType: '2', digest: 'AB'.repeat(32) });
  return domain;
}
