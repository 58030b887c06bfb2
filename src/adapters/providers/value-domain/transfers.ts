import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { DONE, type Progress } from '../../../ports/registrar.ts';
import { domainPath, domainSubject, type ValueDomainClient } from './client.ts';
import { readRow } from './registration.ts';
import { apiTransfer, type ApiTransfer } from './schema.ts';

/** The words of a transfer's states are not documented (read 2026-11-21): what is neither done nor over counts as running. */
const OVER = /cancel|fail|reject|denied|error|expired/i;
const DONE_WORDS = /^(?:complete|done|success|finish)/i;

/** Gives the state of an order; its handle is the name, as the newest order of a name is the one that counts. */
export function orderProgress(name: DomainName, { transferorderid: id, status = '' }: ApiTransfer): Progress {
  if (DONE_WORDS.test(status)) return DONE;
  const detail = `order ${id}${status === '' ? '' : `: ${status}`}`;
  return { state: OVER.test(status) ? 'failed' : 'running', handle: name, detail };
}

/** @throws RegctlError `NOT_FOUND` when there is neither an order nor the name in the account */
export async function transferStatus(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Progress> {
  try {
    await readRow(client, name, signal);
    return DONE;
  } catch (error) {
    if (!isRegctlError(error, 'DOMAIN_NOT_FOUND')) throw error;
  }
  return orderProgress(name, await newestOrder(client, name, signal));
}

export async function cancelTransfer(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Progress> {
  const order = await newestOrder(client, name, signal);
  const { state } = orderProgress(name, order);
  if (state === 'failed') return DONE;
  if (state === 'done') throw noTransfer(name);
  const path = `${domainPath(name)}/transfer/${order.transferorderid}`;
  await client.change('DELETE', path, undefined, domainSubject(name), signal);
  return DONE;
}

async function newestOrder(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<ApiTransfer> {
  const subject = { ...domainSubject(name), missing: 'NOT_FOUND' as const };
  const orders = await client.list(`${domainPath(name)}/transfer`, apiTransfer, subject, signal);
  const [newest] = orders.toSorted((a, b) => b.transferorderid - a.transferorderid);
  if (newest === undefined) throw noTransfer(name);
  return newest;
}

function noTransfer(name: DomainName): RegctlError {
  return new RegctlError('NOT_FOUND', `there is no transfer of ${name} under way`, {
    reason: 'VALUE-DOMAIN has no order for it',
    hint: 'check the name and the account',
    provider: 'value-domain',
  });
}
