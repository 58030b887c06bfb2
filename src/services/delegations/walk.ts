import { isRegctlError } from '../../core/errors.ts';
import { isWithin, parseDomainName, type DomainName } from '../../core/names.ts';
import { textOf } from '../../core/records/txt.ts';
import type { Observation } from '../lookups/index.ts';
import type { DelegationCall, SightDeps } from './part.ts';

/** CNAME records followed one after the other; a longer chain is a loop or might as well be. */
const MAX_ALIASES = 8;

/** Where a name leads, by the word of name servers that have authority, with the names that were passed. */
export type Walk = { readonly path: readonly DomainName[] } & (
  | { readonly kind: 'target' }
  | { readonly kind: 'text'; readonly values: readonly string[] }
  | { readonly kind: 'nothing'; readonly rcode: string }
  | { readonly kind: 'loop' }
  | { readonly kind: 'unreachable'; readonly reason: string }
);

/** Follows a name from zone to zone, as CAs do, until it comes to the target, to a TXT record, or to an end. */
export async function walk(
  deps: Pick<SightDeps, 'lookups' | 'delegation'>,
  from: DomainName,
  target: DomainName,
  call: DelegationCall,
): Promise<Walk> {
  const path: DomainName[] = [];
  for (let at = from; path.length <= MAX_ALIASES;) {
    const texts = await ask(deps, at, 'TXT', call);
    if ('unreachable' in texts) return { path, kind: 'unreachable', reason: texts.unreachable };
    if (texts.rdata.length > 0) return { path, kind: 'text', values: texts.rdata.map(textOf) };
    const aliases = await ask(deps, at, 'CNAME', call);
    if ('unreachable' in aliases) return { path, kind: 'unreachable', reason: aliases.unreachable };
    const [alias] = aliases.rdata;
    if (alias === undefined) return { path, kind: 'nothing', rcode: texts.rcode };
    at = parseDomainName(alias);
    path.push(at);
    if (at === target) return { path, kind: 'target' };
    // Another target is the end: what is answered there is somebody else's.
    if (isWithin(at, deps.delegation.writer.zone)) return { path, kind: 'nothing', rcode: 'NOERROR' };
  }
  return { path, kind: 'loop' };
}

/** All that answer must say the same; who says otherwise is what a CA may meet. */
async function ask(
  { lookups }: Pick<SightDeps, 'lookups'>,
  name: DomainName,
  type: 'TXT' | 'CNAME',
  { signal }: DelegationCall,
): Promise<{ readonly rdata: readonly string[]; readonly rcode: string } | { readonly unreachable: string }> {
  let observations: readonly Observation[];
  try {
    ({ observations } = await lookups.query({ name, type }, signal === undefined ? {} : { signal }));
  } catch (error) {
    // Nothing above the name is delegated: then there is no such name.
    if (isRegctlError(error, 'ZONE_NOT_FOUND')) return { rdata: [], rcode: 'NXDOMAIN' };
    throw error;
  }
  const answers = observations.filter(({ error }) => error === null);
  const [first] = answers;
  if (first === undefined)
    return { unreachable: observations[0]?.error?.message ?? 'no name server is known' };
  const differing = answers.find((one) => one.rdata.join(' ') !== first.rdata.join(' '));
  // One of several that has nothing yet: a CA may ask just that one.
  const least = differing !== undefined && differing.rdata.length < first.rdata.length ? differing : first;
  return { rdata: least.rdata, rcode: least.rcode ?? 'NOERROR' };
}
