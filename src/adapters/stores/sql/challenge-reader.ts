import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../ports/clock.ts';
import type { ChallengeSource } from '../../dns-server/service-zone.ts';

/**
 * Reads what targets answer with straight from the store, question by question: what was written is answered at once, whichever process wrote it.
 *
 * @param path - of the database file, which is there and has its schema
 */
export function openChallengeReader(
  path: string,
  clock: Clock,
): ChallengeSource & { readonly close: () => void } {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
  const find = database.prepare(
    `select v.value as value from delegations d
     left join challenge_values v on v.label = d.label and v.expires_at > ? where d.label = ? and d.state <> 'deleted'`,
  );
  find.setReturnArrays(true);
  return {
    valuesOf: (label) => {
      const rows = find.all(clock.now().getTime(), label) as unknown as readonly (readonly [string | null])[];
      if (rows.length === 0) return undefined;
      return rows.flatMap(([value]) => (value === null ? [] : [value]));
    },
    close: () => database.close(),
  };
}
