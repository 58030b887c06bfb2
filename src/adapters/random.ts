import type { Random } from '../ports/random.ts';

/** Randomness of the platform, fit for ids and tokens. */
export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
