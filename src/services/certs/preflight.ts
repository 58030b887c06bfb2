import { NAMED_CAS } from '../../core/certificate-authorities.ts';
import type { Identifier } from '../../core/certificate.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { isWithin, type DomainName } from '../../core/names.ts';
import type { OrderRun } from './order-run.ts';
import { checkCaa } from './caa-check.ts';
import { findPlaces, type ChallengePlace } from './challenge-places.ts';
import { checkTargets, OWN_ZONE } from './delegated.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { ensurePersistentProofs } from './persistent-proof.ts';
import { findBogus, type Bogus } from './trust.ts';
import { goneAstray } from './zone-servers.ts';

/**
 * Looks at the zones before anything is ordered: that each record can be written, that the world comes to where it is written, that name servers answer there, that
 * resolvers which validate believe them, and that no CAA record forbids the CA. A failed order counts against the limits of the CA, and a failed look costs nothing.
 *
 * @throws RegctlError `ZONE_NOT_FOUND`, `AMBIGUOUS`, `INVALID_ZONE`, `ZONE_UNVERIFIABLE`, `CA_REFUSED` with the record that forbids and the one to add
 */
export async function lookBeforeOrder(
  deps: CertDeps,
  run: OrderRun,
  identifiers: readonly Identifier[],
  call: CertCall,
): Promise<void> {
  const domains = identifiers.filter((one) => one.type === 'dns').map((one) => one.value);
  if (domains.length === 0) return;
  const isForGood = run.kind === 'dns-persist-01';
  // A record that is there for good may have been written by hand, in a zone that no account serves.
  const places = isForGood ? [] : await findPlaces(await run.atlas(), domains.map(run.asked));
  // The CA comes by the name that it asks for, and goes on to where an alias leads.
  const names = isForGood
    ? domains.map(run.asked)
    : places.flatMap(({ asked, zone }) => (isWithin(asked, zone) ? [zone] : [asked, zone]));
  const looks = [
    checkTargets(deps, places, call),
    checkServers(run, places, call),
    checkTrust(deps, names, call),
    checkCaa(run, domains, run.kind, call),
  ];
  // Each is seen to its end, so that none goes on asking after the order has failed.
  for (const end of await Promise.allSettled(looks)) if (end.status === 'rejected') throw end.reason;
  if (!isForGood) return;
  const { caaIdentities } = await run.account.authority.directory(call.signal);
  if (caaIdentities.length > 0) await ensurePersistentProofs(deps, run, domains, caaIdentities, call);
}

async function checkServers(run: OrderRun, places: readonly ChallengePlace[], call: CertCall): Promise<void> {
  const ofAccounts = places.filter(({ account }) => account !== OWN_ZONE);
  const zones = new Map(ofAccounts.map((place) => [`${place.account} ${place.zone}`, place]));
  // A CA that is not known by name may live in a DNS of its own, where the delegation of the world means nothing.
  const isPublic = NAMED_CAS.some((ca) => ca.directoryUrl === run.account.ca.directoryUrl);
  await Promise.all(
    [...zones.values()].map(async (place) => {
      const { dead, astray } = await run.serversOf(place);
      for (const { server, fault } of dead)
        call.onEvent?.({ kind: 'warning', message: `name server ${server.name} of ${place.zone} ${fault}` });
      if (astray === null) return;
      const error = goneAstray(place.zone, astray);
      if (isPublic) throw error;
      call.onEvent?.({ kind: 'warning', message: `${error.message}: ${astray}` });
    }),
  );
}

async function checkTrust(deps: CertDeps, names: readonly DomainName[], call: CertCall): Promise<void> {
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      const bogus = await believed(deps, name, call);
      if (bogus !== undefined) throw notBelieved(bogus);
    }),
  );
}

/** A chain that cannot be looked at from here is left to the CA's own look. */
async function believed(deps: CertDeps, name: DomainName, call: CertCall): Promise<Bogus | undefined> {
  try {
    return await deps.looks.share(`trust ${name}`, () => findBogus(deps, name, call));
  } catch (error) {
    if (isRegctlError(error, 'NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING')) return undefined;
    throw error;
  }
}

function notBelieved({ zone, faults }: Bogus): RegctlError {
  return new RegctlError(
    'ZONE_UNVERIFIABLE',
    `the DNSSEC of ${zone} is bogus: no CA would believe what it says`,
    {
      reason: faults.join('; '),
      hint: `sign the zone anew, or bring the DS in step with its keys: \`regctl domains dnssec sync ${zone}\``,
      details: { class: 'user', zone, faults: [...faults] },
    },
  );
}
