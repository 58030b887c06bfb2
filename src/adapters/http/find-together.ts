import { isRegctlError, RegctlError } from '../../core/errors.ts';

/** How an API finds things by their names: those of one, or all there are. */
export interface Finder<T> {
  /** Missing where the API can only list. */
  readonly one?: (name: string, signal?: AbortSignal) => Promise<readonly T[]>;
  /** Everything there is; undefined where the list has more than so many pages. */
  readonly all: (mostPages: number, signal?: AbortSignal) => Promise<readonly T[] | undefined>;
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
 * many from the list of all, where that takes at most half as many requests. Nothing is kept, so that every answer is younger than its question.
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

async function answer<T>({ one, all, nameOf }: Finder<T>, questions: readonly Question<T>[]): Promise<void> {
  const signal = whenAllAborted(questions.map((question) => question.signal));
  const names = new Set(questions.map(({ name }) => name));
  const listAll = async (mostPages: number): Promise<ReadonlyMap<string, readonly T[]> | undefined> => {
    const listed = await all(mostPages, signal);
    return listed === undefined ? undefined : Map.groupBy(listed, nameOf);
  };
  let listing: ReturnType<typeof listAll> | undefined;
  if (one === undefined) listing = listAll(Infinity);
  else if (names.size >= MANY) listing = listAll(Math.floor(names.size / 2)).catch(onlyByName);
  const find = async (name: string): Promise<readonly T[]> => {
    const listed = await listing;
    if (listed !== undefined || one === undefined) return listed?.get(name) ?? [];
    return one(name, signal);
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

/** A credential may be good for single names, and not for lists. */
function onlyByName(error: unknown): undefined {
  if (!isRegctlError(error, 'PERMISSION_MISSING')) throw error;
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
