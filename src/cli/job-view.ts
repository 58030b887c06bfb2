import { isRegctlError } from '../core/errors.ts';
import type { DomainName } from '../core/names.ts';
import type { Context } from './context.ts';
import { moneyText } from './domain-view.ts';
import type { Column, Row, View } from './output/view.ts';
import type { PurchaseFlags } from './purchase-flow.ts';

export const JOB_COLUMNS: readonly Column[] = [
  { field: 'domain', header: 'DOMAIN' },
  { field: 'action', header: 'ACTION' },
  { field: 'status', header: 'STATUS' },
  { field: 'price', header: 'PRICE', align: 'right', format: moneyText },
  { field: 'account', header: 'ACCOUNT' },
  { field: 'id', header: 'OPERATION' },
];

/** Buys each name, one after the other; of several, one that is refused does not stop the rest. A key of several names gets the name behind it. */
export async function purchaseView(
  context: Context,
  names: readonly DomainName[],
  columns: readonly Column[],
  flags: PurchaseFlags,
  work: (name: DomainName, flags: PurchaseFlags) => Promise<Row>,
): Promise<View> {
  const rows: Row[] = [];
  let failed = 0;
  const key = flags['idempotency-key'];
  for (const name of names) {
    if (context.signal.aborted) break;
    try {
      rows.push(
        await work(name, {
          ...flags,
          // One key and one name are one purchase, however the names are put together in a call.
          'idempotency-key': key === undefined ? undefined : `${key}/${name}`,
        }),
      );
    } catch (error) {
      if (names.length === 1 || !isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
      failed += 1;
      context.warn(`${name}: ${error.message}${error.reason === undefined ? '' : ` (${error.reason})`}`);
      rows.push({ domain: name, status: 'failed', error: { code: error.code, message: error.message } });
    }
  }
  return {
    kind: 'rows',
    columns,
    rows,
    nameField: 'id',
    empty: 'nothing was bought',
    exitCode: failed > 0 ? 9 : exitCodeOf(rows),
  };
}

function exitCodeOf(rows: readonly Row[]): number {
  const has = (status: string): boolean => rows.some((row) => row['status'] === status);
  if (has('failed') || has('cancelled')) return 7;
  return has('action-required') ? 8 : 0;
}
