import type { LookupReport } from '../control-plane/index.ts';
import type { Json } from '../core/errors.ts';
import type { OutputField } from './command-record.ts';
import { text, type Row, type View } from './output/view.ts';

export const LOOKUP_FLAGS = {
  server: {
    type: 'list',
    value: 'NAME[=ADDRESS]',
    description: 'ask this server instead of those of the zone',
  },
  resolvers: {
    type: 'list',
    value: 'ADDRESS',
    description: 'ask this resolver too: an address, or an https:// URL',
  },
  zone: {
    type: 'string',
    value: 'ZONE',
    completes: 'zone',
    description: 'zone that the name lies in, when an account of yours serves it',
  },
} as const;

export const LOOKUP_FIELDS: readonly OutputField[] = [
  { name: 'server', description: 'who was asked' },
  { name: 'transport', description: 'udp, tcp or https' },
  { name: 'role', description: 'authoritative, resolver or parent' },
  { name: 'type', description: 'what it was asked for; of a parent NS and DS' },
  { name: 'rcode', description: 'response code, null without an answer' },
  { name: 'authoritative', description: 'whether the answer has authority' },
  { name: 'ttl', description: 'seconds' },
  { name: 'data', description: 'RDATA that came' },
  { name: 'agrees', description: 'whether it is the expected answer, or that of most' },
  { name: 'durationMs', description: 'milliseconds' },
  { name: 'error', description: 'why there was no answer' },
];

/** What servers said, one row each. */
export function lookupView(report: LookupReport, exitCode: number): View {
  return {
    kind: 'rows',
    columns: [
      { field: 'server', header: 'SERVER' },
      { field: 'transport', header: 'BY' },
      { field: 'role', header: 'ROLE', narrow: 'left-out' },
      { field: 'type', header: 'TYPE' },
      {
        field: 'rcode',
        header: 'ANSWER',
        format: (value, row) =>
          value === null
            ? String((row['error'] as { message?: string } | null)?.message ?? 'none')
            : text(value),
      },
      { field: 'ttl', header: 'TTL', align: 'right' },
      { field: 'data', header: 'DATA' },
      { field: 'agrees', header: 'AGREES', format: (value) => (value === true ? 'yes' : 'NO') },
    ],
    rows: report.observations.map((one): Row => ({
      server: one.server,
      transport: one.transport,
      role: one.role,
      type: one.type,
      rcode: one.rcode,
      authoritative: one.authoritative,
      ttl: one.ttl,
      data: one.rdata,
      agrees: one.agrees,
      durationMs: one.durationMs,
      error: one.error as Json,
    })),
    nameField: 'server',
    empty: 'nobody was asked',
    exitCode,
  };
}
