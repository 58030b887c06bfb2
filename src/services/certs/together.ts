interface Waiting<T> {
  readonly items: readonly T[];
  readonly work: (items: readonly T[]) => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does work on one thing after the other, and what waits meanwhile in one go: certificates of one zone that are issued at the same time share its edits, where each
 * on its own would find the zone changed by the others.
 */
export class Together<T> {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Waiting<T>[]>();
  readonly #isOfPlace: (error: unknown) => boolean;

  /** @param isOfPlace - tells of a failure that each would meet on its own, too, whatever its items are */
  constructor(isOfPlace: (error: unknown) => boolean = () => false) {
    this.#isOfPlace = isOfPlace;
  }

  /**
   * @param place - what is worked on by one at a time
   * @param work - the same for all items of a place, whoever hands them in
   */
  run(place: string, items: readonly T[], work: (items: readonly T[]) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const one = { items, work, resolve, reject };
      const batch = this.#waiting.get(place);
      if (batch !== undefined) {
        batch.push(one);
        return;
      }
      const fresh = [one];
      this.#waiting.set(place, fresh);
      const before = this.#tails.get(place) ?? Promise.resolve();
      const tail = before.then(async () => {
        this.#waiting.delete(place);
        await carryOut(fresh, this.#isOfPlace);
        if (this.#tails.get(place) === tail) this.#tails.delete(place);
      });
      this.#tails.set(place, tail);
    });
  }
}

/** All at once; where that fails, each alone, so that nobody fails for another. */
async function carryOut<T>(
  batch: readonly Waiting<T>[],
  isOfPlace: (error: unknown) => boolean,
): Promise<void> {
  const [first] = batch;
  if (first !== undefined && batch.length > 1) {
    try {
      await first.work(batch.flatMap((one) => one.items));
      for (const one of batch) one.resolve();
      return;
    } catch (error) {
      // What is of the items is told to each below, by its own error.
      if (isOfPlace(error)) {
        for (const one of batch) one.reject(error);
        return;
      }
    }
  }
  for (const { items, work, resolve, reject } of batch) {
    try {
      await work(items);
      resolve();
    } catch (error) {
      reject(error);
    }
  }
}
