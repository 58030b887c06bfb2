import { parseDomainName, parseOwnerName, type DomainName, type OwnerName } from '../core/names.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import { knownTypes, parseRdata, rrType } from '../core/records/index.ts';
import type { Rdata, RRTypeName } from '../core/rrset.ts';
import type { Context } from './context.ts';
import type { ZoneRef } from '../control-plane/index.ts';
import { suggest } from './suggest.ts';

/** Types whose whole data are one name, and the place of the name in others: words at which people leave the trailing dot out. */
const NAME_AT: { readonly [type: string]: number } = {
  CNAME: 0,
  NS: 0,
  PTR: 0,
  DNAME: 0,
  ALIAS: 0,
  ANAME: 0,
  MX: 1,
  AFSDB: 1,
  SRV: 3,
  SVCB: 1,
  HTTPS: 1,
};

/** The zone that a word names, with the account from flag, environment or configuration. */
export async function zoneRef(context: Context, word: string): Promise<ZoneRef> {
  const zone = parseDomainName(word);
  const account = (await context.settings()).get('account');
  return account === undefined ? { zone } : { zone, account };
}

/** An owner name as typed. @throws RegctlError `INVALID_NAME`, also for an empty word: where a person writes, the apex is `@` */
export function ownerOf(word: string, zone: DomainName): OwnerName {
  if (word === '')
    throw new RegctlError('INVALID_NAME', `an owner name in ${zone} is empty`, {
      reason: 'an empty word stands for nothing',
      hint: 'write @ for the apex',
    });
  return parseOwnerName(word, zone);
}

/** A record type as typed, in its canonical spelling. */
export function typeOf(word: string): RRTypeName {
  try {
    return rrType(word).type;
  } catch (error) {
    if (!isRegctlError(error, 'USAGE')) throw error;
    const near = suggest(
      word.toUpperCase(),
      knownTypes.map((type) => type.type),
    );
    throw new RegctlError('USAGE', error.message, {
      reason: near.length === 0 ? (error.reason ?? '') : `did you mean ${near.join(' or ')}?`,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/**
 * Reads data as people type them: a target with a dot inside is absolute, a single label is relative to the zone, `@` is the apex. A trailing dot makes any name absolute.
 */
export function dataOf(type: RRTypeName, value: string, zone: DomainName): Rdata {
  try {
    return readData(type, value, zone);
  } catch (error) {
    if (!isRegctlError(error, 'INVALID_RDATA')) throw error;
    throw new RegctlError('INVALID_RDATA', error.message, {
      reason: error.reason ?? '',
      hint: `write it such as ${rrType(type).example}`,
      ...(error.details === undefined ? {} : { details: error.details }),
      cause: error,
    });
  }
}

function readData(type: RRTypeName, value: string, zone: DomainName): Rdata {
  const at = NAME_AT[type];
  if (at === undefined) return parseRdata(type, value, zone);
  const words = value.trim().split(/\s+/);
  const target = words[at];
  const isBareName =
    target !== undefined && target.includes('.') && !target.endsWith('.') && !target.includes('\\');
  return parseRdata(type, isBareName ? words.with(at, `${target}.`).join(' ') : value, zone);
}
