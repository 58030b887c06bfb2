import { toBase64url } from '../../core/base64url.ts';
import { digestText } from '../../core/canonical-json.ts';
import { PASSKEY_ALGORITHMS } from '../../core/passkey-algorithms.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { PasskeyCeremony, PasskeyExpectation } from '../../ports/passkey-ceremony.ts';
import type { PasskeyStore } from '../../ports/passkey-store.ts';
import type { Random } from '../../ports/random.ts';

export interface PasskeyDeps {
  readonly passkeys: PasskeyStore;
  readonly ceremony: PasskeyCeremony;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The address of the server as browsers know it. */
  readonly origin: () => string;
}

/** Who adds a passkey, in which session. */
export interface PasskeyOwner {
  readonly session: string;
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
}

/** Milliseconds that somebody may take at their authenticator. */
const WAIT_MS = 5 * 60_000;
const CHALLENGE_OCTETS = 32;
/** Passkeys of one person, and characters of the name of one. */
const MOST = 20;
const NAME_LENGTH = 60;

/** Whether browsers make passkeys for this address: they want a host with a name, and TLS unless it is their own machine. */
export function passkeysPossible(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  return protocol === 'https:' && !/^[\d.]+$|^\[/.test(hostname);
}

/** Begins to add a passkey. @returns what a browser makes one by (PublicKeyCredentialCreationOptionsJSON) */
export async function beginPasskey(deps: PasskeyDeps, { session, user }: PasskeyOwner): Promise<object> {
  const { host } = placeOf(deps);
  const kept = await deps.passkeys.list(user.id);
  return {
    challenge: await ask(deps, sessionHolder(session)),
    rp: { id: host, name: `regctl at ${host}` },
    user: {
      id: toBase64url(new TextEncoder().encode(user.id)),
      name: user.email,
      displayName: user.name,
    },
    pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: kept.map(({ id }) => ({ type: 'public-key', id })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
    timeout: WAIT_MS,
  };
}

/** Adds the passkey that a browser made in the session that asked for it. False where it is not taken. */
export async function addPasskey(
  deps: PasskeyDeps,
  { session, user }: PasskeyOwner,
  name: string,
  answer: string,
): Promise<boolean> {
  const { passkeys, ceremony, clock } = deps;
  const expected = await expectation(deps, sessionHolder(session));
  if (expected === undefined) return false;
  const checked = await ceremony.checkMade(answer, expected);
  if ('refused' in checked) return refused(deps, checked.refused);
  const shown = name.trim().slice(0, NAME_LENGTH);
  const key = { ...checked, user: user.id };
  return passkeys.add(key, shown === '' ? 'Passkey' : shown, MOST, clock.now().toISOString());
}

/** Begins to sign somebody in, whoever it will be. @returns what a browser signs (PublicKeyCredentialRequestOptionsJSON), and the token that it keeps */
export async function beginPasskeySignIn(
  deps: PasskeyDeps,
): Promise<{ readonly token: string; readonly options: object }> {
  const token = toBase64url(deps.random.bytes(32));
  const { host } = placeOf(deps);
  const challenge = await ask(deps, browserHolder(token));
  return { token, options: { challenge, rpId: host, userVerification: 'required', timeout: WAIT_MS } };
}

/** Tells whose passkey a browser signed with, where it was asked to, once. */
export async function endPasskeySignIn(
  deps: PasskeyDeps,
  token: string,
  answer: string,
): Promise<{ readonly id: string } | undefined> {
  const { passkeys, ceremony, clock } = deps;
  const expected = await expectation(deps, browserHolder(token));
  if (expected === undefined) return undefined;
  const checked = await ceremony.checkUsed(answer, expected, (id) => passkeys.find(id));
  if ('refused' in checked) {
    refused(deps, checked.refused);
    return undefined;
  }
  // A counter that did not grow is that of a copy; and the passkey may have been removed meanwhile.
  const counts = await passkeys.use(checked.id, checked.counter, clock.now().toISOString());
  return counts ? { id: checked.user } : undefined;
}

async function ask({ passkeys, clock, random }: PasskeyDeps, holder: string): Promise<string> {
  const challenge = toBase64url(random.bytes(CHALLENGE_OCTETS));
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + WAIT_MS).toISOString();
  await passkeys.ask(holder, challenge, now.toISOString(), expiresAt);
  return challenge;
}

/** Takes the challenge of a holder away: an answer that is refused spends it, too. */
async function expectation(deps: PasskeyDeps, holder: string): Promise<PasskeyExpectation | undefined> {
  const challenge = await deps.passkeys.answer(holder, deps.clock.now().toISOString());
  return challenge === undefined ? undefined : { ...placeOf(deps), challenge };
}

function placeOf({ origin }: PasskeyDeps): Omit<PasskeyExpectation, 'challenge'> {
  return { origin: origin(), host: new URL(origin()).hostname };
}

function sessionHolder(session: string): string {
  return `session/${session}`;
}

function browserHolder(token: string): string {
  return `browser/${digestText(token)}`;
}

/** Why is for the operator: whoever tries learns no more than that it was refused. */
function refused({ logger }: PasskeyDeps, reason: string): false {
  logger.warn('passkey refused', { reason: reason.slice(0, 300) });
  return false;
}
