import { problemFromDetails, type ProblemClass } from '../../core/acme-problem.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { CertificateFailure } from '../../ports/certificate-store.ts';

const CLASSES: readonly string[] = [
  'transient',
  'scheduled',
  'propagation',
  'user',
  'operator',
  'request',
] satisfies readonly ProblemClass[];

/** Minutes until the next try after one, two, three failures; then once a day, for as long as it takes. */
const BACKOFF_MINUTES = [1, 10, 100];
const DAY_MS = 86_400_000;

/** Tells what to do about a failure: by the CA's words where it was the CA's, else by its code. */
export function failureClass(error: unknown): CertificateFailure['class'] {
  if (!isRegctlError(error)) return 'local';
  const said = error.details?.['class'];
  if (typeof said === 'string' && CLASSES.includes(said)) return said as ProblemClass;
  if (error.code === 'NOT_PROPAGATED') return 'propagation';
  if (error.code === 'NETWORK' || error.code === 'PROVIDER_UNAVAILABLE') return 'transient';
  if (error.code === 'RATE_LIMITED' || error.code === 'CERTIFICATE_PENDING') return 'scheduled';
  return 'local';
}

/** Whether another CA may do what this one did not. What a person must mend stays broken at every CA, and so does what is broken here. */
export function mayFailOver(error: unknown): boolean {
  if (!isRegctlError(error) || error.code === 'INTERRUPTED') return false;
  const kind = failureClass(error);
  // Failures of providers and name servers are transient too, and no other CA mends them: only the CA's have a class of their own.
  if (kind === 'transient') return error.details?.['class'] === 'transient';
  return kind === 'scheduled' || kind === 'operator' || kind === 'request' || isPolicy(error);
}

/** A name that one CA refuses by its own policy may be taken by another. */
function isPolicy(error: unknown): boolean {
  return ['rejectedIdentifier', 'unsupportedIdentifier', 'caa'].includes(problemTypeOf(error) ?? '');
}

/** The type of the CA's problem that an error tells of. */
export function problemTypeOf(error: unknown): string | undefined {
  return isRegctlError(error) ? problemFromDetails(error.details?.['acme'])?.type : undefined;
}

/**
 * An order is over when the CA says so or cannot be asked by it any more; what is transient leaves it as it is, for the next run. A limit leaves what was placed.
 */
export function isOrderOver(error: unknown, isPlaced: boolean): boolean {
  if (!(error instanceof RegctlError)) return false;
  if (error.code === 'RATE_LIMITED') return !isPlaced;
  return ![
    'CERTIFICATE_PENDING',
    'INTERRUPTED',
    'NETWORK',
    'PROVIDER_UNAVAILABLE',
    'STORE_FAILED',
    'FILE_FAILED',
  ].includes(error.code);
}

/** Counts a failure. */
export function countFailure(
  before: CertificateFailure | null,
  error: unknown,
  now: Date,
): CertificateFailure {
  return {
    count: (before?.count ?? 0) + 1,
    class: failureClass(error),
    code: isRegctlError(error) ? error.code : 'INTERNAL',
    message: describeFailure(error),
    firstAt: before?.firstAt ?? now.toISOString(),
    lastAt: now.toISOString(),
  };
}

/** When the next try is due: as the CA said, else by how often it failed. */
export function retryAt(failure: CertificateFailure, error: unknown, now: Date): Date {
  const said = isRegctlError(error) ? error.retryAfterSeconds : undefined;
  const minutes = BACKOFF_MINUTES[failure.count - 1];
  const own = minutes === undefined ? DAY_MS : minutes * 60_000;
  return new Date(
    now.getTime() + (said === undefined ? own : Math.min(Math.max(said * 1000, 60_000), DAY_MS)),
  );
}

/** Says a failure in one line. */
export function describeFailure(error: unknown): string {
  if (!isRegctlError(error)) return error instanceof Error ? error.message : String(error);
  return error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
}
