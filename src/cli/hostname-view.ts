import type { HostnameDetail, ListedHostname, ZoneFallbackOrigin } from '../control-plane/hostnames.ts';
import type { CustomerRecord } from '../core/custom-hostname.ts';
import type { OutputField } from './command-record.ts';
import { text, type Column, type Paint, type Row, type View } from './output/view.ts';

/** Fields of a custom hostname in a list. */
export const HOSTNAME_FIELDS: readonly OutputField[] = [
  { name: 'hostname', description: "customer's name" },
  { name: 'state', description: 'of the hostname: pending, active, moved, blocked, deleted or unknown' },
  { name: 'status', description: "the provider's word for it" },
  {
    name: 'certificateState',
    description: 'of its certificate: pending, active, failed, expired, deleted or unknown; null without one',
  },
  { name: 'certificateStatus', description: "the provider's word for it" },
  { name: 'served', description: 'whether requests are answered: both states are active' },
  { name: 'problems', description: 'what hinders it, in the words of the provider' },
  { name: 'method', description: 'what the certificate authority checks: http, txt or email' },
  { name: 'authority', description: 'certificate authority' },
  { name: 'wildcard', description: 'whether the certificate is for names one label below, too' },
  { name: 'expiresAt', description: 'end of the certificate, which the provider renews' },
  { name: 'origin', description: 'origin of its own; null for the fallback origin' },
  { name: 'zone', description: 'zone that serves it' },
  { name: 'account', description: 'provider account' },
  { name: 'provider', description: 'kind of provider' },
  { name: 'id', description: 'id at the provider' },
  { name: 'createdAt', description: 'when it was made' },
];

/** Fields of one custom hostname. */
export const HOSTNAME_DETAIL_FIELDS: readonly OutputField[] = [
  ...HOSTNAME_FIELDS,
  { name: 'target', description: 'name that the customer points at; null without a fallback origin' },
  {
    name: 'records',
    description: 'what the customer sets: purpose, way (one way of a purpose is enough), type, name, value',
  },
];

export const HOSTNAME_COLUMNS: readonly Column[] = [
  { field: 'hostname', header: 'HOSTNAME' },
  { field: 'status', header: 'HOST' },
  { field: 'certificateStatus', header: 'CERTIFICATE', format: (value) => text(value) || 'none' },
  { field: 'served', header: 'SERVED', format: (value) => (value === true ? 'yes' : 'no') },
  { field: 'zone', header: 'ZONE' },
  { field: 'problems', header: 'WHAT HINDERS' },
];

export const FALLBACK_FIELDS: readonly OutputField[] = [
  { name: 'origin', description: 'name in the zone' },
  { name: 'state', description: 'pending, active, failed, deleted or unknown' },
  { name: 'status', description: "the provider's word for it" },
  { name: 'problems', description: 'what hinders it' },
  { name: 'zone', description: 'zone' },
  { name: 'account', description: 'provider account' },
];

export function hostnameRow(one: ListedHostname): Row {
  const { certificate } = one;
  return {
    hostname: one.hostname,
    state: one.state,
    status: one.status,
    certificateState: certificate?.state ?? null,
    certificateStatus: certificate?.status ?? null,
    served: one.served,
    problems: [...one.problems, ...(certificate?.problems ?? [])],
    method: certificate?.method ?? null,
    authority: certificate?.authority ?? null,
    wildcard: certificate?.wildcard ?? null,
    expiresAt: certificate?.expiresAt ?? null,
    origin: one.origin,
    zone: one.zone,
    account: one.account,
    provider: one.provider,
    id: one.id,
    createdAt: one.createdAt,
  };
}

/** One custom hostname: its two states, and what the customer must do. */
export function hostnameView(one: HostnameDetail): View {
  return {
    kind: 'object',
    value: {
      ...hostnameRow(one),
      target: one.target,
      records: one.records.map((record) => ({ ...record })),
    },
    text: (paint) => detailText(one, paint),
    nameField: 'hostname',
  };
}

export function fallbackView(found: ZoneFallbackOrigin): View {
  const { origin, state, status, problems, zone, account } = found;
  return { kind: 'object', value: { origin, state, status, problems, zone, account }, nameField: 'origin' };
}

function detailText(one: HostnameDetail, paint: Paint): string {
  const { certificate } = one;
  const state = (word: string, isGood: boolean): string => (isGood ? paint.green(word) : paint.yellow(word));
  const problems = (list: readonly string[]): string => list.map((each) => `  ${paint.dim(each)}`).join('');
  const about = [
    certificate?.method,
    certificate?.authority,
    certificate?.wildcard === true ? 'wildcard' : null,
  ];
  const ends = certificate?.expiresAt ? `  until ${certificate.expiresAt.slice(0, 10)}` : '';
  const lines = [
    `${paint.bold(one.hostname)}  ${one.served ? paint.green('served') : paint.yellow('not served')} by zone ${one.zone} (${one.account})`,
    `hostname     ${state(one.status, one.state === 'active')}${problems(one.problems)}`,
    `certificate  ${state(certificate?.status ?? 'none', certificate?.state === 'active')}  ${about.filter(Boolean).join(', ')}${ends}${problems(certificate?.problems ?? [])}`,
    ...(one.target === null
      ? [`${paint.yellow('no fallback origin is set')}: regctl hostnames fallback set NAME.${one.zone}`]
      : []),
    ...recordLines(one),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** What to tell the customer, by purpose; further ways are marked as such. */
function recordLines({ records, served, certificate }: HostnameDetail): string[] {
  if (records.length === 0 || served)
    return records.map((record) => `points to  ${record.name} CNAME ${record.value}`);
  const needed = records.filter(({ purpose }) => purpose === 'traffic');
  const forCertificate = records.filter(({ purpose, type }) => purpose === 'certificate' && type !== 'HTTP');
  const ownership = records.filter(({ purpose, type }) => purpose === 'ownership' && type === 'TXT');
  const isByTraffic = certificate?.method === 'http';
  return [
    'The customer sets:',
    ...needed.map((record) => `  ${line(record)}`),
    ...(isByTraffic ? [] : certificateLines(forCertificate)),
    ...(ownership.length === 0
      ? []
      : ['To prove the name before it points here:', ...ownership.map((record) => `  ${line(record)}`)]),
    ...(isByTraffic && forCertificate.length > 0
      ? [
          'To have the certificate before it points here:',
          ...forCertificate.map((record) => `  ${line(record)}`),
        ]
      : []),
  ];
}

function certificateLines(records: readonly CustomerRecord[]): string[] {
  const ways = [...new Set(records.map(({ way }) => way))];
  return ways.flatMap((way, i) => [
    ...(i === 0 ? [] : ['or, once for ever, instead:']),
    ...records.filter((record) => record.way === way).map((record) => `  ${line(record)}`),
  ]);
}

function line({ type, name, value }: CustomerRecord): string {
  if (type === 'EMAIL') return `answer the mail to one of ${value}`;
  return `${name}  ${type}  ${type === 'TXT' ? `"${value}"` : value}`;
}
