import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Operation, OperationStatus, OperationStore } from '../../ports/operation-store.ts';
import { zoneLock, type ZoneDeps } from './deps.ts';

type JournalDeps = Pick<ZoneDeps, 'operations' | 'lock'>;

/** Lists the journal, the newest first. */
export async function listOperations(
  deps: JournalDeps,
  filter: Parameters<OperationStore['list']>[0],
): Promise<readonly Operation[]> {
  const operations = await deps.operations.list(filter);
  return Promise.all(operations.map((operation) => asItStands(deps, operation)));
}

/** @throws RegctlError `NOT_FOUND` */
export async function getOperation(deps: JournalDeps, id: string): Promise<Operation> {
  const operation = await deps.operations.get(id);
  if (operation !== undefined) return asItStands(deps, operation);
  throw new RegctlError('NOT_FOUND', `operation ${id} not found`, {
    reason: 'the store of this machine holds no operation of that id',
    hint: 'regctl ops list',
  });
}

/**
 * Tells an apply that is under way from one whose process died: under way it holds the zone's lock. What a dead one did is looked up and written down
 * by the next command on the zone; here it is only told, and nothing is asked of the provider.
 */
async function asItStands({ operations, lock }: JournalDeps, operation: Operation): Promise<Operation> {
  const { id, account, zone, status } = operation;
  if (status !== 'running') return { ...operation, status: withLater(operation) };
  try {
    return await lock.withLock(zoneLock(account, zone), { timeoutMs: 0 }, async () => {
      // It may have ended since it was read.
      const now = (await operations.get(id)) ?? operation;
      const ended: Operation = now.status === 'running' ? { ...now, status: 'interrupted' } : now;
      return { ...ended, status: withLater(ended) };
    });
  } catch (error) {
    // Another process holds the zone, or this one may not write to the store.
    if (isRegctlError(error, 'LOCKED', 'STORE_FAILED')) return operation;
    throw error;
  }
}

/** What was left half done is nobody's business any more once a later apply went on with it, or wrote something else to the zone. */
function withLater({ status, continuedBy, overtakenBy }: Operation): OperationStatus {
  if (status !== 'interrupted' && status !== 'partial') return status;
  if (continuedBy !== null) return 'continued';
  return overtakenBy === null ? status : 'overtaken';
}
