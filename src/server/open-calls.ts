/** Milliseconds that calls have to end by themselves before they are told to stop: less than a service manager waits. */
const GRACE_MS = 20_000;

/** Calls that are carried out though nobody may be listening any more, as a process has to end them. */
export interface OpenCalls {
  /** Aborted when the process ends. */
  readonly closing: AbortSignal;
  add(call: Promise<unknown>): void;
  /** Waits for them, and lets those stop that take long. */
  end(): Promise<void>;
}

/** Keeps track of the calls of one process. */
export function createOpenCalls(graceMs: number = GRACE_MS): OpenCalls {
  const closing = new AbortController();
  const open = new Set<Promise<unknown>>();
  return {
    closing: closing.signal,
    add: (call) => {
      const settled = call.catch(() => undefined).finally(() => open.delete(settled));
      open.add(settled);
    },
    end: async () => {
      const timer = setTimeout(() => closing.abort(), graceMs);
      await Promise.all(open);
      clearTimeout(timer);
      closing.abort();
      // What came in meanwhile is told to stop at once.
      await Promise.all(open);
    },
  };
}
