import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { parentName, type DomainName } from '../../core/names.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { Answer } from '../../ports/dns-resolver.ts';
import { findAccount } from '../accounts/open.ts';
import type { Served } from './atlas.ts';
import type { CertCall, CertDeps } from './deps.ts';

/** Milliseconds for one question. */
const QUESTION_TIMEOUT_MS = 3_000;

/** Who answers for a zone, as far as can be seen from here. */
export interface ZoneServers {
  /** Those that answer with authority: the proof must be seen at each of them. */
  readonly live: readonly NameserverAddress[];
  /** Those that do not, each with what it does instead; resolvers pass over them. */
  readonly dead: readonly { readonly server: NameserverAddress; readonly fault: string }[];
  /** Why the world does not come to the servers that the account writes to; null where it does, or where nobody can tell. */
  readonly astray: string | null;
}

/**
 * Asks every name server of a zone whether it has it: those that the account's provider names, and those to which the parent sends the world.
 *
 * @throws RegctlError `ZONE_UNVERIFIABLE` where none of them answers with authority
 */
export async function findZoneServers(deps: CertDeps, served: Served, call: CertCall): Promise<ZoneServers> {
  const { zone, account } = served;
  const dns = await deps.zones.dnsOf(await findAccount(deps.zones, account));
  const [own, delegation] = await Promise.all([
    dns.nameservers(zone, call.signal),
    delegationOf(deps, zone, call),
  ]);
  const delegated = delegation === 'unknown' ? [] : delegation.nameservers;
  // What the provider says of an address comes first: it may be one that the world does not know yet.
  const all = new Map([...delegated, ...own].map((server) => [server.name, server]));
  const looks = await Promise.all([...all.values()].map((server) => look(deps, zone, server, call)));
  const live = looks.filter((one) => one.soa !== undefined);
  const dead = looks.flatMap(({ server, fault }) => (fault === undefined ? [] : [{ server, fault }]));
  if (live.length === 0) throw noneAnswers(zone, dead);
  const astray = delegation === 'unknown' ? null : findAstray(zone, account, own, delegation, live);
  return { live: live.map(({ server }) => server), dead, astray };
}

type Delegation = { readonly at: DomainName; readonly nameservers: readonly NameserverAddress[] };

/** Where the parent sends the world: for the zone itself, or for the one above it that is delegated. */
async function delegationOf(
  { resolver }: CertDeps,
  zone: DomainName,
  { signal }: CertCall,
): Promise<Delegation | 'unknown'> {
  try {
    for (let at: DomainName | undefined = zone; at?.includes('.') === true; at = parentName(at)) {
      const found = await resolver.delegation(at, signal);
      if (found !== undefined) return { at, nameservers: found.nameservers };
    }
    return 'unknown';
  } catch (error) {
    if (isRegctlError(error, 'NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING')) return 'unknown';
    throw error;
  }
}

interface Look {
  readonly server: NameserverAddress;
  /** Primary server and mailbox of the SOA, which are the same wherever one zone is served. */
  readonly soa: string | undefined;
  readonly fault: string | undefined;
}

async function look(
  { resolver }: CertDeps,
  zone: DomainName,
  server: NameserverAddress,
  { signal }: CertCall,
): Promise<Look> {
  let answer: Answer;
  try {
    const question = { name: zone, type: 'SOA' };
    const options = { transport: 'udp', timeoutMs: QUESTION_TIMEOUT_MS } as const;
    answer = await resolver.ask(server, question, {
      ...options,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!isRegctlError(error, 'NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING')) throw error;
    return { server, soa: undefined, fault: `does not answer (${error.reason ?? error.message})` };
  }
  const rdata = answer.records.find((record) => record.type === 'SOA' && record.name === zone)?.rdata;
  if (answer.authoritative && rdata !== undefined)
    return { server, soa: rdata.split(' ').slice(0, 2).join(' '), fault: undefined };
  return { server, soa: undefined, fault: `answers ${answer.rcode} without authority: it is lame` };
}

function findAstray(
  zone: DomainName,
  account: string,
  own: readonly NameserverAddress[],
  { at, nameservers }: Delegation,
  live: readonly (Look & { readonly soa: string | undefined })[],
): string | null {
  const isOwn = (name: DomainName): boolean => own.some((server) => server.name === name);
  const names = nameservers.map((server) => server.name);
  const theirs = live.filter(({ server }) => names.includes(server.name));
  if (at !== zone)
    // The zone above may be served by the same servers, without a cut between: then they have this one too.
    return theirs.length > 0
      ? null
      : `the world is not sent to it: ${at} is at ${names.join(', ')}, and they do not have ${zone}`;
  if (names.some(isOwn)) return null;
  const soas = new Set(live.filter(({ server }) => isOwn(server.name)).map(({ soa }) => soa));
  // Servers under names of the user's own, or behind a hidden primary, have the very same zone.
  if (theirs.length === 0 || soas.size === 0 || theirs.some(({ soa }) => soas.has(soa))) return null;
  return `the delegation is to ${names.join(', ')}, and account ${account} writes to ${own.map((server) => server.name).join(', ')}`;
}

function noneAnswers(zone: DomainName, dead: ZoneServers['dead']): RegctlError {
  return new RegctlError('ZONE_UNVERIFIABLE', `no name server of ${zone} answers for it`, {
    reason: dead.map(({ server, fault }) => `${server.name} ${fault}`).join('; '),
    hint: `mend the name servers, or the delegation: \`regctl domains ns get ${zone}\``,
    details: { class: 'user', servers: dead.map(({ server }) => server.name) },
  });
}

/** What is thrown, or only told, of a zone that the world does not find where it is written. */
export function goneAstray(zone: DomainName, astray: string): RegctlError {
  return new RegctlError('ZONE_UNVERIFIABLE', `no CA would see a proof in zone ${zone}`, {
    reason: astray,
    hint: `delegate ${zone} to the servers that have it, or write where it is served with \`--account\``,
    details: { class: 'user', zone },
  });
}
