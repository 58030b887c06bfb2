import * as z from 'zod';
import { RegctlError } from '../../../core/errors.ts';
import type { OwnerName } from '../../../core/names.ts';
import { rdataFields } from '../../../core/records/index.ts';
import { nativeRdata } from '../../../core/records/native.ts';
import type { Rdata } from '../../../core/rrset.ts';
import type { ApiForward, ApiRecord } from './schema.ts';

/** A URL forward as NATIVE data: what the API keeps of it but its id, which is new each time. The name is the RRset's. */
export interface UrlForward {
  readonly kind: 'url-forward';
  readonly location: string;
  readonly type: 'temporary' | 'permanent';
  readonly includePath: 'yes' | 'no';
  readonly wildcard: 'yes' | 'no';
}

/** A record as the API has it, where it is no record that regctl can read. */
export interface RawRecord {
  readonly kind: 'record';
  readonly type: string;
  readonly content: string;
  readonly ttl: number;
  readonly prio: number;
  readonly notes: string | null;
  /** The full name, where it is none of the zone's. */
  readonly name?: string | undefined;
}

const switchWord = z.enum(['yes', 'no']);
const fields = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('url-forward'),
    location: z.string().regex(/^https?:\/\/[^\s/]+\S*$/i, 'an http or https URL'),
    type: z.enum(['temporary', 'permanent']),
    includePath: switchWord,
    wildcard: switchWord,
  }),
  z.strictObject({
    kind: z.literal('record'),
    type: z.string().min(1),
    content: z.string(),
    ttl: z.number().int().nonnegative(),
    prio: z.number().int().nonnegative(),
    notes: z.string().min(1).nullable(),
    name: z.string().optional(),
  }),
]);

export function forwardRdata({ location, type, includePath, wildcard }: ApiForward): Rdata {
  return nativeRdata({ kind: 'url-forward', location, type, includePath, wildcard });
}

/** @param withName - where the RRset's name does not say it */
export function recordRdata({ type, content, ttl, prio, notes, name }: ApiRecord, withName: boolean): Rdata {
  return nativeRdata({ kind: 'record', type, content, ttl, prio, notes, ...(withName ? { name } : {}) });
}

/** Reads the data of a NATIVE record that is to be written. @throws RegctlError `INVALID_RDATA` */
export function parseNative(name: OwnerName, rdata: Rdata): UrlForward | RawRecord {
  const parsed = fields.safeParse(rdataFields('NATIVE', rdata));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RegctlError('INVALID_RDATA', `${name} NATIVE is nothing that Porkbun keeps`, {
    reason:
      issue === undefined
        ? 'it has another form'
        : [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
    hint: 'write it such as {"kind":"url-forward","location":"https://www.example.net/","type":"temporary","includePath":"no","wildcard":"no"}, with all five fields',
    provider: 'porkbun',
  });
}
