import { isRegctlError } from '../core/errors.ts';

/** Tells whether the zone that is looked for was found: the answer of `hasZone` where looking throws `ZONE_NOT_FOUND`. */
export async function isThere(looking: Promise<unknown>): Promise<boolean> {
  try {
    await looking;
    return true;
  } catch (error) {
    if (isRegctlError(error, 'ZONE_NOT_FOUND')) return false;
    throw error;
  }
}
