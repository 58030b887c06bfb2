import { isWithin, relativeName, type DomainName, type OwnerName } from '../names.ts';
import { hasAddress, isDelegated, targetsOf, type Finding } from '../master-file/check.ts';
import { rrsetKey, type RRset } from '../rrset.ts';
import { indexRRsets } from '../zone.ts';

/** Types whose target must be a host with an address, and never a CNAME (RFC 2181 §10.3). */
const HOST_TARGETS: readonly string[] = ['MX', 'NS', 'SRV'];

/** CNAMEs followed in a row; resolvers give up at about this. */
const MAX_CNAME_CHAIN = 8;

/** Finds names that point to nothing, to a CNAME where none may be, or round in circles, as far as the zone itself shows it. */
export function lintTargets(zone: DomainName, rrsets: readonly RRset[]): Finding[] {
  const index = indexRRsets(rrsets);
  const names = new Set(rrsets.flatMap((rrset) => [rrset.name, ...ancestors(rrset.name)]));
  return rrsets
    .flatMap((rrset) =>
      targetsOf(rrset)
        .filter((target) => target !== '' && isWithin(target, zone))
        .flatMap((target) => lintTarget(rrset, relativeName(target, zone), index, names)),
    )
    .concat(
      rrsets.filter((rrset) => rrset.type === 'CNAME').flatMap((rrset) => lintChain(zone, rrset, index)),
    );
}

function lintTarget(
  rrset: RRset,
  target: OwnerName,
  index: ReadonlyMap<string, RRset>,
  names: ReadonlySet<OwnerName>,
): Finding[] {
  if (isDelegated(index, target) && target !== '@' && rrset.type !== 'NS') return [];
  if (HOST_TARGETS.includes(rrset.type)) {
    if (index.has(rrsetKey({ name: target, type: 'CNAME' }))) {
      return [
        warning(
          'target-is-cname',
          rrset,
          `${target} is a CNAME and a ${rrset.type} record must name a host directly`,
        ),
      ];
    }
    if (!hasAddress(index, target))
      return [warning('target-without-address', rrset, `${target} has no A or AAAA record in the zone`)];
    return [];
  }
  if (rrset.type !== 'CNAME' && rrset.type !== 'ALIAS') return [];
  const covered =
    names.has(target) ||
    ancestors(target).some((name) => names.has(name === '@' ? '*' : `*.${name}`)) ||
    names.has('*');
  return covered
    ? []
    : [warning('dangling', rrset, `${target} is not in the zone, so ${rrset.name} leads nowhere`)];
}

function lintChain(zone: DomainName, start: RRset, index: ReadonlyMap<string, RRset>): Finding[] {
  const seen = new Set<OwnerName>();
  let at: RRset | undefined = start;
  while (at !== undefined) {
    if (seen.has(at.name)) {
      return at.name === start.name
        ? [warning('cname-loop', start, `the CNAME leads back to itself by ${[...seen].join(', ')}`)]
        : [];
    }
    seen.add(at.name);
    if (seen.size > MAX_CNAME_CHAIN)
      return [warning('cname-chain', start, `more than ${MAX_CNAME_CHAIN} CNAMEs follow one another`)];
    const target: DomainName = (at.rdata[0] ?? '.').slice(0, -1);
    at = isWithin(target, zone)
      ? index.get(rrsetKey({ name: relativeName(target, zone), type: 'CNAME' }))
      : undefined;
  }
  return [];
}

function ancestors(owner: OwnerName): OwnerName[] {
  if (owner === '@') return [];
  const labels = owner.split('.');
  return [...labels.slice(1).map((_, i) => labels.slice(i + 1).join('.')), '@'];
}

function warning(check: string, rrset: RRset, message: string): Finding {
  return { severity: 'warning', check, name: rrset.name, type: rrset.type, message };
}
