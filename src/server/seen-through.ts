import type { ProgressEvent } from '../control-plane/index.ts';
import { RegctlError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { LiveNews, LiveState } from '../ports/live-state.ts';
import type { ServerCall } from './handler.ts';
import { once, ownKey, type KeyedRequest } from './idempotency.ts';
import type { OpenCalls } from './open-calls.ts';

/** Milliseconds between two looks whether there is something to tell, and after which it is told again that the call goes on. */
const TELL_EVERY_MS = 1_000;
const ALIVE_EVERY_MS = 10_000;
/** Milliseconds of silence after which the process that carries a call out is taken for dead: three signs of life and a pause. */
const DEAD_AFTER_MS = 45_000;
/** Milliseconds between looks whether a call has ended, doubled up to the longer one. */
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 5_000;
/** Milliseconds that a call listens at a time for the wish to stop it. */
const LISTEN_MS = 20_000;

/** What calls need that go on when their callers are gone. */
export interface SeenThroughDeps {
  /** Where a call tells how it goes on, and hears that it is to stop. */
  readonly live: LiveState;
  readonly clock: Clock;
  /** Those that are under way in this process; absent where a runtime keeps track of them. */
  readonly open?: OpenCalls | undefined;
}

/** A call with a key, and when it ends without its result. */
export interface SeenThroughCall {
  readonly request: KeyedRequest;
  /** What the caller gave; its signal ends the wait for a call that another request began. */
  readonly call: ServerCall;
  /** Milliseconds that it may take. */
  readonly mostMs: number;
}

/**
 * Carries a call out to its end, whether or not its caller still listens, and lets the same request, sent again, wait for that end. It stops when that is asked
 * for by its key, when it takes too long, and when the process ends.
 *
 * @param work - carries it out; it is told to stop by the signal of its call
 * @throws RegctlError what `once` throws, `INTERRUPTED`
 */
export async function seeThrough(
  deps: SeenThroughDeps,
  store: IdempotencyStore,
  { request, call, mostMs }: SeenThroughCall,
  work: (call: ServerCall) => Promise<unknown>,
): Promise<unknown> {
  const subject = subjectOf(request);
  const run = async (): Promise<unknown> => {
    const stop = stopWish(deps.live, subject);
    const told = telling(deps, subject, call.onEvent);
    const signals = [
      AbortSignal.timeout(mostMs),
      stop.signal,
      ...(deps.open === undefined ? [] : [deps.open.closing]),
    ];
    const running = work({ ...call, signal: AbortSignal.any(signals), onEvent: told.onEvent });
    deps.open?.add(running);
    try {
      return await running;
    } finally {
      await Promise.all([told.end(), stop.end()]);
    }
  };
  return once(store, request, run, waitingFor(deps, subject, call));
}

/** Lets a call end that its caller began, wherever it is carried out. */
export function stopCall(
  { live }: Pick<SeenThroughDeps, 'live'>,
  caller: Pick<KeyedRequest, 'principal' | 'key'>,
): Promise<void> {
  return live.tell(wishOf(subjectOf(caller)), { progress: '', ended: false });
}

/** A call is its caller's own, as its key is. */
function subjectOf(caller: Pick<KeyedRequest, 'principal' | 'key'>): string {
  return `call ${caller.principal.organization} ${ownKey(caller)}`;
}

function wishOf(subject: string): string {
  return `stop ${subject}`;
}

/** Hears the wish that a call stop. */
function stopWish(live: LiveState, subject: string): { readonly signal: AbortSignal; end(): Promise<void> } {
  const stop = new AbortController();
  let isOver = false;
  const listen = async (): Promise<void> => {
    for (let known: number | undefined; !isOver && !stop.signal.aborted;) {
      const news = await live.hear(wishOf(subject), known, LISTEN_MS);
      known = news?.count ?? known;
      if (news?.ended === false) stop.abort();
    }
  };
  void listen();
  return {
    signal: stop.signal,
    end: async () => {
      isOver = true;
      // Whoever was told to stop leaves that standing: the same request must not begin anew.
      if (!stop.signal.aborted) await live.tell(wishOf(subject), { progress: '', ended: true });
    },
  };
}

/** Tells the last event now and then, and that the call goes on where there is none. */
function telling(
  { live, clock }: SeenThroughDeps,
  subject: string,
  onEvent: ServerCall['onEvent'],
): { readonly onEvent: (event: ProgressEvent) => void; end(): Promise<void> } {
  let latest: ProgressEvent | undefined;
  let told: ProgressEvent | undefined;
  let hasTold = false;
  let toldAt = clock.now().getTime();
  const tell = (ended: boolean): Promise<void> => {
    told = latest;
    hasTold = true;
    toldAt = clock.now().getTime();
    return live.tell(subject, { progress: latest === undefined ? '' : JSON.stringify(latest), ended });
  };
  const timer = setInterval(() => {
    if (latest !== told || clock.now().getTime() - toldAt >= ALIVE_EVERY_MS) void tell(false);
  }, TELL_EVERY_MS);
  return {
    onEvent: (event) => {
      latest = event;
      onEvent?.(event);
    },
    end: async () => {
      clearInterval(timer);
      if (hasTold) await tell(true);
    },
  };
}

/** Waits for a call that another request with the same key began. */
function waitingFor(
  { live, clock, open }: SeenThroughDeps,
  subject: string,
  { signal, onEvent }: ServerCall,
): () => Promise<boolean> {
  let known: number | undefined;
  let heardAt = clock.now().getTime();
  let pause = FIRST_LOOK_MS;
  const say = ({ progress, ended }: LiveNews): void => {
    if (!ended && progress !== '') onEvent?.(JSON.parse(progress) as ProgressEvent);
  };
  const isLeft = (): boolean => signal.aborted || open?.closing.aborted === true;
  return async () => {
    const news = isLeft() ? undefined : await live.hear(subject, known, pause);
    if (isLeft()) throw left();
    pause = Math.min(pause * 2, LONGEST_LOOK_MS);
    const now = clock.now().getTime();
    const isDead = news === undefined && now - heardAt >= DEAD_AFTER_MS;
    if (news !== undefined) say(news);
    known = news?.count ?? known;
    // Another who waits may begin it anew, and has the same time to be heard of.
    if (news !== undefined || isDead) heardAt = now;
    return isDead;
  };
}

function left(): RegctlError {
  return new RegctlError('INTERRUPTED', 'stopped while waiting for a request that another one began', {
    reason: 'its caller is gone, or the server ends',
    hint: 'send it again with the same Idempotency-Key',
  });
}
