/**
 * Makes looks that many ask for at the same time once for all of them: certificates of one zone that are issued together all want to know its records and who serves it.
 * Each gets what a look found that began after it asked, as if it had looked itself; nobody is told what was so before.
 */
export class SharedLooks {
  readonly #present = new Map<string, Promise<unknown>>();
  readonly #next = new Map<string, Promise<unknown>>();

  /**
   * @param what - is looked at; whoever names the same would find the same
   * @param look - by which others may be answered too; what it throws is for its own caller
   */
  async share<T>(what: string, look: () => Promise<T>): Promise<T> {
    const present = this.#present.get(what);
    if (present === undefined) return this.#begin(what, look);
    const joined = this.#next.get(what);
    if (joined === undefined) {
      const own = present.then(
        () => this.#begin(what, look),
        () => this.#begin(what, look),
      );
      this.#next.set(what, own);
      return own;
    }
    let found: T;
    try {
      // Looks of the same name are of the same type.
      found = (await joined) as T;
    } catch {
      // The other one may have been stopped by its caller: whether this one fails, too, it finds out itself.
      return look();
    }
    return found;
  }

  #begin<T>(what: string, look: () => Promise<T>): Promise<T> {
    this.#next.delete(what);
    const begun = look().finally(() => {
      if (this.#present.get(what) === begun) this.#present.delete(what);
    });
    this.#present.set(what, begun);
    return begun;
  }
}
