import { RegctlError } from '../core/errors.ts';
import { absoluteName, isWithin, type DomainName } from '../core/names.ts';
import type { RRset } from '../core/rrset.ts';
import type { LookupReport } from '../control-plane/index.ts';
import type { Context } from './context.ts';

/** Types that no server answers as they are written, or that a signer makes by itself. */
const NOT_ASKED: readonly string[] = [
  'SOA',
  'NATIVE',
  'ALIAS',
  'ANAME',
  'DNSKEY',
  'CDS',
  'CDNSKEY',
  'RRSIG',
  'NSEC',
];
/** RRsets of which each is asked of every server; more is a matter of comparing providers. */
const MAX_RRSETS = 5_000;
/** Questions at a time, each of which goes to every server of the zone. */
const PARALLEL = 8;

/** What the world is told of a zone, and what of it could be asked. */
export interface PublicZone {
  /** The RRsets that were asked for, as the provider has them. */
  readonly asked: readonly RRset[];
  /** What the name servers answer. */
  readonly answered: readonly RRset[];
}

/**
 * Asks the name servers that the parent delegates to for every RRset that the provider has. What only they have stays unseen: names cannot be listed.
 *
 * @throws RegctlError `ZONE_NOT_FOUND` where nothing is delegated, `NETWORK` where nobody answers, `TOO_LARGE`
 */
export async function readPublicZone(
  context: Context,
  zone: DomainName,
  rrsets: readonly RRset[],
): Promise<PublicZone> {
  const asked = rrsets.filter(isAnswered(rrsets));
  if (asked.length > MAX_RRSETS)
    throw new RegctlError('TOO_LARGE', `zone ${zone} is too large to be asked of name servers`, {
      reason: `it has ${asked.length} RRsets, and ${MAX_RRSETS} are asked`,
      hint: 'compare it with a file or with another account',
    });
  const { lookups } = await context.controlPlane();
  const call = { signal: context.signal };
  const apex = await lookups.query({ name: zone, type: 'NS' }, call);
  if (apex.zone !== zone)
    throw new RegctlError('ZONE_NOT_FOUND', `zone ${zone} is not delegated`, {
      reason: `the parent names no servers for it${apex.zone === null ? '' : `; ${apex.zone} answers instead`}`,
      hint: 'set its name servers at the registrar, or compare with a file',
    });
  const servers = [...new Set(apex.observations.map(({ server }) => server))].map((name) => ({ name }));
  const answered: RRset[] = [];
  for (let start = 0; start < asked.length; start += PARALLEL) {
    const part = asked.slice(start, start + PARALLEL);
    const found = await Promise.all(
      part.map(async (rrset) => {
        const question = { name: absoluteName(rrset.name, zone), type: rrset.type, servers };
        return answerOf(context, rrset, await lookups.query(question, call));
      }),
    );
    answered.push(...found.filter((rrset) => rrset !== undefined));
  }
  return { asked, answered };
}

/** Glue, and what else lies below a delegation, is answered by others. */
function isAnswered(rrsets: readonly RRset[]): (rrset: RRset) => boolean {
  const cuts = rrsets.filter(({ name, type }) => type === 'NS' && name !== '@').map(({ name }) => name);
  return ({ name, type }) => !NOT_ASKED.includes(type) && !cuts.some((cut) => isWithin(name, cut));
}

function answerOf(context: Context, rrset: RRset, report: LookupReport): RRset | undefined {
  const one = report.observations.find(({ agrees }) => agrees);
  if (one === undefined)
    throw new RegctlError('NETWORK', `no name server answers ${report.name} ${rrset.type}`, {
      reason: report.observations[0]?.error?.message ?? 'none is known',
      hint: `look at each server with \`regctl dns query ${report.name} ${rrset.type}\``,
    });
  if (!report.agreed)
    context.warn(
      `the name servers disagree on ${report.name} ${rrset.type}; what most of them say is compared`,
    );
  return one.rdata.length === 0 ? undefined : { ...rrset, ttl: one.ttl ?? rrset.ttl, rdata: one.rdata };
}
