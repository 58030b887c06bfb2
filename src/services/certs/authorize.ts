import {
  classifyProblem,
  describeProblem,
  problemDetails,
  type AcmeProblem,
} from '../../core/acme-problem.ts';
import type { ChallengeKind } from '../../core/challenge-kind.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { CaAuthorization, CaChallenge, CaOrder } from '../../ports/certificate-authority.ts';
import type { ChallengeRecord } from '../../ports/certificate-store.ts';
import type { Served } from './atlas.ts';
import { findPlaces } from './challenge-places.ts';
import { proveRecords, writeRecords } from './challenge-records.ts';
import type { CertCall, CertDeps } from './deps.ts';
import type { OrderRun } from './order-run.ts';
import { ensurePersistentProofs } from './persistent-proof.ts';
import { poll } from './poll.ts';
import type { ZoneServers } from './zone-servers.ts';

/** Requests of one order that are under way at once. */
const CONCURRENCY = 4;
/** Milliseconds from the answer to a challenge to the first look at what became of it: the CA has name servers to ask. */
const FIRST_LOOK_MS = 10;

/**
 * Proves all names of an order to its CA: records noted, written, seen at every name server, and only then each challenge answered, once.
 *
 * @throws RegctlError `CHALLENGE_FAILED` with the CA's words, `NOT_PROPAGATED`, `ZONE_NOT_FOUND`, `CERTIFICATE_PENDING`
 */
export async function authorize(
  deps: CertDeps,
  run: OrderRun,
  order: CaOrder,
  call: CertCall,
): Promise<void> {
  const { authority, signer } = run.account;
  const all = await inParallel(order.authorizations, (url) =>
    authority.authorization(signer, url, call.signal),
  );
  refuseInvalid(run, all);
  const pending = all
    .filter((one) => one.status === 'pending')
    .map((one) => ({ one, challenge: dnsChallenge(one, run.kind) }));
  const open = pending.filter(({ challenge }) => !isAnswered(run, challenge));
  if (open.length > 0) {
    if (run.kind === 'dns-persist-01') await publishForGood(deps, run, open, call);
    else await publish(deps, run, open, call);
    await inParallel(open, async ({ challenge }) => {
      const after = await authority.answerChallenge(signer, challenge.url, call.signal);
      await run.save({ answered: [...run.order().answered, challenge.url] });
      return after;
    });
  }
  const settled = await inParallel(pending, ({ one }) =>
    poll(
      deps,
      `the proof for ${one.identifier.value}`,
      run.giveUpAt,
      call,
      async () => {
        const now = await authority.authorization(signer, one.url, call.signal);
        return now.status === 'pending' ? { retryAfterSeconds: now.retryAfterSeconds } : { end: now };
      },
      FIRST_LOOK_MS,
    ),
  );
  refuseInvalid(run, settled);
}

type OpenChallenge = { readonly one: CaAuthorization; readonly challenge: CaChallenge };

async function publishForGood(
  deps: CertDeps,
  run: OrderRun,
  open: readonly OpenChallenge[],
  call: CertCall,
): Promise<void> {
  const domains = open.map(({ one }) => `${one.wildcard ? '*.' : ''}${one.identifier.value}`);
  const issuers = open[0]?.challenge.issuers ?? [];
  await ensurePersistentProofs(deps, run, domains, issuers, call);
}

async function publish(
  deps: CertDeps,
  run: OrderRun,
  open: readonly OpenChallenge[],
  call: CertCall,
): Promise<void> {
  const { authority, signer } = run.account;
  const wanted = await Promise.all(
    open.map(async ({ one, challenge }) => ({
      asked: run.asked(one.identifier.value),
      value: await authority.dnsChallengeValue(signer, challenge.token ?? ''),
    })),
  );
  const names = wanted.map(({ asked }) => asked);
  const places = await findPlaces(await run.atlas(), names);
  const records = wanted.map(({ asked, value }): ChallengeRecord => {
    const place = places.find((found) => found.asked === asked);
    if (place === undefined) throw new RegctlError('INTERNAL', `defect: no place for ${asked}`);
    const { account, zone, owner } = place;
    return { asked, account, zone, owner, value };
  });
  // Noted first: a run that dies in the middle of writing leaves word of what is to be taken away.
  await run.save({ records: mergeRecords(run.order().records, records) });
  await writeRecords(deps, records, places, call);
  const timeoutMs = Math.max(0, run.giveUpAt - deps.clock.now().getTime());
  const liveOf = async (served: Served): Promise<ZoneServers['live']> => (await run.serversOf(served)).live;
  await proveRecords(deps, records, liveOf, { ...call, timeoutMs });
}

function mergeRecords(
  before: readonly ChallengeRecord[],
  more: readonly ChallengeRecord[],
): readonly ChallengeRecord[] {
  const key = (one: ChallengeRecord): string => [one.account, one.zone, one.owner, one.value].join(' ');
  return [...new Map([...before, ...more].map((one) => [key(one), one])).values()];
}

/** Told once already, or being looked at: told again, some CAs fail the whole order. */
function isAnswered(run: OrderRun, challenge: CaChallenge): boolean {
  return challenge.status !== 'pending' || run.order().answered.includes(challenge.url);
}

function dnsChallenge(authorization: CaAuthorization, kind: ChallengeKind): CaChallenge {
  const challenge = authorization.challenges.find((one) => one.type === kind);
  if (challenge !== undefined && (challenge.token !== null || challenge.issuers.length > 0)) return challenge;
  const kinds = authorization.challenges.map((one) => one.type).join(', ');
  throw new RegctlError('CA_REFUSED', `${authorization.identifier.value} cannot be proven by ${kind}`, {
    reason:
      authorization.identifier.type === 'ip'
        ? `the CA takes addresses by ${kinds} only`
        : `the CA offers ${kinds === '' ? 'no challenge' : kinds}`,
    hint: 'leave it out, or choose another CA with `--ca`',
    details: { class: 'request' },
  });
}

function refuseInvalid(run: OrderRun, all: readonly CaAuthorization[]): void {
  const bad = all.filter((one) => one.status !== 'valid' && one.status !== 'pending');
  const [first] = bad;
  if (first === undefined) return;
  const problems = bad.map((one) => ({
    name: `${one.wildcard ? '*.' : ''}${one.identifier.value}`,
    problem: one.challenges.find((challenge) => challenge.problem !== null)?.problem ?? null,
    status: one.status,
  }));
  const [{ problem } = { problem: null }] = problems;
  throw new RegctlError(
    'CHALLENGE_FAILED',
    `the CA did not find the proof for ${problems.map((one) => one.name).join(', ')}`,
    {
      reason: problems
        .map((one) =>
          one.problem === null ? `the authorization is ${one.status}` : describeProblem(one.problem),
        )
        .join('; '),
      hint: `look at what is answered with \`regctl dns query ${run.asked(first.identifier.value)} TXT\``,
      details: {
        class: problem === null ? 'propagation' : challengeClass(problem),
        ...(problem === null ? {} : { acme: problemDetails(problem) }),
        names: problems.map((one) => one.name),
      },
    },
  );
}

/** The names for which the CA did not find the proof, as the error of it tells. */
export function unprovenNames(error: unknown): readonly string[] {
  const names = isRegctlError(error, 'CHALLENGE_FAILED') ? error.details?.['names'] : undefined;
  return Array.isArray(names) ? names.map(String) : [];
}

/** Of a challenge, `unauthorized` says that the wrong records were found, not that the account is unknown. */
function challengeClass(problem: AcmeProblem): string {
  // Seen by one of the CA's lookers and not by another: the name servers of the zone are not of one mind yet.
  if (/^during secondary validation\b/i.test(problem.detail)) return 'propagation';
  return problem.type === 'unauthorized' ? 'user' : classifyProblem(problem, problem.status ?? 400);
}

/** Does a thing for each item, a few at a time. After a failure none is begun, and those under way are seen to their end before it is thrown. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      try {
        results[i] = await work(items[i] as T);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(CONCURRENCY, items.length) }, worker);
  for (const end of await Promise.allSettled(workers)) if (end.status === 'rejected') throw end.reason;
  return results;
}
