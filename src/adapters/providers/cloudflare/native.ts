import type { Json, RegctlError } from '../../../core/errors.ts';
import { absoluteName, type DomainName } from '../../../core/names.ts';
import { rdataFields } from '../../../core/records/index.ts';
import type { Rdata, RRset } from '../../../core/rrset.ts';
import { isObject, ownerOf } from './convert.ts';
import { rdataOf } from './rdata.ts';
import { refused } from './refused.ts';

/** Gives the new record that NATIVE data tell. @throws RegctlError `INVALID_RDATA` */
export function nativePost(
  zone: DomainName,
  after: RRset,
  rdata: Rdata,
): { readonly [member: string]: unknown } {
  const fields = rdataFields('NATIVE', rdata);
  const where = `${after.name} NATIVE in ${zone}`;
  const { type, name, content, data } = fields;
  const wrong = (reason: string, hint: string): RegctlError =>
    refused('INVALID_RDATA', `${where}: ${rdata} is no record of Cloudflare`, { reason, hint });
  if (typeof type !== 'string' || type === '' || (typeof content !== 'string' && !isObject(data)))
    throw wrong(
      'it needs a type, and content or data',
      'see the fields of such records in `regctl dns list`',
    );
  if (name !== undefined && (typeof name !== 'string' || ownerOf(zone, name) !== undefined))
    throw wrong('its name is that of the record', 'leave the name out of the data');
  const hasForm =
    rdataOf(type, { ...(typeof content === 'string' ? { content } : {}), ...fieldsOf(fields) }) !== undefined;
  if (hasForm && name === undefined)
    throw wrong(`${type} is a type that regctl knows`, `write it as ${type}`);
  return { name: absoluteName(after.name, zone), ...fields };
}

function fieldsOf(fields: { readonly [field: string]: Json }): {
  data?: { [field: string]: Json };
  priority?: number;
} {
  const { data, priority } = fields;
  return {
    ...(isObject(data) ? { data } : {}),
    ...(typeof priority === 'number' ? { priority } : {}),
  };
}
