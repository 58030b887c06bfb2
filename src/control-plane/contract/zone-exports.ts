import * as z from 'zod';
import type { DomainName } from '../../core/names.ts';
import type { ZoneExport, ZoneExportFilter, ZoneExportText } from '../zone-exports.ts';
import { domainName, line, word, type Operation, type Shape } from './operation.ts';
import { ACCOUNT_QUERY, limit } from './zones.ts';

interface WhichExport {
  readonly zone: DomainName;
  readonly account?: string;
  readonly day: string;
}

const exportShape = {
  id: line,
  zone: domainName,
  account: word,
  day: z.iso.date(),
  octets: z.number(),
} satisfies Shape<ZoneExport>;
const zoneExport: z.ZodType<ZoneExport> = z.object(exportShape);
const withText: z.ZodType<ZoneExportText> = z.object({
  ...exportShape,
  text: z.string(),
} satisfies Shape<ZoneExportText>);

/** Exports of zones, over HTTP. */
export const zoneExportContract: {
  readonly list: Operation<ZoneExportFilter, readonly ZoneExport[]>;
  readonly get: Operation<WhichExport, ZoneExportText>;
} = {
  list: {
    id: 'zoneExports.list',
    summary: 'List the exports that were made of zones, by zone, account and day',
    method: 'GET',
    path: '/zone-exports',
    scope: 'zones:read',
    input: z.strictObject({
      zone: domainName.exactOptional(),
      after: line.exactOptional(),
      limit,
    } satisfies Shape<ZoneExportFilter>),
    output: z.array(zoneExport),
    query: { zone: 'text', after: 'text', limit: 'integer' },
    errors: ['MODE_UNSUPPORTED', 'INVALID_NAME'],
  },
  get: {
    id: 'zoneExports.get',
    summary: 'Get the export of a zone of one day, or the latest',
    method: 'GET',
    path: '/zones/{zone}/exports/{day}',
    scope: 'zones:read',
    input: z.strictObject({
      zone: domainName,
      account: word.exactOptional(),
      day: z.union([z.literal('latest'), z.iso.date()]),
    } satisfies Shape<WhichExport>),
    output: withText,
    query: ACCOUNT_QUERY,
    errors: ['MODE_UNSUPPORTED', 'NOT_FOUND', 'AMBIGUOUS', 'INVALID_NAME'],
  },
};
