import { formatPersistentProof, isPersistentProof, type PersistentProof } from '../../core/challenge-kind.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { textOf } from '../../core/records/txt.ts';
import type { ChallengeRecord } from '../../ports/certificate-store.ts';
import { servedZone, type Served } from './atlas.ts';
import type { OrderRun } from './order-run.ts';
import { findPlaces, type ChallengePlace } from './challenge-places.ts';
import { proveRecords, writeRecords } from './challenge-records.ts';
import { passOn, type CertCall, type CertDeps } from './deps.ts';

/**
 * Sees to it that records which prove names for good are answered: those that are there stay as they are, whoever wrote them, and those that are missing are written.
 * None is ever taken away.
 *
 * @param domains - with their asterisks
 * @param issuers - names by which the CA knows itself
 * @throws RegctlError `ZONE_NOT_FOUND` with the record to write by hand, `NOT_PROPAGATED`
 */
export async function ensurePersistentProofs(
  deps: CertDeps,
  run: OrderRun,
  domains: readonly DomainName[],
  issuers: readonly string[],
  call: CertCall,
): Promise<void> {
  const { accountUrl } = run.account.signer;
  const wanted = [...new Set(domains.map((domain) => domain.replace(/^\*\./, '')))].map((domain) => ({
    asked: run.asked(domain),
    proof: { issuers, accountUrl, wildcard: domains.includes(`*.${domain}`) },
  }));
  const seen = await Promise.all(wanted.map(({ asked, proof }) => isAnswered(deps, run, asked, proof, call)));
  const missing = wanted.filter((_, i) => seen[i] !== true);
  if (missing.length === 0) return;
  const places = await placesOf(run, missing);
  const records = missing.flatMap(({ asked, proof }): ChallengeRecord[] => {
    const place = places.find((found) => found.asked === asked);
    if (place === undefined) throw new RegctlError('INTERNAL', `defect: no place for ${asked}`);
    const { account, zone, owner } = place;
    return [{ asked, account, zone, owner, value: formatPersistentProof(proof) }];
  });
  await writeRecords(deps, records, places, call);
  const timeoutMs = Math.max(0, run.giveUpAt - deps.clock.now().getTime());
  await proveRecords(deps, records, async (served) => (await run.serversOf(served)).live, {
    ...call,
    timeoutMs,
  });
}

/** Whether every name server that answers has a record that proves it. */
async function isAnswered(
  deps: CertDeps,
  run: OrderRun,
  asked: DomainName,
  proof: PersistentProof,
  call: CertCall,
): Promise<boolean> {
  try {
    const served = await servedBy(run, asked);
    const { observations } = await deps.lookups.query(
      { name: asked, type: 'TXT', ...(served === undefined ? {} : { zone: served }) },
      passOn(call),
    );
    const answers = observations.filter((one) => one.error === null);
    const now = deps.clock.now();
    const proves = (rdata: string): boolean => isPersistentProof(textOf(rdata), proof, now);
    return answers.length > 0 && answers.every(({ rdata }) => rdata.some(proves));
  } catch (error) {
    // What cannot be looked up is written where an account serves it.
    if (isRegctlError(error, 'ZONE_NOT_FOUND', 'NETWORK')) return false;
    throw error;
  }
}

/** The account that serves a name, which knows its servers; by this kind of proof there need be none. */
async function servedBy(run: OrderRun, asked: DomainName): Promise<Served | undefined> {
  try {
    return servedZone(await run.atlas(), asked);
  } catch (error) {
    if (isRegctlError(error, 'NO_ACCOUNT', 'AMBIGUOUS')) return undefined;
    throw error;
  }
}

async function placesOf(
  run: OrderRun,
  missing: readonly { readonly asked: DomainName; readonly proof: PersistentProof }[],
): Promise<readonly ChallengePlace[]> {
  try {
    return await findPlaces(
      await run.atlas(),
      missing.map(({ asked }) => asked),
    );
  } catch (error) {
    if (!isRegctlError(error, 'ZONE_NOT_FOUND', 'NO_ACCOUNT')) throw error;
    const [first] = missing;
    throw new RegctlError('ZONE_NOT_FOUND', error.message, {
      reason: error.reason ?? 'no account serves its zone',
      hint: `write it by hand: ${first?.asked ?? ''} TXT "${first === undefined ? '' : formatPersistentProof(first.proof)}"`,
      details: { class: 'user' },
      cause: error,
    });
  }
}
