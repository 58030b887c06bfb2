import { caaForbids, caaToAdd, whyForbidden, type CaaRequest } from '../../core/caa.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { parentName, parseDomainName, relativeName, type DomainName } from '../../core/names.ts';
import type { Rdata } from '../../core/rrset.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { Answer } from '../../ports/dns-resolver.ts';
import { aliasAt, contentOf, servedZone, type Atlas } from './atlas.ts';
import type { OrderRun } from './order-run.ts';
import type { CertCall } from './deps.ts';

/** Aliases followed from a name; a chain that is longer is a loop or might as well be. */
const MAX_ALIASES = 8;
/** Milliseconds for one question. */
const QUESTION_TIMEOUT_MS = 3_000;
/** Errors of questions that nobody answered. */
const NO_ANSWER = ['NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING'] as const;

/** CAA records by name, each looked up once for all names of an order. */
type Known = Map<DomainName, Promise<readonly Rdata[]>>;

/**
 * Looks whether CAA records let the CA issue for the names, by the names that it gives itself in its directory.
 *
 * @param method - of validation, as RFC 8657 names it: `dns-01`
 * @throws RegctlError `CA_REFUSED` with the record that forbids and the one to add, `ZONE_UNVERIFIABLE` where name servers fail on the question
 */
export async function checkCaa(
  run: OrderRun,
  domains: readonly DomainName[],
  method: string,
  call: CertCall,
): Promise<void> {
  const { account } = run;
  const { caaIdentities } = await account.authority.directory(call.signal);
  const identities = caaIdentities.length > 0 ? caaIdentities : account.ca.caaIdentities;
  // Of a CA that does not say its names, nothing can be told.
  if (identities.length === 0) return;
  const atlas = await run.atlas();
  const known: Known = new Map();
  await Promise.all(
    domains.map(async (domain) => {
      const wildcard = domain.startsWith('*.');
      const request = { identities, wildcard, accountUrl: account.account.url, method };
      const found = await caaOf(atlas, known, domain.replace(/^\*\./, ''));
      const forbidding = found === undefined ? undefined : caaForbids(found.rdata, request);
      if (found !== undefined && forbidding !== undefined)
        throw forbidden(domain, found.name, forbidding, request);
    }),
  );
}

/** The first CAA records on the way up from a name (RFC 8659 §3). */
async function caaOf(
  atlas: Atlas,
  known: Known,
  domain: DomainName,
): Promise<{ readonly name: DomainName; readonly rdata: readonly Rdata[] } | undefined> {
  for (
    let name: DomainName | undefined = domain;
    name !== undefined && name !== '';
    name = parentName(name)
  ) {
    const rdata = await (known.get(name) ?? remember(known, name, caaAt(atlas, name, 0)));
    if (rdata.length > 0) return { name, rdata };
  }
  return undefined;
}

function remember(
  known: Known,
  name: DomainName,
  rdata: Promise<readonly Rdata[]>,
): Promise<readonly Rdata[]> {
  known.set(name, rdata);
  return rdata;
}

/** Aliases are followed at each step, and what lies above their targets does not count. */
async function caaAt(atlas: Atlas, name: DomainName, aliases: number): Promise<readonly Rdata[]> {
  if (aliases > MAX_ALIASES) return [];
  const served = servedZone(atlas, name);
  if (served === undefined) return publicCaa(atlas, name, aliases);
  const rrsets = await contentOf(atlas, served);
  const owner = relativeName(name, served.zone);
  const own = rrsets.find((rrset) => rrset.name === owner && rrset.type === 'CAA')?.rdata;
  if (own !== undefined) return own;
  const alias = aliasAt(rrsets, owner);
  return alias === undefined ? [] : caaAt(atlas, alias.target, aliases + 1);
}

/** What the name servers of a zone that no account serves say: the first that answers is believed, as a resolver would. */
async function publicCaa(atlas: Atlas, name: DomainName, aliases: number): Promise<readonly Rdata[]> {
  const failures: string[] = [];
  for (const server of await serversAbove(atlas, name)) {
    const answer = await askCaa(atlas, server, name);
    if (answer === undefined) continue;
    if (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN') {
      const rdata = answer.records.filter((one) => one.type === 'CAA').map((one) => one.rdata);
      const alias = answer.records.findLast((one) => one.type === 'CNAME')?.rdata;
      return rdata.length > 0 || alias === undefined
        ? rdata
        : caaAt(atlas, parseDomainName(alias), aliases + 1);
    }
    failures.push(`${server.name} answers ${answer.rcode}`);
  }
  if (failures.length === 0) return [];
  // RFC 8659 §5.6: a CA that gets no answer may not issue.
  throw new RegctlError('ZONE_UNVERIFIABLE', `the CAA records of ${name} cannot be looked up`, {
    reason: failures.join('; '),
    hint: `mend the name servers: no CA may issue before they answer \`regctl dns query ${name} CAA\``,
    details: { class: 'user' },
  });
}

/** The name servers of the zone that a name is in; none where they cannot be found from here. */
async function serversAbove({ deps, call }: Atlas, name: DomainName): Promise<readonly NameserverAddress[]> {
  try {
    for (let at: DomainName | undefined = name; at !== undefined && at !== ''; at = parentName(at)) {
      const found = await deps.resolver.delegation(at, call.signal);
      if (found !== undefined) return found.nameservers;
    }
    return [];
  } catch (error) {
    if (isRegctlError(error, ...NO_ANSWER)) return [];
    throw error;
  }
}

/** One question to one server; undefined where it does not answer. */
async function askCaa(
  { deps, call }: Atlas,
  server: NameserverAddress,
  name: DomainName,
): Promise<Answer | undefined> {
  const options = { transport: 'udp', timeoutMs: QUESTION_TIMEOUT_MS } as const;
  try {
    return await deps.resolver.ask(
      server,
      { name, type: 'CAA' },
      { ...options, ...(call.signal === undefined ? {} : { signal: call.signal }) },
    );
  } catch (error) {
    if (isRegctlError(error, ...NO_ANSWER)) return undefined;
    throw error;
  }
}

function forbidden(
  domain: DomainName,
  at: DomainName,
  rdata: readonly Rdata[],
  request: CaaRequest,
): RegctlError {
  return new RegctlError(
    'CA_REFUSED',
    `CAA records at ${at} forbid ${request.identities.join(', ')} to issue for ${domain}`,
    {
      reason: `${whyForbidden(rdata, request)}: ${rdata.join(', ')}`,
      hint: `add the record ${at} CAA ${caaToAdd(request, rdata)}, or choose another CA with \`--ca\``,
      details: {
        class: 'user',
        acme: {
          type: 'caa',
          detail: 'seen before the order',
          status: null,
          identifier: domain,
          instance: null,
          subproblems: [],
        },
      },
    },
  );
}
