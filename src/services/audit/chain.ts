import { canonicalJson, digestText } from '../../core/canonical-json.ts';
import { isRegctlError } from '../../core/errors.ts';
import type { AuditEntry, AuditEvent, AuditLog, AuditStore } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';

/** What the first entry of an organization is bound to. */
const GENESIS = '0'.repeat(64);
/** Writers that may come in between before an entry finds its place. */
const MAX_TRIES = 100;
const PAGE = 1_000;

/** Where a chain was found broken. */
export interface BrokenChain {
  readonly sequence: number;
  readonly reason: 'missing' | 'changed';
}

/** What a look at a whole chain says. */
export interface ChainReport {
  readonly entries: number;
  /** Of the last entry; to be kept elsewhere, since whoever can write the whole store can also write a whole new chain. */
  readonly head: string;
  readonly broken: BrokenChain | null;
}

/** Makes a log whose entries are each bound to the one before by a digest. */
export function chainedAuditLog(store: AuditStore, clock: Clock): AuditLog {
  return {
    append: async (event) => {
      for (let attempt = 1; ; attempt++) {
        const last = await store.last(event.organization);
        try {
          await store.add(sealEntry(event, (last?.sequence ?? 0) + 1, clock.now(), last?.hash ?? GENESIS));
          return;
        } catch (error) {
          // Somebody else took the place: read the chain again and stand behind them.
          if (!isRegctlError(error, 'ALREADY_EXISTS') || attempt >= MAX_TRIES) throw error;
        }
      }
    },
  };
}

/** Follows the chain of an organization from its beginning and tells where it breaks. */
export async function verifyChain(store: AuditStore, organization: string): Promise<ChainReport> {
  let head = GENESIS;
  let sequence = 0;
  for (;;) {
    const page = await store.list({ organization, after: sequence, limit: PAGE });
    for (const entry of page) {
      const reason =
        entry.sequence !== sequence + 1 ? 'missing' : hashOf(entry, head) === entry.hash ? null : 'changed';
      if (reason !== null) return { entries: sequence, head, broken: { sequence: sequence + 1, reason } };
      head = entry.hash;
      sequence = entry.sequence;
    }
    if (page.length < PAGE) return { entries: sequence, head, broken: null };
  }
}

function sealEntry(event: AuditEvent, sequence: number, at: Date, before: string): AuditEntry {
  const entry = { ...event, sequence, at: at.toISOString(), hash: '' };
  return { ...entry, hash: hashOf(entry, before) };
}

function hashOf(entry: AuditEntry, before: string): string {
  return digestText(`${before}\n${canonicalJson({ ...entry, hash: undefined })}`);
}
