import { isServed, isStuck, type CustomHostname } from '../../core/custom-hostname.ts';
import { RegctlError } from '../../core/errors.ts';
import type { HostnameCall, HostnameDeps, HostnameRef } from './deps.ts';
import { findHostnameZone } from './find.ts';
import { detail, type HostnameDetail } from './manage.ts';

/** Milliseconds between looks, doubled up to the longer one: the provider itself looks once a minute at most. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Milliseconds; how long it is waited when nothing else is said. */
const WAIT_TIMEOUT_MS = 600_000;

/** Gives a turn, then pauses and gives the next, with the milliseconds left; the last turn has none. */
export async function* pauses(
  { clock }: Pick<HostnameDeps, 'clock'>,
  { timeoutMs = WAIT_TIMEOUT_MS, signal }: HostnameCall,
): AsyncGenerator<number> {
  const giveUpAt = clock.now().getTime() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const left = giveUpAt - clock.now().getTime();
    yield left;
    if (left <= 0) return;
    await clock.sleep(Math.min(pause, left), signal);
  }
}

/**
 * Waits until a custom hostname is served: both its states are active.
 *
 * @throws RegctlError `TIMEOUT` with what is still to be set, `ACTION_REQUIRED` at once where waiting changes nothing
 */
export async function waitForHostname(
  deps: HostnameDeps,
  ref: HostnameRef,
  call: HostnameCall = {},
): Promise<HostnameDetail> {
  const found = await findHostnameZone(deps, ref, call.signal);
  let told = '';
  for await (const left of pauses(deps, call)) {
    const hostname = await found.part.get(found.zone, ref.hostname, call.signal);
    const state = standing(hostname);
    if (isStuck(hostname)) throw stuck(hostname, state);
    if (isServed(hostname)) return detail(found, hostname, call.signal);
    if (left <= 0) throw pending(await detail(found, hostname, call.signal), state);
    if (state !== told) call.onEvent?.({ kind: 'waiting', message: `${ref.hostname}: ${state}` });
    told = state;
  }
  throw new RegctlError('INTERNAL', 'defect: a wait for a custom hostname without an end');
}

/** Both states in one line, with what hinders them. */
function standing({ status, certificate, problems }: CustomHostname): string {
  const why = [...problems, ...(certificate?.problems ?? [])].map((problem) => problem.replace(/\.$/, ''));
  const states = `the hostname is ${status}, its certificate ${certificate?.status ?? 'none'}`;
  return why.length === 0 ? states : `${states}: ${why.join('; ')}`;
}

function pending({ hostname, records, account, zone }: HostnameDetail, state: string): RegctlError {
  return new RegctlError('TIMEOUT', `custom hostname ${hostname} is not served yet`, {
    reason: state,
    hint: `see what the customer's DNS has with \`regctl hostnames check ${hostname}\``,
    details: { account, zone, records: records.map((record) => ({ ...record })) },
  });
}

function stuck({ hostname, state, certificate }: CustomHostname, standingNow: string): RegctlError {
  const hint =
    state === 'blocked'
      ? 'ask the support of the provider, which holds it back'
      : state === 'moved'
        ? `let the customer set the CNAME again, then \`regctl hostnames refresh ${hostname}\``
        : state === 'deleted' || certificate === null
          ? `regctl hostnames create ${hostname}`
          : `mend what it names, then \`regctl hostnames refresh ${hostname}\``;
  return new RegctlError('ACTION_REQUIRED', `custom hostname ${hostname} does not go on by itself`, {
    reason: standingNow,
    hint,
  });
}
