import { z } from 'zod';
import {
  classifyProblem,
  describeProblem,
  furtherReading,
  problemDetails,
  retryTimeOf,
  type AcmeProblem,
  type ProblemClass,
} from '../../core/acme-problem.ts';
import { findCa } from '../../core/certificate-authorities.ts';
import { RegctlError, type ErrorCode } from '../../core/errors.ts';
import type { HttpResponse } from '../../ports/http-client.ts';

const PREFIX = 'urn:ietf:params:acme:error:';
/** Names for the parts of a compound problem that are kept; orders have at most 100 names. */
const MAX_SUBPROBLEMS = 100;
const MAX_DETAIL_CHARS = 2_000;
/** Seconds to wait for a limit that says nothing of time. */
const UNSAID_WAIT_SECONDS = 3_600;

interface WireProblem {
  readonly type?: string | undefined;
  readonly detail?: string | undefined;
  readonly status?: number | undefined;
  readonly instance?: string | undefined;
  readonly identifier?: { readonly value: string } | undefined;
  readonly subproblems?: readonly WireProblem[] | undefined;
}

/** A problem document as CAs write it. */
export const problemSchema: z.ZodType<WireProblem> = z.object({
  type: z.string().optional(),
  detail: z.string().optional(),
  status: z.number().optional().catch(undefined),
  instance: z.string().optional(),
  identifier: z.object({ value: z.string() }).optional().catch(undefined),
  subproblems: z
    .lazy(() => z.array(problemSchema))
    .optional()
    .catch(undefined),
});

/** Makes ours of a problem document. */
export function problemFromWire(wire: WireProblem): AcmeProblem {
  const type = wire.type ?? 'about:blank';
  return {
    type: type.startsWith(PREFIX) ? type.slice(PREFIX.length) : type,
    detail: (wire.detail ?? '').slice(0, MAX_DETAIL_CHARS),
    status: wire.status ?? null,
    identifier: wire.identifier?.value ?? null,
    instance: wire.instance ?? null,
    subproblems: (wire.subproblems ?? []).slice(0, MAX_SUBPROBLEMS).map(problemFromWire),
  };
}

/** The problem that an answer holds; of an answer without one, what its status says. */
export function problemOf(response: HttpResponse): AcmeProblem {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(response.text));
    if (parsed.success) return problemFromWire(parsed.data);
  } catch {
    // A page of a proxy in front of the CA says nothing that could be passed on: its status does.
  }
  return problemFromWire({ detail: `HTTP status ${response.status}` });
}

const CODES: { readonly [C in ProblemClass]: ErrorCode } = {
  transient: 'PROVIDER_UNAVAILABLE',
  scheduled: 'RATE_LIMITED',
  propagation: 'CHALLENGE_FAILED',
  user: 'CA_REFUSED',
  operator: 'ACME_ACCOUNT_UNUSABLE',
  request: 'CA_REFUSED',
};

/** Makes the error of a refusal. @param what - was asked, as `order for example.org` @param directoryUrl - of the CA */
export function refusal(
  what: string,
  { url, directoryUrl }: { readonly url: string; readonly directoryUrl: string },
  response: HttpResponse,
  retryAfterSeconds: number | null,
  now: Date,
): RegctlError {
  const problem = problemOf(response);
  const kind = classifyProblem(problem, response.status);
  const said = saidWait(problem, retryAfterSeconds, now);
  const wait = retryAfterSeconds ?? (kind === 'scheduled' ? (said ?? UNSAID_WAIT_SECONDS) : null);
  return new RegctlError(CODES[kind], `${what}: ${new URL(url).host} refused it`, {
    reason: describeProblem(problem),
    hint: hintFor(problem, kind, {
      ca: findCa(directoryUrl).name,
      until: wait === null ? null : new Date(now.getTime() + wait * 1000),
    }),
    details: {
      acme: problemDetails(problem),
      class: kind,
      status: response.status,
      url,
      // Of a limit that says nothing of time there is only our guess, which nobody needs to keep to.
      ...(kind === 'scheduled' && said !== null
        ? { retryAt: new Date(now.getTime() + said * 1000).toISOString() }
        : {}),
    },
    ...(wait === null ? {} : { retryAfterSeconds: wait }),
  });
}

/** Seconds to wait, as the answer or its words say. */
function saidWait(problem: AcmeProblem, retryAfterSeconds: number | null, now: Date): number | null {
  if (retryAfterSeconds !== null) return retryAfterSeconds;
  const until = retryTimeOf(problem);
  return until === undefined ? null : Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 1000));
}

function hintFor(
  problem: AcmeProblem,
  kind: ProblemClass,
  { ca, until }: { readonly ca: string; readonly until: Date | null },
): string {
  const further = furtherReading(problem);
  if (further !== undefined) return `read ${further}`;
  if (problem.type === 'externalAccountRequired')
    return `give the CA its key id and HMAC key with \`regctl certs account create ${ca} --eab-key-id ID\``;
  if (problem.type === 'caa')
    return 'add the CA to the CAA records of the name, or choose another CA with `--ca`';
  switch (kind) {
    case 'transient':
    case 'scheduled':
      return until === null
        ? 'try again later, or choose another CA with `--ca`'
        : `try again after ${until.toISOString()}, or choose another CA with \`--ca\``;
    case 'operator':
      return `look at it with \`regctl certs account get ${ca}\`; one that the CA has ended is forgotten by \`regctl certs account delete ${ca} --forget\``;
    case 'propagation':
      return 'look at what is answered with `regctl dns query _acme-challenge.NAME TXT`';
    case 'user':
    case 'request':
      return 'change what is asked for, or choose another CA with `--ca`';
  }
}
