import type { DomainChange, Job, ListedDomain } from '../control-plane/domains.ts';
import type { Json } from '../core/errors.ts';
import { toJson } from '../core/json.ts';
import { formatMoney, type Money } from '../core/money.ts';
import type { OutputField } from './command-record.ts';
import { text, type Column, type Row } from './output/view.ts';

/** Fields of a registration. */
export const DOMAIN_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'domain' },
  { name: 'account', description: 'provider account' },
  { name: 'provider', description: 'kind of provider' },
  { name: 'expiresAt', description: 'when it lapses' },
  { name: 'daysLeft', description: 'whole days until then, negative afterwards' },
  { name: 'autoRenew', description: 'whether the registrar renews it; null where it does not say' },
  { name: 'locked', description: 'whether it is locked against a transfer' },
  { name: 'privacy', description: 'whether its contacts are hidden' },
  { name: 'status', description: "the registrar's words" },
  { name: 'nameservers', description: 'delegation; null where the list does not say' },
  { name: 'ds', description: 'DS at the registry' },
  { name: 'createdAt', description: 'when it was registered' },
  { name: 'extras', description: 'what only this registrar says' },
];

export const DOMAIN_COLUMNS: readonly Column[] = [
  { field: 'name', header: 'DOMAIN' },
  { field: 'expiresAt', header: 'EXPIRES', format: (value) => day(value) },
  { field: 'daysLeft', header: 'DAYS', align: 'right' },
  { field: 'autoRenew', header: 'AUTO-RENEW', format: (value) => onOff(value) },
  { field: 'locked', header: 'LOCKED', format: (value) => onOff(value) },
  { field: 'account', header: 'ACCOUNT' },
];

export function domainRow(domain: ListedDomain): Row {
  const {
    name,
    account,
    provider,
    expiresAt,
    daysLeft,
    autoRenew,
    locked,
    privacy,
    status,
    nameservers,
    ds,
  } = domain;
  return {
    name,
    account,
    provider,
    expiresAt,
    daysLeft,
    autoRenew,
    locked,
    privacy,
    status: [...status],
    nameservers: nameservers === null ? null : [...nameservers],
    ds: ds === null ? null : [...ds],
    createdAt: domain.createdAt,
    extras: toJson(domain.extras),
  };
}

/** Fields of what became of a change. */
export const CHANGE_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'domain' },
  { name: 'account', description: 'provider account' },
  { name: 'action', description: 'what was asked for' },
  {
    name: 'state',
    description: 'done, running, action-required or failed; planned or unchanged with --dry-run',
  },
  { name: 'detail', description: 'what to know about it' },
  { name: 'operation', description: 'what to wait for with `ops wait`; null when done' },
  { name: 'error', description: 'code and message where it failed' },
];

export const CHANGE_COLUMNS: readonly Column[] = [
  { field: 'name', header: 'DOMAIN' },
  { field: 'action', header: 'ACTION' },
  { field: 'state', header: 'STATE' },
  { field: 'detail', header: 'DETAIL' },
  { field: 'operation', header: 'OPERATION' },
];

export function changeRow(change: DomainChange): Row {
  const { name, account, action, state, detail, operation } = change;
  return { name, account, action, state, detail, operation, error: null };
}

/** Fields of a request that a registrar works on. */
export const JOB_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'operation' },
  { name: 'domain', description: 'domain' },
  { name: 'account', description: 'provider account' },
  { name: 'action', description: 'what was asked for' },
  { name: 'status', description: 'requested, unknown, running, action-required, done, failed or cancelled' },
  { name: 'detail', description: 'what to know about it' },
  { name: 'idempotencyKey', description: 'key of a purchase' },
  { name: 'price', description: 'of a purchase: minor units and currency' },
  { name: 'startedAt', description: 'when' },
  { name: 'updatedAt', description: 'last news' },
  { name: 'actor', description: 'who and from where' },
  { name: 'request', description: 'what was asked for, in full' },
  { name: 'error', description: 'failure, if there was one' },
];

export function jobRow(job: Job): Row {
  const quote = job.request['quote'];
  const total = typeof quote === 'object' && quote !== null && 'total' in quote ? quote['total'] : null;
  return {
    id: job.id,
    domain: job.domain,
    account: job.account,
    action: job.action,
    status: job.status,
    detail: job.detail,
    idempotencyKey: job.idempotencyKey,
    price: (total ?? null) as Json,
    startedAt: job.startedAt,
    updatedAt: job.updatedAt,
    actor: job.actor,
    request: toJson(job.request),
    error: toJson(job.error),
  };
}

/** An amount in a table: `9.73 USD`, a dash where it is not known. */
export function moneyText(value: Json): string {
  return value === null ? '-' : formatMoney(value as unknown as Money);
}

function day(value: Json): string {
  return text(value).slice(0, 10);
}

function onOff(value: Json): string {
  return value === null ? '?' : value === true ? 'on' : 'off';
}
