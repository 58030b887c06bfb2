import { caaForbids, caaToAdd, type CaaRequest } from '../../core/caa.ts';
import type { Identifier } from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import { parentName, relativeName, type DomainName } from '../../core/names.ts';
import type { Rdata } from '../../core/rrset.ts';
import { aliasAt, contentOf, servedZone, type Atlas } from './atlas.ts';
import type { OrderRun } from './authorize.ts';
import { challengeName, findPlaces } from './challenge-places.ts';
import type { CertCall } from './deps.ts';

/** Aliases followed from a name; a chain that is longer is a loop or might as well be. */
const MAX_ALIASES = 8;

/**
 * Looks at the zones before anything is ordered: that each record can be written, and that no CAA record forbids the CA. A failed order counts against the limits
 * of the CA, and a failed look costs nothing.
 *
 * @throws RegctlError `ZONE_NOT_FOUND`, `AMBIGUOUS`, `CA_REFUSED` with the record that forbids and the one to add
 */
export async function lookBeforeOrder(
  run: OrderRun,
  identifiers: readonly Identifier[],
  call: CertCall,
): Promise<void> {
  const { account } = run;
  const domains = identifiers.filter((one) => one.type === 'dns').map((one) => one.value);
  if (domains.length === 0) return;
  const atlas = await run.atlas();
  await findPlaces(atlas, domains.map(challengeName));
  const { caaIdentities } = await account.authority.directory(call.signal);
  const identities = caaIdentities.length > 0 ? caaIdentities : account.ca.caaIdentities;
  // Of a CA that does not say its names, nothing can be told.
  if (identities.length === 0) return;
  for (const domain of domains) {
    const request = {
      identities,
      wildcard: domain.startsWith('*.'),
      accountUrl: account.account.url,
      method: 'dns-01',
    };
    const found = await caaOf(atlas, domain.replace(/^\*\./, ''));
    const forbidding = found === undefined ? undefined : caaForbids(found.rdata, request);
    if (found !== undefined && forbidding !== undefined)
      throw forbidden(domain, found.name, forbidding, request);
  }
}

/** The first CAA records on the way up from a name (RFC 8659 §3), as far as the zones of the accounts tell. */
async function caaOf(
  atlas: Atlas,
  domain: DomainName,
): Promise<{ readonly name: DomainName; readonly rdata: readonly Rdata[] } | undefined> {
  for (
    let name: DomainName | undefined = domain;
    name !== undefined && name !== '';
    name = parentName(name)
  ) {
    const rdata = await caaAt(atlas, name, 0);
    if (rdata.length > 0) return { name, rdata };
  }
  return undefined;
}

/** Aliases are followed at each step, and what lies above their targets does not count. */
async function caaAt(atlas: Atlas, name: DomainName, aliases: number): Promise<readonly Rdata[]> {
  const served = servedZone(atlas, name);
  if (served === undefined || aliases > MAX_ALIASES) return [];
  const rrsets = await contentOf(atlas, served);
  const owner = relativeName(name, served.zone);
  const own = rrsets.find((rrset) => rrset.name === owner && rrset.type === 'CAA')?.rdata;
  if (own !== undefined) return own;
  const alias = aliasAt(rrsets, owner);
  return alias === undefined ? [] : caaAt(atlas, alias.target, aliases + 1);
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
      reason: `they are ${rdata.join(', ')}`,
      hint: `add the record ${at} CAA ${caaToAdd(request)}, or choose another CA with \`--ca\``,
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
