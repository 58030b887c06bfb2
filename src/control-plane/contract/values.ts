import * as z from 'zod';
import type { Contact, Contacts } from '../../core/contact.ts';
import type { Json } from '../../core/errors.ts';
import type { Money } from '../../core/money.ts';
import { parseOwnerName } from '../../core/names.ts';
import type { Change, GuardFinding, LeftAlone, Plan } from '../../core/plan/plan.ts';
import { parseRdata } from '../../core/records/index.ts';
import { normalizeRRset, type Rdata, type RRset } from '../../core/rrset.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { Operation as ApplyOperation } from '../../ports/operation-store.ts';
import type { Snapshot } from '../../ports/snapshot-store.ts';
import type { RRsetEdit } from '../index.ts';
import { domainName, line, rdataText, tryParse, word, type Shape } from './operation.ts';

const nullable = <T extends z.ZodType>(schema: T): z.ZodNullable<T> => z.nullable(schema);

/** RRsets of one zone; more do not fit into a request anyhow. */
const MAX_RRSETS = 1_000_000;
const MAX_RDATA_OF_RRSET = 10_000;

export const json: z.ZodType<Json> = z.json();
export const jsonObject: z.ZodType<{ readonly [key: string]: Json }> = z.record(z.string(), z.json());
/** RFC 3339. */
export const time: z.ZodType<string> = z.string().max(40);
export const texts: z.ZodType<{ readonly [key: string]: string }> = z.record(word, z.string().max(100_000));

const ownerName = z.string().max(1_024);
const typeName = z.string().min(1).max(20);

const rrsetShape = {
  name: ownerName,
  type: typeName,
  ttl: z.number(),
  rdata: z.array(rdataText).max(MAX_RDATA_OF_RRSET),
  extras: jsonObject.exactOptional(),
} satisfies Shape<RRset>;

/** An RRset as the control plane gives it: canonical already. */
export const rrset: z.ZodType<RRset> = z.object(rrsetShape);

/** RRsets as people may write them, made canonical; relative names of RDATA are completed with the root, as they are on the command line. */
export const wantedRRsets: z.ZodType<readonly RRset[]> = z
  .array(
    z
      .strictObject(rrsetShape)
      .transform((given, context) =>
        tryParse(context, () =>
          normalizeRRset({ ...given, ...canonical(given.name, given.type, given.rdata) }),
        ),
      ),
  )
  .max(MAX_RRSETS);

/** Canonical already is the common case, and left as it is. */
function canonical(name: string, type: string, rdata: readonly Rdata[]): { name: string; rdata: Rdata[] } {
  return { name: parseOwnerName(name, ''), rdata: rdata.map((text) => parseRdata(type, text, '')) };
}

const rdataList = z.array(rdataText).max(MAX_RDATA_OF_RRSET);
const about = { name: ownerName, type: typeName };
const ttl = z.number().exactOptional();
const extras = jsonObject.exactOptional();

export const rrsetEdit: z.ZodType<RRsetEdit> = z
  .discriminatedUnion('op', [
    z.strictObject({ op: z.literal('set'), ...about, ttl, rdata: rdataList, extras }),
    z.strictObject({ op: z.literal('add'), ...about, ttl, rdata: rdataList }),
    z.strictObject({ op: z.literal('remove'), ...about, rdata: rdataList.exactOptional() }),
    z.strictObject({
      op: z.literal('update'),
      ...about,
      ttl,
      replace: z.strictObject({ from: rdataText, to: rdataText }).exactOptional(),
      extras,
    }),
  ])
  .transform((given, context) => tryParse(context, () => canonicalEdit(given)));

function canonicalEdit(given: RRsetEdit): RRsetEdit {
  const parse = (text: Rdata): Rdata => parseRdata(given.type, text, '');
  const name = parseOwnerName(given.name, '');
  switch (given.op) {
    case 'set':
    case 'add':
      return { ...given, name, rdata: given.rdata.map(parse) };
    case 'remove':
      return { ...given, name, ...(given.rdata === undefined ? {} : { rdata: given.rdata.map(parse) }) };
    case 'update': {
      const { replace } = given;
      const parsed = replace && { replace: { from: parse(replace.from), to: parse(replace.to) } };
      return { ...given, name, ...parsed };
    }
  }
}

export const change: z.ZodType<Change> = z.object({
  action: z.enum(['create', 'update', 'delete']),
  name: ownerName,
  type: typeName,
  before: nullable(z.object(rrsetShape)),
  after: nullable(z.object(rrsetShape)),
} satisfies Shape<Change>);

const guardFinding: z.ZodType<GuardFinding> = z.object({
  guard: z.enum([
    'too-many-deletes',
    'large-share',
    'apex-ns',
    'apex-soa',
    'dnssec',
    'mail',
    'protected',
    'owned-by-other',
  ]),
  message: line,
  needsAllowDeletes: z.number().exactOptional(),
  hint: line.exactOptional(),
} satisfies Shape<GuardFinding>);

const leftAlone: z.ZodType<LeftAlone> = z.object({
  name: ownerName,
  type: typeName,
  reason: line,
} satisfies Shape<LeftAlone>);

/** Its id is a digest over all the rest, so nothing of it is made canonical. */
export const plan: z.ZodType<Plan> = z.object({
  format: z.literal('regctl.plan/v1'),
  id: word,
  account: word,
  provider: word,
  zone: z.string().max(1_024),
  createdAt: time,
  baseHash: word,
  configHash: nullable(word),
  changes: z.array(change).max(MAX_RRSETS),
  guards: z.array(guardFinding),
  leftAlone: z.array(leftAlone),
  ignore: z.array(z.object({ id: word, name: ownerName, type: ownerName })),
  notes: z.array(line),
  recordsBefore: z.number(),
} satisfies Shape<Plan>);

export const failure: z.ZodType<{ readonly code: string; readonly message: string }> = z.object({
  code: z.string(),
  message: z.string(),
});

export const applyOperation: z.ZodType<ApplyOperation> = z.object({
  id: word,
  account: word,
  zone: domainName,
  status: z.enum(['running', 'done', 'failed', 'partial', 'interrupted', 'continued', 'overtaken']),
  plan,
  appliedChanges: z.number(),
  inFlightChanges: z.number(),
  startedAt: time,
  updatedAt: time,
  actor: z.string(),
  snapshotBefore: nullable(word),
  snapshotAfter: nullable(word),
  error: nullable(failure),
  continuedBy: nullable(word),
  overtakenBy: nullable(word),
} satisfies Shape<ApplyOperation>);

export const snapshot: z.ZodType<Snapshot> = z.object({
  id: word,
  account: word,
  zone: domainName,
  takenAt: time,
  moment: z.enum(['before', 'after', 'manual']),
  operation: nullable(word),
  reason: z.string(),
  hash: word,
  records: z.number(),
} satisfies Shape<Snapshot>);

export const nameserverAddress: z.ZodType<NameserverAddress> = z.object({
  name: domainName,
  address: word.exactOptional(),
} satisfies Shape<NameserverAddress>);

export const money: z.ZodType<Money> = z.object({
  minor: z.int(),
  currency: z.string().regex(/^[A-Z]{3}$/),
} satisfies Shape<Money>);

const contact: z.ZodType<Contact> = z.object({
  firstName: line,
  lastName: line,
  organization: nullable(line),
  email: line,
  phone: line,
  fax: nullable(line),
  street: z.array(line).max(10),
  city: line,
  state: nullable(line),
  postalCode: line,
  country: line,
  extras: texts,
} satisfies Shape<Contact>);

export const contacts: z.ZodType<Contacts> = z.object({
  registrant: contact.exactOptional(),
  admin: contact.exactOptional(),
  tech: contact.exactOptional(),
  billing: contact.exactOptional(),
} satisfies Shape<Contacts>);
