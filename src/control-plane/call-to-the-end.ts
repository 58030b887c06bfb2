import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpCallOptions } from './http-call-options.ts';

/** Losses of the connection that are borne before the server is known to have the request, and the pause after each in milliseconds. */
const EARLY = { most: 2, pauseMs: 500 };
/** The same afterwards, without a word in between: a server may be away for a minute, a proxy that lets nothing through cuts off for half an hour. */
const LATE = { most: 30, pauseMs: 2_000 };
/** Milliseconds of waiting, over all the times it was sent, after which a request that was lost had reached the server: what never did fails sooner. */
const REACHED_AFTER_MS = 5_000;
/** Seconds that a server may ask for before it takes the request, and how often. */
const LONGEST_RETRY_SECONDS = 20;
const MOST_RETRIES = 3;
/** Milliseconds after which a server is told again to stop. */
const STOP_AGAIN_MS = 5_000;

/** A call that its server carries out to the end, whether or not it is listened to. */
export interface CallToTheEnd<O> {
  /** Address of the server. */
  readonly host: string;
  readonly clock: Clock;
  /** Sends the request once, each time with the same key. */
  readonly send: (options: HttpCallOptions) => Promise<O>;
  /** Lets the server end it after what is at hand. */
  readonly stop: () => Promise<unknown>;
}

/** What is known of it so far. */
interface Course {
  hasBegun: boolean;
  /** Whether it may have reached the server, and the milliseconds that were waited for an answer. */
  mayHaveBegun: boolean;
  waitedMs: number;
  /** Connections lost since the last word. */
  losses: number;
  retries: number;
  /** Entry of the journal. */
  operation: string | undefined;
}

/**
 * Waits for the end of a call, however often the connection to its server is lost: the request is sent again, and by its key the server knows it. When it is
 * asked to stop it lets the server stop, and waits for what that says.
 *
 * @throws RegctlError what the server threw; `NETWORK` or `INTERRUPTED` with what to type where it goes on out of reach
 */
export async function callToTheEnd<O>(call: CallToTheEnd<O>, options: HttpCallOptions): Promise<O> {
  const { signal, ...rest } = options;
  const over = new AbortController();
  const leave = new AbortController();
  const stop = (): void => {
    stopServer(call, over.signal).catch((error: unknown) => leave.abort(error));
  };
  const isToStop = (): boolean => signal?.aborted === true;
  if (isToStop()) throw stoppedBefore(call.host);
  signal?.addEventListener('abort', stop, { once: true });
  const course: Course = {
    hasBegun: false,
    mayHaveBegun: false,
    waitedMs: 0,
    losses: 0,
    retries: 0,
    operation: undefined,
  };
  try {
    return await sendAgain(call, course, { ...rest, signal: leave.signal }, isToStop);
  } catch (error) {
    if (leave.signal.aborted) throw outOfReach('INTERRUPTED', call.host, course, leave.signal.reason);
    if (!isLost(error) || (!course.mayHaveBegun && !course.hasBegun && !isToStop())) throw error;
    throw outOfReach(isToStop() ? 'INTERRUPTED' : 'NETWORK', call.host, course, error);
  } finally {
    over.abort();
    signal?.removeEventListener('abort', stop);
  }
}

async function sendAgain<O>(
  call: CallToTheEnd<O>,
  course: Course,
  options: HttpCallOptions,
  isToStop: () => boolean,
): Promise<O> {
  const onEvent: HttpCallOptions['onEvent'] = (event) => {
    course.hasBegun = true;
    course.losses = 0;
    if (event.kind === 'applied') course.operation = event.operation ?? course.operation;
    options.onEvent?.(event);
  };
  for (;;) {
    const sentAt = call.clock.now().getTime();
    try {
      return await call.send({ ...options, onEvent });
    } catch (error) {
      if (!isUnsent(error)) {
        course.mayHaveBegun = true;
        course.waitedMs += call.clock.now().getTime() - sentAt;
        course.hasBegun ||= course.waitedMs >= REACHED_AFTER_MS;
      }
      // Sent again, what was stopped would begin anew.
      if (isToStop()) throw error;
      await call.clock.sleep(pauseMs(error, course), options.signal);
      if (isToStop()) throw error;
    }
  }
}

/** Gives the pause before the request is sent again. @throws what is no reason to send it again */
function pauseMs(error: unknown, course: Course): number {
  const seconds = isRegctlError(error) ? error.retryAfterSeconds : undefined;
  if (isRegctlError(error, 'RATE_LIMITED') && seconds !== undefined && seconds <= LONGEST_RETRY_SECONDS) {
    if (course.retries >= MOST_RETRIES) throw error;
    course.retries += 1;
    return seconds * 1000;
  }
  // The server ends, or let it take no longer; or another request with this key still runs there, and that server lets nobody wait for it.
  const goesOn =
    isRegctlError(error, 'INTERRUPTED') || (isRegctlError(error, 'CONFLICT') && seconds !== undefined);
  if (!goesOn && !isLost(error)) throw error;
  course.hasBegun ||= goesOn;
  const { most, pauseMs: pause } = course.hasBegun ? LATE : EARLY;
  if (course.losses >= most) throw error;
  course.losses += 1;
  return pause;
}

/** Whether the connection to the server was lost; what the server itself could not reach came with the id of the request. */
function isLost(error: unknown): boolean {
  return isRegctlError(error, 'NETWORK') && error.requestId === undefined;
}

/** Whether it never left this machine. */
function isUnsent(error: unknown): boolean {
  return isRegctlError(error) && error.details?.['outcome'] === 'none';
}

async function stopServer(
  { stop, clock }: Pick<CallToTheEnd<unknown>, 'stop' | 'clock'>,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await stop();
    // What it is told may be lost.
    await clock.sleep(STOP_AGAIN_MS, over).catch(() => undefined);
  }
}

function stoppedBefore(host: string): RegctlError {
  return new RegctlError('INTERRUPTED', `stopped before ${host} was asked`, {
    reason: 'it was asked to stop',
    hint: 'nothing was changed',
  });
}

function outOfReach(
  code: 'INTERRUPTED' | 'NETWORK',
  host: string,
  { operation }: Course,
  cause: unknown,
): RegctlError {
  const why = isRegctlError(cause) ? (cause.reason ?? cause.message) : 'the connection was lost';
  return new RegctlError(code, `what ${host} does is out of reach`, {
    reason: code === 'NETWORK' ? why : `whether it heard that it is to stop is not known: ${why}`,
    hint:
      operation === undefined
        ? 'it may go on there: look with `regctl ops list`, then run the command again'
        : `it may go on there: look with \`regctl ops get ${operation}\``,
    details: { server: host, outcome: 'unknown', ...(operation === undefined ? {} : { operation }) },
    cause,
  });
}
