import type { CertCallOptions } from '../control-plane/certs.ts';
import { isInternalCa } from '../core/certificate-authorities.ts';
import { parseIdentifier, parseInternalIdentifier, type Identifier } from '../core/certificate.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { Context } from './context.ts';

/** Exit codes of commands that speak with a CA. */
export const CA_EXIT_CODES: { readonly [code: number]: string } = {
  4: 'no account serves the zone, or the CA has no account for us',
  5: 'no account serves a zone of the name',
  6: 'the DNS host cannot write the record',
  7: 'the CA refused, or did not find the proof',
  8: 'the CA or a name server is not done yet; run it again to go on',
  10: 'the CA or a name server could not be reached, or asks to slow down',
};

/** Flag of commands that may have to open an account at a CA. */
export const TERMS_FLAG = {
  'agree-terms': { type: 'boolean', description: "agree to the CA's terms of service" },
} as const;

/** Options of every call about certificates. */
export function certOptions(context: Context): CertCallOptions {
  const timeoutMs = context.flags.timeout;
  return {
    signal: context.signal,
    ...(typeof timeoutMs === 'number' ? { timeoutMs } : {}),
    onEvent: (event) =>
      event.kind === 'warning' ? context.warn(event.message) : context.notice(event.message),
  };
}

/**
 * Names and addresses as typed, in words or separated by commas.
 *
 * @param cas - a CA of this machine alone takes names without a dot too
 * @throws RegctlError `INVALID_NAME`, `USAGE` for none
 */
export function identifiersOf(words: readonly string[], cas: readonly string[]): readonly Identifier[] {
  const parse = cas.length > 0 && cas.every(isInternalCa) ? parseInternalIdentifier : parseIdentifier;
  const given = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  if (given.length > 0) return given.map(parse);
  throw new RegctlError('USAGE', 'no name is given for the certificate', {
    reason: 'a certificate is for at least one name',
    hint: "regctl certs issue example.org '*.example.org'",
  });
}

/** Two flags that are about one thing, and why there cannot be both. */
export type Contradiction = readonly [one: string, other: string, reason: string];

/** Of two flags about one thing it is not guessed which is meant. @throws RegctlError `USAGE` */
export function refuseContradictions(
  flags: { readonly [name: string]: unknown },
  contradictions: readonly Contradiction[],
): void {
  const isSaid = (name: string): boolean => flags[name] !== undefined && flags[name] !== false;
  const found = contradictions.find(([one, other]) => isSaid(one) && isSaid(other));
  if (found === undefined) return;
  const [one, other, reason] = found;
  throw new RegctlError('USAGE', `--${one} and --${other} contradict each other`, {
    reason,
    hint: 'leave one of them out',
  });
}

/** What a certificate is called: a word as typed, where it is a name of the domain form in that form. */
export function certificateName(word: string): string {
  try {
    return parseInternalIdentifier(word.replace(/^\*\./, '')).value;
  } catch (error) {
    if (isRegctlError(error, 'INVALID_NAME')) return word;
    throw error;
  }
}

/**
 * Does what needs an account at a CA, and where its terms are not agreed to yet, asks and does it again.
 *
 * @param work - called with whether the user agrees
 */
export async function withTerms<T>(
  context: Context,
  agreed: boolean,
  work: (agreesToTerms: boolean) => Promise<T>,
): Promise<T> {
  try {
    return await work(agreed);
  } catch (error) {
    const terms = isRegctlError(error, 'CONFIRMATION_REQUIRED')
      ? error.details?.['termsOfService']
      : undefined;
    if (agreed || typeof terms !== 'string' || !context.prompt.interactive) throw error;
    if (!(await context.prompt.confirm(`Do you agree to the terms at ${terms}?`, '--agree-terms')))
      throw error;
    return work(true);
  }
}
