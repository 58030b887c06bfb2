import type { NameKey } from './name-key.ts';
import type { ServedZone } from './served-zone.ts';

/**
 * Where a server finds its zones.
 *
 * Contract: `find` gives the zone of exactly that name as it is now; another state of it is another value, so that whoever holds one
 * answers from one state. `unloadable` is a zone that is there and cannot be read, undefined one that is not there. It is asked up to a
 * few times for each question and must be cheap.
 */
export interface ZoneSource {
  find(zone: NameKey): ServedZone | 'unloadable' | undefined;
}
