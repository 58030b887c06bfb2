import { isRegctlError, RegctlError } from '../../core/errors.ts';

/** How an API finds things by their names: those of one, or all there are, page by page. */
export interface Finder<T> {
  readonly one: (name: string, signal?: AbortSignal) => Promise<readonly T[]>;
  readonly pages: (signal?: AbortSignal) => AsyncIterable<readonly T[]>;
  readonly nameOf: (found: T) => string;
}

/** Finds everything of a name. @throws RegctlError `INTERRUPTED`, and what the API refuses */
export type Find<T> = (name: string, signal?: AbortSignal) => Promise<readonly T[]>;

/** Somebody who asked. */
interface Question<T> extends PromiseWithResolvers<readonly T[]> {
  readonly name: string;
  readonly signal: AbortSignal | undefined;
}

/** Names from which on the list of all is tried. */
const MANY = 5;

/**
 * Finds things by name with few requests. The first question goes out at once; those that come until it is answered are answered together: a few one by one,
 * many from the list of all, where that takes about half as many requests or fewer. Nothing is kept, so that every answer is younger than its question.
 */
export function findTogether<T>(finder: Finder<T>): Find<T> {
  let waiting: Question<T>[] = [];
  let isAnswering = false;
  const answerWaiting = async (): Promise<void> => {
    if (isAnswering) return;
    isAnswering = true;
    while (waiting.length > 0) {
      const questions = waiting;
      waiting = [];
      await answer(finder, questions);
    }
    isAnswering = false;
  };
  return (name, signal) => {
    const question = { name, signal, ...Promise.withResolvers<readonly T[]>() };
    waiting.push(question);
    void answerWaiting();
    return unlessAborted(question);
  };
}

async function answer<T>(finder: Finder<T>, questions: readonly Question<T>[]): Promise<void> {
  const signal = whenAllAborted(questions.map((question) => question.signal));
  const names = new Set(questions.map(({ name }) => name));
  const listing = names.size < MANY ? undefined : listAll(finder, names.size / 2, signal);
  const find = async (name: string): Promise<readonly T[]> => {
    const all = await listing;
    return all === undefined ? finder.one(name, signal) : (all.get(name) ?? []);
  };
  await Promise.all(
    [...names].map(async (name) => {
      const asked = questions.filter((question) => question.name === name);
      try {
        const found = await find(name);
        for (const { resolve } of asked) resolve(found);
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }),
  );
}

/** Everything by its name; undefined where the list has more pages, or where one may ask for names only. */
async function listAll<T>(
  { pages, nameOf }: Finder<T>,
  most: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly T[]> | undefined> {
  const found: T[] = [];
  let count = 0;
  try {
    for await (const page of pages(signal)) {
      if (++count > most) return undefined;
      found.push(...page);
    }
  } catch (error) {
    if (isRegctlError(error, 'PERMISSION_MISSING')) return undefined;
    throw error;
  }
  return Map.groupBy(found, nameOf);
}

/** Who stops asking is let go; the question itself may have been asked by others, too. */
function unlessAborted<T>({ name, signal, promise }: Question<T>): Promise<readonly T[]> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const leave = (): void =>
      reject(
        new RegctlError('INTERRUPTED', `stopped while looking for ${name}`, {
          reason: 'it was asked to stop',
        }),
      );
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** A signal that is given when every one is; undefined where there is somebody who never gives one. */
function whenAllAborted(given: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const signals = new Set(given);
  const [first] = signals;
  if (signals.size < 2 || signals.has(undefined)) return signals.has(undefined) ? undefined : first;
  const all = new AbortController();
  for (const signal of signals) {
    const leave = (): void => {
      signals.delete(signal);
      if (signals.size === 0) all.abort();
    };
    if (signal?.aborted === true) leave();
    else signal?.addEventListener('abort', leave, { once: true });
  }
  return all.signal;
}
