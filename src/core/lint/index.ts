import type { DomainName } from '../names.ts';
import { checkZone, type Finding } from '../master-file/check.ts';
import { isDelegated, survey } from '../master-file/survey.ts';
import { PROVIDER_TYPES } from '../records/index.ts';
import type { RRset, RRTypeName } from '../rrset.ts';
import { lintMail } from './mail.ts';
import { lintTargets } from './targets.ts';

/** Seconds; a TTL above a week makes mistakes last, one below half a minute makes every resolver ask all the time. */
const LONG_TTL = 604_800;
const SHORT_TTL = 30;

/**
 * Finds everything about a zone that is wrong or unwise, errors first.
 *
 * @param options.partial - the RRsets are a part of the zone (a file without SOA and apex NS), so that their absence means nothing
 * @param options.takesType - what the provider of the zone takes, where that is known
 */
export function lintZone(
  zone: DomainName,
  rrsets: readonly RRset[],
  options: { readonly partial?: boolean; readonly takesType?: (type: RRTypeName) => boolean } = {},
): Finding[] {
  const errors = checkZone(zone, rrsets).filter(
    (finding) => options.partial !== true || (finding.check !== 'no-soa' && finding.check !== 'no-ns'),
  );
  return [
    ...errors,
    ...lintApex(rrsets),
    ...lintTypes(rrsets, options.takesType ?? (() => false)),
    ...lintTtls(rrsets),
    ...lintHosts(rrsets),
    ...lintTargets(zone, rrsets),
    ...lintMail(rrsets),
  ];
}

function lintApex(rrsets: readonly RRset[]): Finding[] {
  const ns = rrsets.find((rrset) => rrset.name === '@' && rrset.type === 'NS');
  if (ns === undefined || ns.rdata.length > 1) return [];
  return [warning('single-ns', ns, 'the zone has one name server; RFC 2182 §5 asks for at least two')];
}

/** NATIVE stands in a comment, which no name server reads. */
function lintTypes(rrsets: readonly RRset[], isTaken: (type: RRTypeName) => boolean): Finding[] {
  return rrsets
    .filter(({ type }) => PROVIDER_TYPES.has(type) && type !== 'NATIVE' && !isTaken(type))
    .map((rrset) =>
      warning(
        'provider-type',
        rrset,
        `${rrset.type} is a type of some providers; a name server such as BIND does not load a zone with it`,
      ),
    );
}

function lintTtls(rrsets: readonly RRset[]): Finding[] {
  return rrsets
    .filter((rrset) => rrset.ttl > LONG_TTL || rrset.ttl < SHORT_TTL)
    .map((rrset) =>
      rrset.ttl > LONG_TTL
        ? warning('ttl-long', rrset, `a TTL of ${rrset.ttl} s keeps mistakes for more than a week`)
        : warning('ttl-short', rrset, `a TTL of ${rrset.ttl} s defeats caching`),
    );
}

/** Host names have letters, digits and hyphens only (RFC 1123 §2.1); some servers refuse addresses at others. */
function lintHosts(rrsets: readonly RRset[]): Finding[] {
  const hosts = rrsets.filter(
    (rrset) => (rrset.type === 'A' || rrset.type === 'AAAA') && rrset.name.includes('_'),
  );
  if (hosts.length === 0) return [];
  const seen = survey(rrsets, []);
  return hosts
    .filter((rrset) => !isDelegated(seen, rrset.name))
    .map((rrset) =>
      warning('host-underscore', rrset, `${rrset.name} has an underscore, which a host name cannot have`),
    );
}

function warning(check: string, rrset: RRset, message: string): Finding {
  return { severity: 'warning', check, name: rrset.name, type: rrset.type, message };
}
