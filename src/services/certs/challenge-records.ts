import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { absoluteName } from '../../core/names.ts';
import type { RRsetEdit } from '../../core/plan/target.ts';
import type { ChallengeRecord } from '../../ports/certificate-store.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import { findAccount } from '../accounts/open.ts';
import { applyPlan } from '../zones/apply.ts';
import { createPlan } from '../zones/plan.ts';
import { readZone } from '../zones/get.ts';
import type { Served } from './atlas.ts';
import type { ChallengePlace, ChallengeWrite } from './challenge-place.ts';
import { OWN_ZONE, removeTargets, writeTargets } from './delegated.ts';
import { passOn, type CertCall, type CertDeps } from './deps.ts';

/** Seconds; the value is of use once, and what resolvers keep of it is in the way of the next. */
const CHALLENGE_TTL = 60;
/** Tries of an edit whose zone somebody else wrote to at the same moment. */
const MAX_EDIT_TRIES = 6;
const REASON = 'certificate challenge';

/** Writes challenge records beside whatever stands at their names, one plan a zone. */
export async function writeRecords(
  deps: CertDeps,
  records: readonly ChallengeRecord[],
  places: readonly ChallengePlace[],
  call: CertCall,
): Promise<void> {
  await writeTargets(deps, records, call);
  await eachZone(records, (ofZone, served) => {
    const writes = ofZone.map((record): ChallengeWrite => {
      const place = places.find((one) => one.zone === served.zone && one.owner === record.owner);
      // The TTL of what others put there stays theirs.
      return { ...record, op: 'add', keepsTtl: place?.presentTtl !== undefined };
    });
    return write(deps, writes, served, call);
  });
}

/** Takes challenge records away by value; those that are gone already are no failure. */
export async function removeRecords(
  deps: CertDeps,
  records: readonly ChallengeRecord[],
  call: CertCall,
): Promise<void> {
  await removeTargets(deps, records, call);
  await eachZone(records, (ofZone, served) => {
    const writes = ofZone.map((record): ChallengeWrite => ({ ...record, op: 'remove', keepsTtl: true }));
    return write(deps, writes, served, call);
  });
}

/** What comes and what goes for the certificates of a zone at the same time is one change of it. */
function write(
  deps: CertDeps,
  writes: readonly ChallengeWrite[],
  served: Served,
  call: CertCall,
): Promise<void> {
  return deps.challengeWrites.run(`${served.account} ${served.zone}`, writes, (all) =>
    // What goes comes last, so that what stays beside it keeps the TTL.
    edit(deps, served, call, async () => [
      ...(await additions(deps, all, served)),
      ...(await removals(deps, all, served, call)),
    ]),
  );
}

async function additions(
  deps: CertDeps,
  writes: readonly ChallengeWrite[],
  { account }: Served,
): Promise<readonly RRsetEdit[]> {
  const added = writes.filter(({ op }) => op === 'add');
  const dns = await deps.zones.dnsOf(await findAccount(deps.zones, account));
  const { minTtl, maxTtl, uniformTtl } = dns.capabilities;
  const ttl = Math.max(minTtl, Math.min(CHALLENGE_TTL, maxTtl));
  return byOwner(added).map(([name, values]) => {
    const keeps = uniformTtl === true || added.some((one) => one.owner === name && one.keepsTtl);
    return { op: 'add', name, type: 'TXT', rdata: values, ...(keeps ? {} : { ttl }) };
  });
}

async function removals(
  deps: CertDeps,
  writes: readonly ChallengeWrite[],
  { account, zone }: Served,
  call: CertCall,
): Promise<readonly RRsetEdit[]> {
  // Of two orders that prove a name by one authorization, one may need what the other is done with.
  const isNeeded = (one: ChallengeWrite): boolean =>
    writes.some(({ op, owner, value }) => op === 'add' && owner === one.owner && value === one.value);
  const removed = writes.filter((one) => one.op === 'remove' && !isNeeded(one));
  if (removed.length === 0) return [];
  const { rrsets } = await readZone(deps.zones, { zone, account }, passOn(call));
  return byOwner(removed).flatMap(([name, values]): RRsetEdit[] => {
    const present = rrsets.find((rrset) => rrset.name === name && rrset.type === 'TXT')?.rdata ?? [];
    const rdata = values.filter((value) => present.includes(value));
    return rdata.length === 0 ? [] : [{ op: 'remove', name, type: 'TXT', rdata }];
  });
}

/**
 * Waits until every name server of each zone answers with the records.
 *
 * @param serversOf - those that answer for a zone at all
 * @throws RegctlError `NOT_PROPAGATED`
 */
export async function proveRecords(
  deps: CertDeps,
  records: readonly ChallengeRecord[],
  serversOf: (served: Served) => Promise<readonly NameserverAddress[]>,
  call: CertCall,
): Promise<void> {
  await eachZone(records, async (ofZone, { account, zone }) => {
    const servers = await serversOf({ account, zone });
    await Promise.all(
      byOwner(ofZone).map(([owner, expected]) =>
        deps.lookups.wait(
          {
            name: absoluteName(owner, zone),
            type: 'TXT',
            expected,
            among: true,
            zone: { zone, account },
            servers,
          },
          {
            ...(call.signal === undefined ? {} : { signal: call.signal }),
            ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
          },
        ),
      ),
    );
  });
}

/** Carries edits of one zone out, and again where somebody else was first. */
async function edit(
  deps: CertDeps,
  ref: { readonly account: string; readonly zone: string },
  call: CertCall,
  edits: () => Promise<readonly RRsetEdit[]>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const wanted = await edits();
      if (wanted.length === 0) return;
      const target = { kind: 'edit', edits: wanted } as const;
      const plan = await createPlan(deps.zones, { ...ref, target }, passOn(call));
      if (plan.changes.length === 0) return;
      // What goes is what this order put there, to the value.
      const allowDeletes = wanted.reduce(
        (sum, one) => sum + (one.op === 'remove' ? (one.rdata?.length ?? 0) : 0),
        0,
      );
      await applyPlan(deps.zones, { plan, reason: REASON, allowDeletes }, passOn(call));
      return;
    } catch (error) {
      if (attempt >= MAX_EDIT_TRIES || !isRegctlError(error, 'PLAN_STALE', 'CONFLICT', 'RRSET_NOT_FOUND'))
        throw error;
    }
  }
}

/** Does a thing for the records of each zone of the accounts, all zones at once; every zone is seen to before a failure is thrown. */
async function eachZone(
  records: readonly ChallengeRecord[],
  work: (records: readonly ChallengeRecord[], served: Served) => Promise<void>,
): Promise<void> {
  const ofAccounts = records.filter(({ account }) => account !== OWN_ZONE);
  const zones = Map.groupBy(ofAccounts, ({ account, zone }) => `${account} ${zone}`);
  const ends = await Promise.allSettled(
    [...zones.values()].map(async (ofZone) => {
      const [first] = ofZone;
      if (first !== undefined) await work(ofZone, { account: first.account, zone: first.zone });
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function byOwner(records: readonly ChallengeRecord[]): readonly (readonly [string, readonly string[]])[] {
  const owners = Map.groupBy(records, (record) => record.owner);
  return [...owners].map(([owner, ofOwner]) => [owner, ofOwner.map(({ value }) => txtRdata(value))] as const);
}

/** As many strings as it takes: one has room for 255 octets. Base64url and issue values need no escapes. */
function txtRdata(value: string): string {
  if (!/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(value))
    throw new RegctlError('INTERNAL', 'defect: a challenge value that needs escapes');
  return (value.match(/.{1,255}/g) ?? []).map((part) => `"${part}"`).join(' ');
}
