import type { AcmeAccount, Certificate, RenewResult } from '../control-plane/certs.ts';
import { describeTarget } from '../core/delivery.ts';
import type { Json } from '../core/errors.ts';
import type { OutputField } from './command-record.ts';
import { reportRow } from './delivery-view.ts';
import type { Column, Row } from './output/view.ts';

const DAY_MS = 86_400_000;

/** Fields of a certificate. */
export const CERTIFICATE_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'what it is called here' },
  { name: 'names', description: 'names and addresses that it is for' },
  { name: 'state', description: '`issued`, `expired`, `revoked`, or `none` until it was issued' },
  { name: 'expiresAt', description: 'when it ends' },
  { name: 'daysLeft', description: 'whole days until then, negative afterwards' },
  { name: 'renewAt', description: 'when it is looked at next; null for never' },
  { name: 'ca', description: 'CA that issued it' },
  { name: 'issuer', description: 'common name of the certificate that signed it' },
  { name: 'profile', description: 'profile of the CA, where it has any' },
  { name: 'keyType', description: 'kind of key for the next one' },
  { name: 'serial', description: 'serial number, hexadecimal' },
  { name: 'fingerprint', description: 'SHA-256 of the certificate, hexadecimal' },
  { name: 'issuedAt', description: 'when it was issued' },
  {
    name: 'window',
    description: 'when the CA would have it renewed: start, end, and the moment chosen in it',
  },
  { name: 'failure', description: 'how often in a row it failed since, and with what' },
  { name: 'deliveries', description: 'where it is put; see `regctl certs delivery list`' },
];

export const CERTIFICATE_COLUMNS: readonly Column[] = [
  { field: 'name', header: 'NAME' },
  { field: 'names', header: 'FOR' },
  { field: 'state', header: 'STATE' },
  { field: 'expiresAt', header: 'EXPIRES', format: (value) => day(value) },
  { field: 'daysLeft', header: 'DAYS', align: 'right' },
  { field: 'renewAt', header: 'NEXT LOOK', format: (value) => day(value) },
  { field: 'ca', header: 'CA' },
];

export function certificateRow(certificate: Certificate, now: Date): Row {
  const { issued, window, failure, wish } = certificate;
  const left = issued === null ? null : Date.parse(issued.notAfter) - now.getTime();
  return {
    name: certificate.name,
    names: wish.identifiers.map((one) => one.value),
    state:
      issued === null
        ? 'none'
        : issued.revokedAt !== null
          ? 'revoked'
          : (left ?? 0) <= 0
            ? 'expired'
            : 'issued',
    expiresAt: issued?.notAfter ?? null,
    daysLeft: left === null ? null : Math.floor(left / DAY_MS),
    renewAt: certificate.nextCheckAt,
    ca: issued?.ca ?? wish.cas[0] ?? null,
    issuer: issued?.issuer ?? null,
    profile: issued?.profile ?? wish.profile,
    keyType: wish.keyType,
    serial: issued?.serial ?? null,
    fingerprint: issued?.fingerprint ?? null,
    issuedAt: issued?.issuedAt ?? null,
    window: window === null ? null : { ...window },
    failure: failure === null ? null : { ...failure },
    deliveries: (certificate.deliveries ?? []).map(
      ({ target }) => `${target.kind} ${describeTarget(target)}`,
    ),
  };
}

/** Fields of what was done about a certificate. */
export const OUTCOME_FIELDS: readonly OutputField[] = [
  {
    name: 'outcome',
    description: '`issued`, `kept`, `renewed`, `not-due`, `failed`; `planned` in a dry run',
  },
  { name: 'reason', description: 'why it was renewed: `window`, `share`, `emergency`, `override`, `forced`' },
  { name: 'error', description: 'what went wrong, with its code' },
  { name: 'delivered', description: 'what became of deliveries that were made now' },
  ...CERTIFICATE_FIELDS,
];

export const OUTCOME_COLUMNS: readonly Column[] = [
  { field: 'name', header: 'NAME' },
  { field: 'outcome', header: 'OUTCOME' },
  { field: 'reason', header: 'WHY' },
  { field: 'expiresAt', header: 'EXPIRES', format: (value) => day(value) },
  { field: 'ca', header: 'CA' },
  { field: 'delivered', header: 'DELIVERED', format: (value) => deliveredWord(value) },
];

export function renewalRow({ certificate, outcome, reason, error, deliveries }: RenewResult, now: Date): Row {
  return {
    outcome,
    reason,
    error: error === null ? null : { code: error.code, message: error.message, reason: error.reason ?? null },
    delivered: (deliveries ?? []).map(reportRow),
    ...certificateRow(certificate, now),
  };
}

/** How many of how many. */
function deliveredWord(value: Json): string {
  const reports = Array.isArray(value) ? (value as readonly { readonly [key: string]: Json }[]) : [];
  const made = reports.filter((one) => one['outcome'] === 'delivered').length;
  return reports.length === 0 ? '' : `${made} of ${reports.length}`;
}

/** Fields of an account at a CA. */
export const ACME_ACCOUNT_FIELDS: readonly OutputField[] = [
  { name: 'ca', description: 'CA, by name or directory URL' },
  { name: 'status', description: "the CA's word; null where it was not asked" },
  { name: 'url', description: 'account URL, for the accounturi of CAA records' },
  { name: 'contact', description: 'addresses that the CA writes to' },
  { name: 'directoryUrl', description: 'directory of the CA' },
  { name: 'externalAccount', description: 'key id of the account at the CA that it is tied to' },
  { name: 'createdAt', description: 'when it was opened' },
];

export const ACME_ACCOUNT_COLUMNS: readonly Column[] = [
  { field: 'ca', header: 'CA' },
  { field: 'status', header: 'STATUS' },
  { field: 'url', header: 'URL' },
  { field: 'contact', header: 'CONTACT' },
];

export function acmeAccountRow(account: AcmeAccount & { readonly status?: string }): Row {
  return {
    ca: account.ca,
    status: account.status ?? null,
    url: account.url,
    contact: [...account.contact],
    directoryUrl: account.directoryUrl,
    externalAccount: account.bindingKeyId,
    createdAt: account.createdAt,
  };
}

function day(value: Json): string {
  return typeof value === 'string' ? value.slice(0, 10) : '';
}
