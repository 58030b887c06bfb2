import type { Delivery, DeliveryReport } from '../control-plane/certs.ts';
import { describeTarget } from '../core/delivery.ts';
import type { OutputField } from './command-record.ts';
import type { Column, Row, View } from './output/view.ts';

export const DELIVERY_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'for `regctl certs delivery delete`' },
  { name: 'kind', description: 'what it is put as' },
  { name: 'where', description: 'folder, file, namespaces or program' },
  { name: 'state', description: '`delivered`, `pending`, `failed`' },
  { name: 'deliveredAt', description: 'when it was last put there' },
  { name: 'fingerprint', description: 'SHA-256 of the certificate that is there' },
  { name: 'failure', description: 'how often in a row it failed, with what, and when it is tried again' },
  { name: 'target', description: 'all that was said of it' },
];

export const DELIVERY_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'ID' },
  { field: 'kind', header: 'KIND' },
  { field: 'where', header: 'WHERE' },
  { field: 'state', header: 'STATE' },
  { field: 'deliveredAt', header: 'SINCE', narrow: 'left-out' },
];

/** @param fingerprint - of the certificate in force */
export function deliveryRow(delivery: Delivery, fingerprint: string | null): Row {
  const { id, target, delivered, deliveredAt, failure } = delivery;
  const isThere = delivered !== null && delivered === fingerprint;
  return {
    id,
    kind: target.kind,
    where: describeTarget(target),
    state: isThere ? 'delivered' : failure === null ? 'pending' : 'failed',
    deliveredAt,
    fingerprint: delivered,
    failure: failure === null ? null : { ...failure },
    target: { ...target },
  };
}

export const REPORT_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'for `regctl certs delivery delete`' },
  { name: 'kind', description: 'what it is put as' },
  { name: 'where', description: 'folder, file, namespaces or program' },
  {
    name: 'outcome',
    description: '`delivered`, `failed`, or `waiting` for a program whose files are not there',
  },
  { name: 'detail', description: 'what was done, or why it failed' },
  { name: 'error', description: 'code of the failure' },
];

/** Exit code of commands that deliver. */
export const DELIVERY_EXIT_CODES: { readonly [code: number]: string } = {
  9: 'it did not reach every place; the next `certs renew` tries again',
};

export function reportRow({ id, kind, where, outcome, detail, error }: DeliveryReport): Row {
  return { id, kind, where, outcome, detail, error: error?.code ?? null };
}

/** What became of deliveries, as a table. */
export function reportView(reports: readonly DeliveryReport[]): View {
  return {
    kind: 'rows',
    columns: [
      { field: 'id', header: 'ID', narrow: 'left-out' },
      { field: 'kind', header: 'KIND' },
      { field: 'where', header: 'WHERE' },
      { field: 'outcome', header: 'OUTCOME' },
      { field: 'detail', header: 'DETAIL' },
    ],
    rows: reports.map(reportRow),
    nameField: 'id',
    empty: 'everything is where it should be',
    exitCode: isIncomplete(reports) ? 9 : 0,
  };
}

/** Whether something is left to do. */
export function isIncomplete(reports: readonly DeliveryReport[]): boolean {
  return reports.some((one) => one.outcome !== 'delivered');
}
