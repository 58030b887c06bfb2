import { RegctlError } from '../errors.ts';
import type { OwnerName } from '../names.ts';
import { makeRRset, rrsetKey, type Rdata, type RRset, type RRTypeName } from '../rrset.ts';

/** One wish about one RRset; `ttl` omitted keeps the present one, or `DEFAULT_TTL` for a new RRset. */
export type RRsetEdit =
  /** Exactly these RDATA afterwards. */
  | {
      readonly op: 'set';
      readonly name: OwnerName;
      readonly type: RRTypeName;
      readonly ttl?: number;
      readonly rdata: readonly Rdata[];
      readonly extras?: NonNullable<RRset['extras']>;
    }
  /** These RDATA too; nothing happens when they are there. */
  | {
      readonly op: 'add';
      readonly name: OwnerName;
      readonly type: RRTypeName;
      readonly ttl?: number;
      readonly rdata: readonly Rdata[];
    }
  /** Without these RDATA, or without the whole RRset when none are given. */
  | {
      readonly op: 'remove';
      readonly name: OwnerName;
      readonly type: RRTypeName;
      readonly rdata?: readonly Rdata[];
    }
  /** Another TTL, one RDATA exchanged for another, other extras, or all of these. */
  | {
      readonly op: 'update';
      readonly name: OwnerName;
      readonly type: RRTypeName;
      readonly ttl?: number;
      readonly replace?: { readonly from: Rdata; readonly to: Rdata };
      /** Those that change; the others stay. */
      readonly extras?: NonNullable<RRset['extras']>;
    };

/** Seconds; what a new RRset gets when nothing else is said. */
export const DEFAULT_TTL = 3600;

/**
 * Gives the zone as it should be after the edits, all else unchanged.
 *
 * @param defaultTtl - seconds, of a new RRset of which nothing else is said
 * @throws RegctlError `RRSET_NOT_FOUND` when an edit takes away or changes what is not there, `INVALID_TTL`
 */
export function editRRsets(
  current: readonly RRset[],
  edits: readonly RRsetEdit[],
  defaultTtl: number = DEFAULT_TTL,
): RRset[] {
  const rrsets = new Map<string, RRset>();
  for (const rrset of current) rrsets.set(rrsetKey(rrset), rrset);
  for (const edit of edits) {
    const key = rrsetKey(edit);
    const edited = editRRset(rrsets.get(key), edit, defaultTtl);
    if (edited === undefined) rrsets.delete(key);
    else rrsets.set(key, edited);
  }
  return [...rrsets.values()];
}

/** Gives `current` with the RRsets of `wanted` in the place of those of the same name and type; with `onlyNew`, only where there are none. */
export function mergeRRsets(current: readonly RRset[], wanted: readonly RRset[], onlyNew: boolean): RRset[] {
  const rrsets = new Map<string, RRset>();
  for (const rrset of current) rrsets.set(rrsetKey(rrset), rrset);
  for (const rrset of wanted) {
    const key = rrsetKey(rrset);
    if (!onlyNew || !rrsets.has(key)) rrsets.set(key, rrset);
  }
  return [...rrsets.values()];
}

function editRRset(present: RRset | undefined, edit: RRsetEdit, defaultTtl: number): RRset | undefined {
  switch (edit.op) {
    case 'set':
      return withRdata(present, edit, edit.rdata, defaultTtl, mergedExtras(present, edit.extras));
    case 'add':
      return withRdata(
        present,
        edit,
        [...(present?.rdata ?? []), ...edit.rdata],
        defaultTtl,
        present?.extras,
      );
    case 'remove': {
      if (present === undefined) throw notFound(edit);
      if (edit.rdata === undefined) return undefined;
      const missing = edit.rdata.find((rdata) => !present.rdata.includes(rdata));
      if (missing !== undefined) throw notFound(edit, missing);
      const rest = present.rdata.filter((rdata) => edit.rdata?.includes(rdata) !== true);
      return rest.length === 0 ? undefined : { ...present, rdata: rest };
    }
    case 'update': {
      if (present === undefined) throw notFound(edit);
      const { replace } = edit;
      if (replace !== undefined && !present.rdata.includes(replace.from)) throw notFound(edit, replace.from);
      const rdata = present.rdata.map((value) => (value === replace?.from ? replace.to : value));
      return withRdata(present, edit, rdata, defaultTtl, mergedExtras(present, edit.extras));
    }
  }
}

function mergedExtras(present: RRset | undefined, extras: RRset['extras']): RRset['extras'] {
  return extras === undefined ? present?.extras : { ...present?.extras, ...extras };
}

function withRdata(
  present: RRset | undefined,
  edit: { readonly name: OwnerName; readonly type: RRTypeName; readonly ttl?: number },
  rdata: readonly Rdata[],
  defaultTtl: number,
  extras: RRset['extras'],
): RRset {
  const ttl = edit.type === 'NATIVE' ? 0 : (edit.ttl ?? present?.ttl ?? defaultTtl);
  const rrset = makeRRset(edit.name, edit.type, ttl, rdata);
  return extras === undefined ? rrset : { ...rrset, extras };
}

function notFound(edit: RRsetEdit, rdata?: Rdata): RegctlError {
  const what = rdata === undefined ? '' : ` with ${rdata}`;
  return new RegctlError('RRSET_NOT_FOUND', `no ${edit.type} records at ${edit.name}${what}`, {
    reason: 'there is nothing to change or remove',
    hint: 'list what is there with `regctl dns list ZONE`',
  });
}
