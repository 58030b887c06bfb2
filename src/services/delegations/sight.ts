import { challengeNameOf, makeProbeValue, targetLabel } from '../../core/challenge.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../core/names.ts';
import { textOf } from '../../core/records/txt.ts';
import type { Delegation, DelegationSighting } from '../../ports/delegation-store.ts';
import type { Answer } from '../../ports/dns-resolver.ts';
import type { DelegationCall, SightDeps } from './part.ts';
import { walk } from './walk.ts';

/** Milliseconds that a probe lasts at most: it is taken away at once, and this is for a process that dies before. */
const PROBE_MS = 300_000;
/** Milliseconds for one question to a resolver. */
const QUESTION_TIMEOUT_MS = 5_000;

/** What one of those who were asked saw, in a sentence, and whether it was the probe; undefined where it gave no answer. */
interface Sight {
  readonly found: boolean | undefined;
  readonly seen: string;
}

/**
 * Looks whether the challenge name of a domain leads to its target: a value that nobody can know is put there and looked up under the name of the user, at the
 * name servers themselves and at resolvers. A question for a CNAME would miss those that a DNS host answers itself.
 *
 * It leads there when the domain's own name servers say so, or cannot be asked from here, and most of the resolvers that answer see it.
 */
export async function sight(
  deps: SightDeps,
  delegation: Delegation,
  call: DelegationCall,
): Promise<DelegationSighting> {
  const { writer, resolvers } = deps.delegation;
  const label = targetLabel(delegation.target);
  const value = makeProbeValue(deps.random.bytes(32));
  const asked = challengeNameOf(delegation.domain);
  await writer.set(label, value, new Date(deps.clock.now().getTime() + PROBE_MS), call.signal);
  try {
    const [own, ...others] = await Promise.all([
      lookAtOwn(deps, delegation, asked, value, call),
      ...resolvers.map((resolver) => lookAtResolver(deps, resolver, asked, value, call)),
    ]);
    const answering = others.filter(({ found }) => found !== undefined);
    const seeing = answering.filter(({ found }) => found === true).length;
    const isSeen = seeing * 2 > answering.length;
    const ok = own.found === undefined ? isSeen : own.found && (isSeen || answering.length === 0);
    const seen = [own, ...others].map((one) => one.seen);
    if (!ok) seen.push(...(await lookBeside(deps, delegation, asked, value, call)));
    return { at: deps.clock.now().toISOString(), ok, seen };
  } finally {
    await writer.unset(label, value);
  }
}

/** What is thrown where a challenge name does not lead to its target. */
export function delegationBroken(delegation: Delegation, sighting: DelegationSighting): RegctlError {
  const asked = challengeNameOf(delegation.domain);
  return new RegctlError('DELEGATION_BROKEN', `${asked} does not lead to ${delegation.target}`, {
    reason: sighting.seen.join('; '),
    hint: `set the record ${asked} CNAME ${delegation.target}, and no other at that name`,
    details: {
      class: 'user',
      domain: delegation.domain,
      target: delegation.target,
      seen: [...sighting.seen],
    },
  });
}

async function lookAtOwn(
  deps: SightDeps,
  { target }: Delegation,
  asked: DomainName,
  value: string,
  call: DelegationCall,
): Promise<Sight> {
  const who = 'its own name servers';
  try {
    const end = await walk(deps, asked, target, call);
    const path = end.path.length === 0 ? '' : `${end.path.map((name) => `CNAME ${name}`).join(', ')}`;
    switch (end.kind) {
      case 'target':
        return { found: true, seen: `${who}: ${path}` };
      case 'text':
        if (end.values.includes(value))
          return { found: true, seen: `${who}: ${asked} is answered with the value of the target` };
        return {
          found: false,
          seen: `${who}: ${path === '' ? '' : `${path}, then `}TXT ${end.values.map((text) => `"${text}"`).join(' ')}, which stands in the way of a CNAME`,
        };
      case 'nothing':
        return {
          found: false,
          seen:
            path === ''
              ? `${who}: no CNAME and no TXT record (${end.rcode})`
              : `${who}: ${path}, which is not the target and has no TXT record (${end.rcode})`,
        };
      case 'loop':
        return { found: false, seen: `${who}: ${path}: the CNAME records lead round in circles` };
      case 'unreachable':
        return { found: undefined, seen: `${who}: they cannot be asked from here (${end.reason})` };
    }
  } catch (error) {
    if (!isRegctlError(error, 'NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING', 'ZONE_NOT_FOUND'))
      throw error;
    return {
      found: undefined,
      seen: `${who}: they cannot be asked from here (${error.reason ?? error.message})`,
    };
  }
}

async function lookAtResolver(
  deps: SightDeps,
  resolver: string,
  asked: DomainName,
  value: string,
  call: DelegationCall,
): Promise<Sight> {
  try {
    const answer = await askResolver(deps, resolver, asked, call);
    const texts = answer.records.filter(({ type }) => type === 'TXT').map(({ rdata }) => textOf(rdata));
    const aliases = answer.records.filter(({ type }) => type === 'CNAME').map(({ rdata }) => rdata);
    if (texts.includes(value)) return { found: true, seen: `${resolver}: sees the target` };
    const parts = [
      ...aliases.map((name) => `CNAME ${name}`),
      ...texts.map((text) => `TXT "${text}"`),
      ...(texts.length + aliases.length === 0 ? ['no CNAME and no TXT record'] : []),
    ];
    if (answer.rcode === 'SERVFAIL' || answer.rcode === 'REFUSED')
      return {
        found: answer.rcode === 'SERVFAIL' ? false : undefined,
        seen: `${resolver}: ${answer.rcode}${answer.rcode === 'SERVFAIL' ? ': the name servers fail, or the DNSSEC of the zone is broken' : ''}`,
      };
    return { found: false, seen: `${resolver}: ${parts.join(', ')} (${answer.rcode})` };
  } catch (error) {
    if (!isRegctlError(error, 'NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING')) throw error;
    return { found: undefined, seen: `${resolver}: no answer (${error.reason ?? error.message})` };
  }
}

function askResolver(
  { resolver: dns }: SightDeps,
  resolver: string,
  name: DomainName,
  { signal }: DelegationCall,
): Promise<Answer> {
  const isUrl = /^https?:\/\//.test(resolver);
  const server = isUrl ? { url: resolver } : { name: resolver, address: resolver };
  return dns.ask(
    server,
    { name, type: 'TXT' },
    {
      transport: isUrl ? 'https' : 'udp',
      timeoutMs: QUESTION_TIMEOUT_MS,
      recursion: true,
      ...(signal === undefined ? {} : { signal }),
    },
  );
}

/** Looks where the record may have landed instead: many forms add the name of the zone to what is typed. */
async function lookBeside(
  deps: SightDeps,
  delegation: Delegation,
  asked: DomainName,
  value: string,
  call: DelegationCall,
): Promise<string[]> {
  const labels = delegation.domain.split('.');
  const doubled = labels.slice(0, -1).map((_, i) => `${asked}.${labels.slice(i).join('.')}`);
  const names = doubled.flatMap((name) => {
    try {
      return [parseDomainName(name)];
    } catch {
      // Too long to be a name: nobody set it.
      return [];
    }
  });
  for (const name of names) {
    const end = await walk(deps, name, delegation.target, call).catch(() => undefined);
    if (end?.kind === 'target' || (end?.kind === 'text' && end.values.includes(value)))
      return [`the record stands at ${name}: the DNS host added the name of the zone once more`];
  }
  return [];
}
