/** What stands before and behind one member of a port: nothing, or a function each. `around` decides whether it is called at all. */
export type Guard<A extends unknown[], R> =
  | 'open'
  | {
      readonly before?: (...args: A) => void;
      readonly around?: (work: () => Promise<Awaited<R>>, ...args: A) => Promise<Awaited<R>>;
      readonly after?: (result: Awaited<R>, ...args: A) => Awaited<R>;
    };

/** A guard for every member of a port; one that is forgotten does not compile. */
export type Guards<T> = {
  readonly [M in keyof Required<T>]: NonNullable<T[M]> extends (...args: infer A) => infer R
    ? Guard<A, R>
    : 'open';
};

type AnyGuard = Guard<unknown[], unknown>;

/** Makes a port that is guarded: only what has a guard is there, and optional members stay as they are. */
export function guarded<T extends object>(port: T, guards: Guards<T>): T {
  const made: { [member: string]: unknown } = {};
  for (const [member, guard] of Object.entries(guards as { readonly [member: string]: AnyGuard })) {
    const value = (port as { readonly [member: string]: unknown })[member];
    if (value === undefined) continue;
    made[member] = typeof value === 'function' ? guardedCall(port, value as AnyCall, guard) : value;
  }
  return made as T;
}

type AnyCall = (...args: unknown[]) => unknown;

function guardedCall(port: object, call: AnyCall, guard: AnyGuard): AnyCall {
  if (guard === 'open') return (...args) => call.apply(port, args);
  return async (...args) => {
    guard.before?.(...args);
    const work = async (): Promise<unknown> => call.apply(port, args);
    const result = guard.around === undefined ? await work() : await guard.around(work, ...args);
    return guard.after === undefined ? result : guard.after(result, ...args);
  };
}
