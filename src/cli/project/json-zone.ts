import * as z from 'zod';
import { isRegctlError, RegctlError, type Json } from '../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../core/names.ts';
import { parseRdata, rrType } from '../../core/records/index.ts';
import { normalizeRRset, rrsetKey, type RRset } from '../../core/rrset.ts';
import { sortRRsets } from '../../core/zone.ts';
import { ownerInFile } from './owner-name.ts';

/** A zone as `zones export --json` prints it. */
export interface JsonZone {
  readonly zone?: DomainName;
  readonly account?: string;
  readonly rrsets: readonly RRset[];
}

const schema = z.strictObject({
  zone: z.string().optional(),
  account: z.string().optional(),
  rrsets: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      ttl: z.number(),
      rdata: z.array(z.string()).min(1),
      extras: z.record(z.string(), z.json()).optional(),
    }),
  ),
});

/**
 * Reads a zone in the JSON that `zones export --json` prints.
 *
 * @throws RegctlError `INVALID_ZONE_FILE` naming the field; also for the file of another zone, whose names mean nothing here
 */
export function parseJsonZone(text: string, zone: DomainName, file: string): JsonZone {
  const { rrsets, ...about } = readJsonZone(text, file);
  if (about.zone !== undefined && about.zone !== zone)
    throw invalid(file, 'zone', `it is ${about.zone}, and ${zone} is asked for`);
  const seen = new Set<string>();
  return {
    ...about,
    rrsets: rrsets.map((rrset, i) => {
      const canonical = readRRset(rrset, zone, (reason, cause) =>
        invalid(file, `rrsets.${i}`, reason, cause),
      );
      const key = rrsetKey(canonical);
      if (seen.has(key)) throw invalid(file, `rrsets.${i}`, `${key} is there twice`);
      seen.add(key);
      return canonical;
    }),
  };
}

/** The zone that such a file names. @throws RegctlError `INVALID_ZONE_FILE` */
export function zoneOfJson(text: string, file: string): DomainName | undefined {
  return readJsonZone(text, file).zone;
}

/** Writes a zone as such JSON, RRsets in canonical order. */
export function formatJsonZone(zone: JsonZone): string {
  return `${JSON.stringify({ ...zone, rrsets: sortRRsets(zone.rrsets) }, null, 2)}\n`;
}

function readJsonZone(text: string, file: string): JsonZone {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(file, 'the file', error instanceof Error ? error.message : 'it is no JSON', error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, issue?.path.join('.') || 'the file', issue?.message ?? 'it is not right');
  }
  const { zone, ...rest } = parsed.data as JsonZone;
  return zone === undefined ? rest : { zone: parseDomainName(zone), ...rest };
}

function readRRset(
  rrset: RRset,
  zone: DomainName,
  fail: (reason: string, cause: unknown) => RegctlError,
): RRset {
  try {
    const { type } = rrType(rrset.type);
    return normalizeRRset({
      ...rrset,
      name: ownerInFile(rrset.name, zone),
      type,
      rdata: rrset.rdata.map((rdata) => parseRdata(type, rdata, zone)),
    });
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    throw fail(error.reason === undefined ? error.message : `${error.message}: ${error.reason}`, error);
  }
}

function invalid(file: string, field: string, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('INVALID_ZONE_FILE', `${file}: ${field} is not right`, {
    reason,
    hint: 'give it as `regctl zones export ZONE --json` prints it',
    details: { file, field } satisfies { readonly [key: string]: Json },
    ...(cause === undefined ? {} : { cause }),
  });
}
