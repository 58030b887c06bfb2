import { describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { refused } from '../../test/support/refused.ts';
import { RegctlError, type ErrorCode } from '../core/errors.ts';
import { callToTheEnd } from './call-to-the-end.ts';
import type { HttpCallOptions } from './http-call-options.ts';
import type { ProgressEvent } from './index.ts';

const HOST = 'https://regctl.example.org';
const change = { action: 'create', name: 'www', type: 'A', before: null, after: null } as const;
const step = (done: number): ProgressEvent => ({
  kind: 'applied',
  done,
  total: 9,
  change,
  operation: 'op_1',
});

const lost = (): RegctlError => new RegctlError('NETWORK', 'no answer', { reason: 'cut off' });
/** What the server says, which has an id by that. */
const told = (code: ErrorCode, retryAfterSeconds?: number): RegctlError =>
  new RegctlError(code, 'told', {
    requestId: 'req_1',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

/** One time that the request is sent: what comes of it. */
type Try = (options: HttpCallOptions, clock: FakeClock) => Promise<string>;

interface Outcome {
  readonly result: Promise<string>;
  readonly clock: FakeClock;
  readonly sent: () => number;
  readonly stops: () => number;
}

/** Makes the call; each time that it is sent the next of the tries is made, and the last again and again. */
function call(tries: readonly Try[], options: HttpCallOptions = {}, stop?: () => Promise<unknown>): Outcome {
  const clock = createFakeClock();
  let sent = 0;
  let stops = 0;
  const result = callToTheEnd(
    {
      host: HOST,
      clock,
      send: (each) => {
        const next = tries[Math.min(sent, tries.length - 1)];
        sent += 1;
        return next === undefined ? Promise.reject(lost()) : next(each, clock);
      },
      stop: () => {
        stops += 1;
        return stop?.() ?? Promise.resolve();
      },
    },
    options,
  );
  return { result, clock, sent: () => sent, stops: () => stops };
}

const fails = (error: RegctlError, ...events: readonly ProgressEvent[]): Try => {
  return (options) => {
    for (const event of events) options.onEvent?.(event);
    return Promise.reject(error);
  };
};
const answers: Try = () => Promise.resolve('report');

describe('a call to the end', () => {
  it('is sent again when its connection is lost, as often as there is a word in between', async () => {
    const heard: ProgressEvent[] = [];
    const cuts = Array.from({ length: 100 }, (_, i) => fails(lost(), step(i)));
    const { result, sent } = call([...cuts, answers], { onEvent: (event) => heard.push(event) });
    expect(await result).toBe('report');
    expect(sent()).toBe(101);
    expect(heard).toHaveLength(100);
  });

  it('goes on for half an hour behind a proxy that lets no word through', async () => {
    const silent: Try = async (_, clock) => {
      await clock.sleep(60_000);
      throw lost();
    };
    const { result, clock } = call([...Array.from({ length: 30 }, () => silent), answers]);
    expect(await result).toBe('report');
    expect(clock.elapsed()).toBeGreaterThan(30 * 60_000);
    const error = await refused(call([silent]).result);
    expect(error).toMatchObject({ code: 'NETWORK', reason: 'cut off', details: { outcome: 'unknown' } });
    expect(error.hint).toContain('regctl ops list');
  });

  it('names the operation that is out of reach, once it was heard of', async () => {
    const { result, clock } = call([fails(lost(), step(1)), fails(lost())]);
    const error = await refused(result);
    expect(error).toMatchObject({ code: 'NETWORK', details: { operation: 'op_1' } });
    expect(error.hint).toContain('regctl ops get op_1');
    expect(clock.elapsed()).toBeGreaterThanOrEqual(60_000);
  });

  it('fails soon where the server was never reached, however long that took', async () => {
    const unsent: Try = async (_, clock) => {
      await clock.sleep(10_000);
      throw new RegctlError('NETWORK', 'no answer', { details: { outcome: 'none' } });
    };
    const { result, sent } = call([unsent]);
    expect(await refused(result)).toMatchObject({ code: 'NETWORK', message: 'no answer' });
    expect(sent()).toBe(3);
  });

  it('says that it may go on where a connection was cut off at once', async () => {
    const { result, sent } = call([fails(lost())]);
    const error = await refused(result);
    expect(error).toMatchObject({ code: 'NETWORK', details: { outcome: 'unknown' } });
    expect(error.hint).toContain('regctl ops list');
    expect(sent()).toBe(3);
  });

  it('goes on where each connection is cut off after a few seconds without a word', async () => {
    const short: Try = async (_, clock) => {
      await clock.sleep(3_000);
      throw lost();
    };
    const { result } = call([short, short, short, short, short, short, answers]);
    expect(await result).toBe('report');
  });

  it('goes on at a server that ended and began anew, or still carries it out', async () => {
    const { result } = call([fails(told('INTERRUPTED')), fails(lost()), fails(told('CONFLICT', 1)), answers]);
    expect(await result).toBe('report');
  });

  it('waits where the server asks for that, and not for ever', async () => {
    const limited = fails(told('RATE_LIMITED', 7));
    const { result, clock } = call([limited, limited, answers]);
    expect(await result).toBe('report');
    expect(clock.elapsed()).toBe(14_000);
    expect(await refused(call([limited]).result)).toMatchObject({ code: 'RATE_LIMITED' });
    const { result: late, sent } = call([fails(told('RATE_LIMITED', 600))]);
    expect(await refused(late)).toMatchObject({ code: 'RATE_LIMITED' });
    expect(sent()).toBe(1);
  });

  it.each(['NETWORK', 'PLAN_STALE', 'PARTLY_APPLIED', 'CONFLICT'] as const)(
    'fails with what the server says: %s',
    async (code) => {
      const { result, sent } = call([fails(told(code), step(1))]);
      expect(await refused(result)).toMatchObject({ code, requestId: 'req_1' });
      expect(sent()).toBe(1);
    },
  );
});

describe('a call to the end that is to stop', () => {
  it('lets the server stop it, and gives what that says', async () => {
    const interrupt = new AbortController();
    const stopped = Promise.withResolvers<string>();
    const { result, stops } = call([() => stopped.promise], { signal: interrupt.signal }, () => {
      stopped.reject(told('INTERRUPTED'));
      return Promise.resolve();
    });
    interrupt.abort();
    expect(await refused(result)).toMatchObject({ code: 'INTERRUPTED', requestId: 'req_1' });
    expect(stops()).toBe(1);
  });

  it('tells the server again and again, since that may be lost', async () => {
    const interrupt = new AbortController();
    const stopped = Promise.withResolvers<string>();
    const { result, stops } = call([() => stopped.promise], { signal: interrupt.signal }, () => {
      if (stops() === 3) stopped.reject(told('INTERRUPTED'));
      return Promise.resolve();
    });
    interrupt.abort();
    await refused(result);
    expect(stops()).toBe(3);
  });

  it('is not sent again: what was stopped would begin anew', async () => {
    const interrupt = new AbortController();
    const cut: Try = (options) => {
      options.onEvent?.(step(2));
      interrupt.abort();
      return Promise.reject(lost());
    };
    const { result, sent } = call([cut, answers], { signal: interrupt.signal });
    const error = await refused(result);
    expect(error).toMatchObject({ code: 'INTERRUPTED', details: { operation: 'op_1' } });
    expect(error.hint).toContain('regctl ops get op_1');
    expect(sent()).toBe(1);
  });

  it('leaves a server that cannot be told', async () => {
    const interrupt = new AbortController();
    const until: Try = ({ signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(lost())));
    const { result } = call([until], { signal: interrupt.signal }, () => Promise.reject(told('NOT_FOUND')));
    interrupt.abort();
    expect(await refused(result)).toMatchObject({ code: 'INTERRUPTED', details: { outcome: 'unknown' } });
  });

  it('is not sent at all where that was asked for before', async () => {
    const { result, sent } = call([answers], { signal: AbortSignal.abort() });
    expect(await refused(result)).toMatchObject({ code: 'INTERRUPTED', hint: 'nothing was changed' });
    expect(sent()).toBe(0);
  });
});
