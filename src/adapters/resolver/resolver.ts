import { RegctlError } from '../../core/errors.ts';
import { isWithin, type DomainName } from '../../core/names.ts';
import { parseServerAddress, type ServerAddress } from '../../core/server-address.ts';
import { encodeMessage, rcodeName, type Message, type MessageRecord } from '../../core/wire/message.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { Answer, AnswerRecord, DnsResolver } from '../../ports/dns-resolver.ts';
import { exchangeHttps } from './https.ts';

export interface ResolverConfig {
  /** Name server name → `address[:port]`, looked at before anything else. */
  readonly hosts: { readonly [name: string]: string };
  /** Root servers to begin from, `address[:port]`; those of the internet where there are none. */
  readonly roots: readonly string[];
  /** Refuses a host that must not be asked: on a server, callers name the servers. What `hosts` maps is the operator's own word. */
  readonly refuse?: (host: string) => Promise<void>;
}

/** Puts one query to one server. @throws RegctlError `NETWORK` naming the server */
type Exchange = (
  server: ServerAddress,
  query: Uint8Array,
  timeoutMs: number,
  signal?: AbortSignal,
) => Promise<Message>;

/** The ways to name servers that a runtime has besides HTTPS. */
export interface DnsNetwork {
  readonly udp: Exchange;
  readonly tcp: Exchange;
  /** Addresses of a host by the runtime's own resolver, IPv6 in brackets. */
  readonly systemAddresses: (host: DomainName) => Promise<string[]>;
}

/** Root servers of the internet (IANA root hints, read 2026-11-21); three of thirteen are enough to begin. */
const INTERNET_ROOTS = ['198.41.0.4', '199.9.14.201', '192.33.4.12'];

/** Zones between root and name, and aliases on the way; a chain that is longer is a loop. */
const MAX_REFERRALS = 24;
const UDP_TRIES = 2;
const EDNS = { udpPayload: 1232, version: 0, options: [] } as const;
const REFERRAL_TIMEOUT_MS = 3_000;

/** Asks name servers over HTTPS, and by the ways that the runtime has. */
export function createResolverOver(config: ResolverConfig, network: DnsNetwork): DnsResolver {
  const ask: DnsResolver['ask'] = async (server, question, options) => {
    const startedAt = performance.now();
    const address = await target(server);
    if ('url' in server || config.hosts[server.name] === undefined) await config.refuse?.(hostOf(address));
    const message = await exchange(network, address, question, options);
    return toAnswer(message, performance.now() - startedAt);
  };
  const target = async (server: NameserverAddress | { readonly url: string }): Promise<string> => {
    if ('url' in server) return server.url;
    const mapped = config.hosts[server.name];
    if (server.address !== undefined && mapped === undefined) return server.address;
    const [address] = await resolver.addresses(server.name);
    if (address !== undefined) return address;
    throw new RegctlError('NETWORK', `name server ${server.name} has no address`, {
      reason: 'its name leads to no A or AAAA record',
      hint: 'mend the name server record, or map the name in `resolver.hosts`',
      details: { server: server.name },
    });
  };
  const resolver: DnsResolver = {
    ask,
    addresses: async (host, signal) => {
      const mapped = config.hosts[host];
      if (mapped !== undefined) return [mapped];
      return config.roots.length > 0
        ? addressesFromRoots(resolver, config, host, signal)
        : network.systemAddresses(host);
    },
    delegation: (zone, signal) => findDelegation(resolver, config, zone, signal),
  };
  return resolver;
}

function hostOf(address: string): string {
  return address.includes('://') ? new URL(address).hostname : parseServerAddress(address).host;
}

async function exchange(
  network: DnsNetwork,
  server: string,
  question: { readonly name: DomainName; readonly type: string },
  options: Parameters<DnsResolver['ask']>[2],
): Promise<Message> {
  const giveUpAt = performance.now() + options.timeoutMs;
  const [id = 0] = crypto.getRandomValues(new Uint16Array(1));
  // RFC 8484 §4.1 asks for id 0, so that answers can be cached.
  const query = encodeMessage({
    id: options.transport === 'https' ? 0 : id,
    recursionDesired: options.recursion === true,
    questions: [question],
    edns: { ...EDNS, dnssecOk: options.dnssecOk === true },
  });
  if (options.transport === 'https') return exchangeHttps(server, query, options.timeoutMs, options.signal);
  const address = parseServerAddress(server);
  if (options.transport === 'tcp') return network.tcp(address, query, options.timeoutMs, options.signal);
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await network.udp(address, query, options.timeoutMs / UDP_TRIES, options.signal);
      if (!answer.truncated || options.keepTruncated === true) return answer;
      break;
    } catch (error) {
      // A datagram may be lost; a refusal by the system is final.
      if (attempt >= UDP_TRIES || !(error instanceof RegctlError) || error.code !== 'NETWORK') throw error;
    }
  }
  const left = Math.max(1, Math.round(giveUpAt - performance.now()));
  return network.tcp(address, query, left, options.signal);
}

function toAnswer(message: Message, durationMs: number): Answer {
  return {
    rcode: rcodeName(message.rcode),
    authoritative: message.authoritative,
    truncated: message.truncated,
    records: message.answers.flatMap(toRecord),
    authority: message.authority.flatMap(toRecord),
    additional: message.additional.flatMap(toRecord),
    durationMs: Math.round(durationMs * 10) / 10,
  };
}

function toRecord({ name, type, ttl, rdata }: MessageRecord): AnswerRecord[] {
  return rdata === undefined ? [] : [{ name, type, ttl, rdata }];
}

interface Referral {
  readonly zone: DomainName;
  readonly servers: readonly NameserverAddress[];
}

/** Walks down from the roots until a referral to `zone` itself, or its parent's word that there is none. */
async function findDelegation(
  resolver: DnsResolver,
  config: ResolverConfig,
  zone: DomainName,
  signal: AbortSignal | undefined,
): Promise<{ parent: DomainName; nameservers: readonly NameserverAddress[] } | undefined> {
  let at = rootReferral(config);
  for (let step = 0; step < MAX_REFERRALS; step++) {
    const answer = await askAny(resolver, at.servers, { name: zone, type: 'NS' }, signal);
    const delegated = answer.authority.filter((record) => record.type === 'NS');
    const own = answer.records.filter((record) => record.type === 'NS' && record.name === zone);
    const cut = delegated[0]?.name;
    if (answer.authoritative && own.length > 0)
      return { parent: at.zone, nameservers: withGlue(own, answer) };
    if (cut === zone) return { parent: at.zone, nameservers: withGlue(delegated, answer) };
    if (cut === undefined || cut === at.zone || !isWithin(zone, cut)) return undefined;
    at = { zone: cut, servers: withGlue(delegated, answer) };
  }
  return undefined;
}

async function addressesFromRoots(
  resolver: DnsResolver,
  config: ResolverConfig,
  host: DomainName,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  let at = rootReferral(config);
  let name = host;
  for (let step = 0; step < MAX_REFERRALS; step++) {
    const answer = await askAny(resolver, at.servers, { name, type: 'A' }, signal);
    const addresses = answer.records.filter((record) => record.type === 'A').map((record) => record.rdata);
    if (addresses.length > 0) return addresses;
    const alias = answer.records.findLast((record) => record.type === 'CNAME');
    if (alias !== undefined) {
      name = alias.rdata.slice(0, -1);
      at = rootReferral(config);
      continue;
    }
    const delegated = answer.authority.filter((record) => record.type === 'NS');
    const cut = delegated[0]?.name;
    if (cut === undefined || cut === at.zone || !isWithin(name, cut)) return [];
    at = { zone: cut, servers: withGlue(delegated, answer) };
  }
  return [];
}

async function askAny(
  resolver: DnsResolver,
  servers: readonly NameserverAddress[],
  question: { readonly name: DomainName; readonly type: string },
  signal: AbortSignal | undefined,
): Promise<Answer> {
  let failure: unknown = new RegctlError('NETWORK', `no server to ask for ${question.name}`, {
    reason: 'the delegation names none',
  });
  for (const server of servers) {
    try {
      return await resolver.ask(server, question, {
        transport: 'udp',
        timeoutMs: REFERRAL_TIMEOUT_MS,
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (error instanceof RegctlError && error.code === 'INTERRUPTED') throw error;
      failure = error;
    }
  }
  throw failure;
}

function rootReferral(config: ResolverConfig): Referral {
  const roots = config.roots.length > 0 ? config.roots : INTERNET_ROOTS;
  return { zone: '', servers: roots.map((address, i) => ({ name: `root-${i + 1}`, address })) };
}

/** Name servers with the addresses that came along; a mapped name is left to the map, as its port may differ. */
function withGlue(records: readonly AnswerRecord[], answer: Answer): NameserverAddress[] {
  return records.map((record) => {
    const name = record.rdata.slice(0, -1);
    const glue = answer.additional.find((extra) => extra.name === name && extra.type === 'A');
    return glue === undefined ? { name } : { name, address: glue.rdata };
  });
}
