import * as z from 'zod';
import { RegctlError, type Json } from '../../../core/errors.ts';
import type { RdataFields } from '../../../core/records/rr-type.ts';
import { MAX_VALUE_CHARACTERS } from './limits.ts';
import type { ApiRecordSet } from './schema.ts';
import { childrenOf, element, leaf } from './xml.ts';

/**
 * A record set of the API: the values of one name and type (and set identifier), or an alias. Its fields have the names and the form that
 * `aws route53 list-resource-record-sets` prints, without `Name`; texts are to the letter, as a deletion must repeat them.
 */
export interface RecordSet {
  /** As the API writes it: absolute, trailing dot, octal escapes. */
  readonly name: string;
  readonly fields: RdataFields;
}

const NUMBERS: ReadonlySet<string> = new Set(['Weight', 'TTL', 'Bias']);
const FLAGS: ReadonlySet<string> = new Set(['MultiValueAnswer', 'EvaluateTargetHealth']);

/** The order of elements in requests, which counts (service model 2013-04-01, read 2026-11-21). No name stands in two elements with another order. */
const ORDER: readonly string[] = [
  'Type SetIdentifier Weight Region GeoLocation Failover MultiValueAnswer TTL ResourceRecords AliasTarget',
  'HealthCheckId TrafficPolicyInstanceId CidrRoutingConfig GeoProximityLocation',
  // Within those:
  'HostedZoneId DNSName EvaluateTargetHealth',
  'ContinentCode CountryCode SubdivisionCode',
  'CollectionId LocationName',
  'AWSRegion LocalZoneGroup Coordinates Bias Latitude Longitude',
].flatMap((names) => names.split(' '));

/** Reads a record set from its element; what the API adds one day is kept as it stands. */
export function readRecordSet(found: ApiRecordSet): RecordSet {
  const { Name, ...rest } = found;
  return { name: String(Name), fields: readFields(rest) };
}

function readFields(node: object): RdataFields {
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => name !== '#text')
      .map(([name, child]: [string, unknown]) => [name, readNode(name, child)]),
  );
}

function readNode(name: string, node: unknown): Json {
  if (name === 'ResourceRecords')
    return childrenOf(node, 'ResourceRecord').map((each) => readNode('ResourceRecord', each));
  if (Array.isArray(node)) return node.map((each: unknown) => readNode(name, each));
  if (typeof node === 'object' && node !== null) return readFields(node);
  const text = String(node);
  if (NUMBERS.has(name) && String(Number(text)) === text) return Number(text);
  if (FLAGS.has(name) && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** Writes the element of a record set. */
export function recordSetXml({ name, fields }: RecordSet): string {
  return element('ResourceRecordSet', leaf('Name', name), ...fieldsXml(fields));
}

function fieldsXml(fields: RdataFields): string[] {
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.entries(fields)
    .toSorted(([a], [b]) => place(a) - place(b))
    .map(([name, value]) => nodeXml(name, value));
}

function nodeXml(name: string, value: Json): string {
  if (name === 'ResourceRecords' && isList(value))
    return element(name, ...value.map((each) => nodeXml('ResourceRecord', each)));
  if (isList(value)) return value.map((each) => nodeXml(name, each)).join('');
  if (typeof value === 'object' && value !== null) return element(name, ...fieldsXml(value as RdataFields));
  return leaf(name, String(value));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The values of a set; an alias has none. */
export function valuesOf(fields: RdataFields): readonly string[] {
  return recordsOf(fields).map((record) => fieldText(record, 'Value'));
}

/** Whether records of a set have fields that are not known yet. */
export function hasMoreThanValues(fields: RdataFields): boolean {
  return recordsOf(fields).some((record) => Object.keys(record).join() !== 'Value');
}

function recordsOf(fields: RdataFields): readonly RdataFields[] {
  const list = fields['ResourceRecords'];
  return list === undefined || !isList(list) ? [] : (list as readonly RdataFields[]);
}

/** The text of a field; empty where it is none. */
export function fieldText(fields: RdataFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

const json: z.ZodType<Json> = z.json();

/** What a set must be to be written, as far as is known; the API has the last word. */
const writable = z
  .looseObject({
    Name: z.never('the name is that of the record').optional(),
    Type: z.string().regex(/^[A-Z0-9]+$/),
    SetIdentifier: z.string().min(1).max(128).optional(),
    Weight: z.int().min(0).max(255).optional(),
    Region: z.string().optional(),
    GeoLocation: z.record(z.string(), z.string()).optional(),
    Failover: z.enum(['PRIMARY', 'SECONDARY']).optional(),
    MultiValueAnswer: z.boolean().optional(),
    TTL: z.int().min(0).max(2_147_483_647).optional(),
    ResourceRecords: z
      .array(z.strictObject({ Value: z.string().min(1).max(MAX_VALUE_CHARACTERS) }))
      .min(1)
      .optional(),
    AliasTarget: z
      .looseObject({
        HostedZoneId: z.string().min(1),
        DNSName: z.string().min(1),
        EvaluateTargetHealth: z.boolean(),
      })
      .optional(),
    HealthCheckId: z.string().optional(),
    TrafficPolicyInstanceId: z.string().optional(),
    CidrRoutingConfig: z.record(z.string(), z.string()).optional(),
    GeoProximityLocation: z.record(z.string(), json).optional(),
  })
  .refine(
    (set) =>
      [set.AliasTarget, set.ResourceRecords, set.TrafficPolicyInstanceId].filter((each) => each !== undefined)
        .length === 1 && (set.ResourceRecords === undefined) === (set.TTL === undefined),
    'it needs one of TTL with ResourceRecords, AliasTarget, and TrafficPolicyInstanceId',
  )
  .refine(hasNames, 'the names of fields are letters and digits, and null is no value');

/** Field names become elements. */
function hasNames(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(hasNames);
  if (typeof value !== 'object') return true;
  return (
    value !== null && Object.entries(value).every(([name, member]) => NAME.test(name) && hasNames(member))
  );
}

/** @throws RegctlError `INVALID_RDATA` for what can be no record set */
export function checkRecordSet(where: string, fields: RdataFields): void {
  const [issue] = writable.safeParse(fields).error?.issues ?? [];
  if (issue === undefined) return;
  const path = issue.path.join('.');
  throw new RegctlError('INVALID_RDATA', `${where}: this is no record set of Route 53`, {
    reason: path === '' ? issue.message : `${path}: ${issue.message}`,
    hint: 'the fields are those of `aws route53 list-resource-record-sets`, without Name',
    provider: 'route53',
  });
}
