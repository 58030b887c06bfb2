import type { Json } from './errors.ts';

/** What a CA says of a failure (RFC 8555 §6.7, RFC 9457). Plain JSON data. */
export interface AcmeProblem {
  /** Without its prefix where it is one of ACME's: `rateLimited`; else the whole URI. */
  readonly type: string;
  readonly detail: string;
  readonly status: number | null;
  /** The name it is about, where the CA says. */
  readonly identifier: string | null;
  /** Where a person reads on: changed terms, a paused name. */
  readonly instance: string | null;
  readonly subproblems: readonly AcmeProblem[];
}

/**
 * What to do about a failure: `transient` may be over at once and another CA may do; `scheduled` is over at a known time; `propagation` needs a new order once the
 * records are seen everywhere; `user` and `operator` need a person, for the zone and for the ACME account; `request` is refused for what was asked of this CA.
 */
export type ProblemClass = 'transient' | 'scheduled' | 'propagation' | 'user' | 'operator' | 'request';

const CLASSES: { readonly [type: string]: ProblemClass } = {
  badNonce: 'transient',
  serverInternal: 'transient',
  rateLimited: 'scheduled',
  dns: 'propagation',
  connection: 'propagation',
  tls: 'propagation',
  incorrectResponse: 'propagation',
  unauthorized: 'operator',
  accountDoesNotExist: 'operator',
  externalAccountRequired: 'operator',
  userActionRequired: 'operator',
  caa: 'user',
  rejectedIdentifier: 'user',
};

/** Tells what to do about a problem. @param status - HTTP status of the answer that held it */
export function classifyProblem(problem: AcmeProblem, status: number): ProblemClass {
  // A compound problem is what its parts are: a CA says `malformed` or `userActionRequired` above several refused names.
  const own = CLASSES[problem.type];
  if (isPause(problem)) return 'user';
  if (own !== undefined) return own;
  const parts = problem.subproblems.map((part) => classifyProblem(part, status));
  return (
    parts.find((part) => part !== 'request') ??
    (status === 429 ? 'scheduled' : status >= 500 ? 'transient' : 'request')
  );
}

/** A name that failed too often is paused until a person lifts that: Let's Encrypt says so under the type of a limit. */
function isPause({ type, detail }: AcmeProblem): boolean {
  return type === 'rateLimited' && /\bpaused\b/i.test(detail);
}

/** The moment that the words of a limit give, where the answer has no Retry-After: `retry after 2026-11-21 10:00:00 UTC`. */
export function retryTimeOf({ detail }: AcmeProblem): Date | undefined {
  const [, date, time] = /\bretry after (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/i.exec(detail) ?? [];
  return date === undefined ? undefined : new Date(`${date}T${time ?? ''}Z`);
}

/** Where a person reads on: as the problem says, or the address in the words of a pause. */
export function furtherReading(problem: AcmeProblem): string | undefined {
  const inWords = isPause(problem) ? /https:\/\/[^\s<>"']+[^\s<>"'.,;]/.exec(problem.detail)?.[0] : undefined;
  return problem.instance ?? inWords;
}

/** Gives a problem as JSON for the details of an error. */
export function problemDetails(problem: AcmeProblem): { readonly [key: string]: Json } {
  return {
    type: problem.type,
    detail: problem.detail,
    status: problem.status,
    identifier: problem.identifier,
    instance: problem.instance,
    subproblems: problem.subproblems.map(problemDetails),
  };
}

/** Reads what `problemDetails` wrote; undefined where it is none of that. */
export function problemFromDetails(details: Json | undefined): AcmeProblem | undefined {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return undefined;
  const { type, detail, status, identifier, instance, subproblems } = details as {
    readonly [key: string]: Json;
  };
  const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
  const parts = Array.isArray(subproblems) ? subproblems.map((one) => problemFromDetails(one as Json)) : [];
  return {
    type: textOrNull(type) ?? 'about:blank',
    detail: textOrNull(detail) ?? '',
    status: typeof status === 'number' ? status : null,
    identifier: textOrNull(identifier),
    instance: textOrNull(instance),
    subproblems: parts.filter((one) => one !== undefined),
  };
}

/** Says a problem in one line, with those it consists of. */
export function describeProblem(problem: AcmeProblem): string {
  const own = `${problem.identifier === null ? '' : `${problem.identifier}: `}${oneLine(problem.detail)} (${problem.type})`;
  return [own, ...problem.subproblems.map(describeProblem)].join('; ');
}

/** What a CA wrote is data: control characters and line breaks do not reach a terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
}
