import { isWithin, relativeName, type DomainName, type OwnerName } from '../names.ts';
import type { Finding } from '../master-file/check.ts';
import { hasAddress, isDelegated, survey, typesFor, type Survey } from '../master-file/survey.ts';
import { rrType } from '../records/index.ts';
import type { RRset } from '../rrset.ts';

/** Types whose target must be a host with an address, and never a CNAME (RFC 2181 §10.3). */
const HOST_TARGETS: ReadonlySet<string> = new Set(['MX', 'NS', 'SRV']);

/** Types whose target is meant to be there, of whatever type. */
const ALIASES: ReadonlySet<string> = new Set(['CNAME', 'ALIAS', 'ANAME']);

/** CNAMEs followed in a row; resolvers give up at about this. */
const MAX_CNAME_CHAIN = 8;

/** Finds names that point to nothing, to a CNAME where none may be, or round in circles, as far as the zone itself shows it. */
export function lintTargets(zone: DomainName, rrsets: readonly RRset[]): Finding[] {
  const links: { rrset: RRset; target: OwnerName }[] = [];
  const cnames = new Map<OwnerName, OwnerName>();
  for (const rrset of rrsets) {
    if (!HOST_TARGETS.has(rrset.type) && !ALIASES.has(rrset.type)) continue;
    for (const target of targetsInZone(zone, rrset)) {
      links.push({ rrset, target });
      if (rrset.type === 'CNAME') cnames.set(rrset.name, target);
    }
  }
  if (links.length === 0) return [];
  const seen = survey(
    rrsets,
    links.map(({ target }) => target),
  );
  return [
    ...links.flatMap(({ rrset, target }) => lintTarget(rrset, target, seen)),
    ...links.flatMap(({ rrset, target }) =>
      rrset.type === 'CNAME' && cnames.has(target) ? lintChain(rrset, cnames) : [],
    ),
  ];
}

function targetsInZone(zone: DomainName, rrset: RRset): OwnerName[] {
  const { targets } = rrType(rrset.type);
  if (targets === undefined) return [];
  return rrset.rdata
    .flatMap((rdata) => targets(rdata))
    .filter((target) => target !== '' && isWithin(target, zone))
    .map((target) => relativeName(target, zone));
}

function lintTarget(rrset: RRset, target: OwnerName, seen: Survey): Finding[] {
  if (rrset.type === 'NS') return lintNsTarget(rrset, target, seen);
  if (isDelegated(seen, target)) return [];
  const types = typesFor(seen, target);
  if (ALIASES.has(rrset.type)) {
    return types.length > 0 || seen.existing.has(target)
      ? []
      : [warning('dangling', rrset, `${target} is not in the zone, so ${rrset.name} leads nowhere`)];
  }
  if (types.includes('CNAME')) return [cnameTarget(rrset, target)];
  return hasAddress(seen, target) ? [] : [addressMissing(rrset, target)];
}

/** A name server's address stands in this zone even below a cut, as glue, when the cut is the one that it serves (RFC 1034 §4.2.1). */
function lintNsTarget(rrset: RRset, target: OwnerName, seen: Survey): Finding[] {
  if (rrset.name === '@') return []; // checkZone's part
  const types = typesFor(seen, target);
  if (types.includes('CNAME')) return [cnameTarget(rrset, target)];
  const isGlue = isWithin(target, rrset.name);
  if (hasAddress(seen, target) || (isDelegated(seen, target) && !isGlue)) return [];
  return isGlue
    ? [warning('glue-missing', rrset, `${target} lies in the zone that it serves and has no address here`)]
    : [addressMissing(rrset, target)];
}

function lintChain(start: RRset, cnames: ReadonlyMap<OwnerName, OwnerName>): Finding[] {
  const seen = new Set<OwnerName>();
  for (let at: OwnerName | undefined = start.name; at !== undefined && cnames.has(at); at = cnames.get(at)) {
    if (seen.has(at)) {
      return at === start.name
        ? [warning('cname-loop', start, `the CNAME leads back to itself by ${[...seen].join(', ')}`)]
        : [];
    }
    seen.add(at);
    if (seen.size > MAX_CNAME_CHAIN)
      return [warning('cname-chain', start, `more than ${MAX_CNAME_CHAIN} CNAMEs follow one another`)];
  }
  return [];
}

function cnameTarget(rrset: RRset, target: OwnerName): Finding {
  return warning(
    'target-is-cname',
    rrset,
    `${target} is a CNAME and a ${rrset.type} record must name a host directly`,
  );
}

function addressMissing(rrset: RRset, target: OwnerName): Finding {
  return warning('target-without-address', rrset, `${target} has no A or AAAA record in the zone`);
}

function warning(check: string, rrset: RRset, message: string): Finding {
  return { severity: 'warning', check, name: rrset.name, type: rrset.type, message };
}
