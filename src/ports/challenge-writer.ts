import type { DomainName } from '../core/names.ts';

/**
 * Answers challenges at targets: names of one zone of ours that the challenge names of others lead to.
 *
 * Contract: a target holds a set of TXT values. `set` adds one, beside those that are there, and when it resolves every name server of the zone answers with it;
 * setting it again moves its end. `unset` takes one away by value; one that is not there is success. A value is gone after its end, whoever forgot it. More
 * than {@link MAX_VALUES} values at one target throw `CONFLICT`. May be called at once by several processes.
 */
export interface ChallengeWriter {
  /** The zone that targets lie in. */
  readonly zone: DomainName;
  set(label: string, value: string, expiresAt: Date, signal?: AbortSignal): Promise<void>;
  unset(label: string, value: string, signal?: AbortSignal): Promise<void>;
  /** Values that are answered now, sorted. */
  values(label: string, signal?: AbortSignal): Promise<readonly string[]>;
}

/** Values at one target: two names of one order at two CAs, twice, and a probe; more do not fit into one answer over UDP. */
export const MAX_VALUES = 10;

/** Remembers when values are over, for zones that cannot. `over` gives the oldest first. */
export interface ValueEnds {
  set(label: string, value: string, endsAt: Date): Promise<void>;
  delete(label: string, value: string): Promise<void>;
  over(now: Date, limit: number): Promise<readonly { readonly label: string; readonly value: string }[]>;
}
