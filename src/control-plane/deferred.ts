/** What can be called later than it is asked for: functions that promise, and groups of such. */
type Deferrable<T> = {
  readonly [K in keyof T]: T[K] extends (...input: never[]) => Promise<unknown> ? T[K] : Deferrable<T[K]>;
};

type Members = { readonly [name: string]: Members & ((...input: readonly unknown[]) => Promise<unknown>) };

/**
 * Stands for operations whose code is loaded when the first of them is called: most commands call none of them, and should not wait until they are read.
 *
 * @param load - called once
 */
export function deferred<T extends Deferrable<T>>(load: () => Promise<T>): T {
  let loaded: Promise<T> | undefined;
  const at = (path: readonly string[]): unknown =>
    new Proxy(() => undefined, {
      // Its members are not known before it is loaded: a copy would have none, and say so only when one is called.
      ownKeys: () => {
        throw new TypeError('what is loaded when it is first called cannot be copied or listed');
      },
      // Whoever awaits the stand-in asks for `then`, which it has not.
      get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : at([...path, name])),
      apply: async (_, __, input: readonly unknown[]) => {
        loaded ??= load();
        let holder = (await loaded) as unknown as Members;
        for (const name of path.slice(0, -1)) holder = holder[name] as Members;
        return (holder[path.at(-1) ?? ''] as Members[string])(...input);
      },
    });
  return at([]) as T;
}
