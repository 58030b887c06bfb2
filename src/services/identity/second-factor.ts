import { digestText } from '../../core/canonical-json.ts';
import { matchingStep, otpauthUri, toBase32, TOTP_SECRET_OCTETS } from '../../core/totp.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { SecondFactorStore } from '../../ports/second-factor-store.ts';

export interface SecondFactorDeps {
  readonly secondFactors: SecondFactorStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** Codes for the day on which the authenticator is gone, and characters of each: 50 bits. */
const RECOVERY_CODES = 10;
const RECOVERY_LENGTH = 10;
/** Five bits a character, nothing that is read for something else. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Milliseconds between password and code, and codes that may be tried then. */
const WAIT_MS = 10 * 60_000;
const MAX_TRIES = 5;

/** What an authenticator is told. */
export interface Enrolment {
  /** To type where there is no camera. */
  readonly secret: string;
  readonly uri: string;
}

/** Begins to enrol an authenticator; it counts when a first code was right. Undefined where there is one that counts. */
export async function beginEnrolment(
  { secondFactors, clock, random }: SecondFactorDeps,
  user: { readonly id: string; readonly email: string },
  host: string,
): Promise<Enrolment | undefined> {
  const secret = random.bytes(TOTP_SECRET_OCTETS);
  if (!(await secondFactors.begin(user.id, secret, clock.now().toISOString()))) return undefined;
  return enrolmentOf(secret, user.email, host);
}

/** What an authenticator was told that does not count yet. */
export async function openEnrolment(
  { secondFactors }: SecondFactorDeps,
  user: { readonly id: string; readonly email: string },
  host: string,
): Promise<Enrolment | undefined> {
  const factor = await secondFactors.find(user.id);
  if (factor === undefined || factor.isConfirmed) return undefined;
  return enrolmentOf(factor.secret, user.email, host);
}

/** Lets an authenticator count by its first code. @returns recovery codes, shown this once; undefined for a wrong code */
export async function confirmEnrolment(
  { secondFactors, clock, random }: SecondFactorDeps,
  user: string,
  code: string,
): Promise<readonly string[] | undefined> {
  const factor = await secondFactors.find(user);
  const now = clock.now();
  const step = factor === undefined ? undefined : matchingStep(factor.secret, digitsOf(code), now);
  if (step === undefined) return undefined;
  const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCode(random));
  const hashes = codes.map((one) => hashOf(user, one));
  return (await secondFactors.confirm(user, step, hashes, now.toISOString())) ? codes : undefined;
}

/** Tells whether a code is good, and spends it: a code of the authenticator that was not taken yet, or a recovery code. */
export async function checkSecondFactor(
  { secondFactors, clock }: SecondFactorDeps,
  user: string,
  code: string,
): Promise<boolean> {
  const factor = await secondFactors.find(user);
  if (factor?.isConfirmed !== true) return false;
  const step = matchingStep(factor.secret, digitsOf(code), clock.now());
  if (step !== undefined) return secondFactors.takeStep(user, step);
  return secondFactors.takeRecoveryCode(user, hashOf(user, code));
}

/** Lets somebody wait who gave the right password. @returns the token that their browser keeps; undefined where no code is asked for */
export async function waitForCode(
  { secondFactors, clock, random }: SecondFactorDeps,
  user: string,
): Promise<string | undefined> {
  if ((await secondFactors.find(user))?.isConfirmed !== true) return undefined;
  const token = Array.from(random.bytes(32), (octet) => octet.toString(16).padStart(2, '0')).join('');
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + WAIT_MS).toISOString();
  await secondFactors.wait(digestText(token), user, now.toISOString(), expiresAt);
  return token;
}

/** Ends a wait by a code. @param counted - told whose wait it is before a code is looked at; it may refuse @returns whose it was; `wrong` where another code may be tried, `over` where the password must be given again */
export async function endWait(
  deps: SecondFactorDeps,
  token: string,
  code: string,
  counted: (user: string) => Promise<unknown>,
): Promise<{ readonly user: string } | 'wrong' | 'over'> {
  const hash = digestText(token);
  const user = await deps.secondFactors.takeTry(hash, MAX_TRIES, deps.clock.now().toISOString());
  if (user === undefined) return 'over';
  await counted(user);
  if (!(await checkSecondFactor(deps, user, code))) return 'wrong';
  return (await deps.secondFactors.endWait(hash)) ? { user } : 'over';
}

function enrolmentOf(octets: Uint8Array, email: string, host: string): Enrolment {
  const secret = toBase32(octets);
  return { secret, uri: otpauthUri(secret, host, email) };
}

function recoveryCode(random: Random): string {
  const letters = Array.from(random.bytes(RECOVERY_LENGTH), (octet) => ALPHABET[octet % 32]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** However it was typed: `ABCDE 12345` is `abcde-12345`. The user is in it, so that nobody sees equal codes of two. */
function hashOf(user: string, code: string): string {
  return digestText(`${user} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`);
}

function digitsOf(code: string): string {
  return code.replaceAll(/\s/g, '');
}
