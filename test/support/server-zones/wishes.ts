import fc from 'fast-check';
import type { RRsetEdit } from '../../../src/control-plane/index.ts';
import type { ServerRecord, ServerZone } from './server-zone.ts';

/** What a draw asks for, before it is known what stands in the zone. */
export interface Draw {
  readonly op: 'set' | 'add' | 'remove' | 'empty' | 'ttl' | 'replace' | 'to-cname' | 'from-cname';
  /** Which RRset, counted over those that can be meant. */
  readonly at: number;
  /** This one instead. */
  readonly key?: string;
  readonly values: readonly number[];
  /** Which TTL; null says nothing of it. */
  readonly ttl: number | null;
}

/** What should stand at a key: no RDATA where nothing should, no TTL where none was asked for. */
export interface Wanted {
  readonly rdata: readonly string[];
  readonly ttl: number | undefined;
}

/** One edit, and what it should leave by the keys that it names. */
export interface Wish {
  readonly edits: readonly RRsetEdit[];
  readonly named: ReadonlyMap<string, Wanted>;
}

export const draws: fc.Arbitrary<Draw> = fc.record({
  op: fc.constantFrom('set', 'add', 'remove', 'empty', 'ttl', 'replace', 'to-cname', 'from-cname'),
  at: fc.nat(999),
  values: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 3 }),
  ttl: fc.constantFrom(null, 0, 1),
});

const VALUE: { readonly [type: string]: (n: number) => string } = {
  A: (n) => `198.51.100.${n}`,
  AAAA: (n) => `2001:db8:1::${n.toString(16)}`,
  MX: (n) => `${n} mx${n}.example.org.`,
  TXT: (n) => `"text number ${n}"`,
  CNAME: (n) => `target-${n}.example.org.`,
  SRV: (n) => `${n} 1 443 host-${n}.example.org.`,
};
/** RRsets that stand nowhere yet, but for the name of the last. */
const NEW = ['new A', 'new AAAA', 'deep.new TXT', '_new._tcp SRV', 'other-name CNAME', 'www TXT'];
const PLAIN: { readonly [type: string]: RegExp } = {
  A: /^[\d.]+$/,
  AAAA: /^[\da-f:]+$/,
  MX: /^\d+ [a-z\d.-]+$/,
  TXT: /^"[ !#-[\]-~]{1,255}"$/,
  CNAME: /^[a-z\d.-]+\.$/,
  SRV: /^\d+ \d+ \d+ [a-z\d.-]+\.$/,
};
/** What products of the companies keep. */
const MANAGED = ['_acme-challenge TXT', 'go CNAME', '*.go CNAME', 'mail MX'];

const splitKey = (key: string): readonly [name: string, type: string] => {
  const [name = '', type = ''] = key.split(' ');
  return [name, type];
};

/** The RRsets of the zone that edits are made to: every record of them has a form that is read here. */
export function plainRRsets(zone: ServerZone): Map<string, readonly ServerRecord[]> {
  const groups = Map.groupBy(zone.records(), ({ key }) => key);
  for (const [key, group] of groups) {
    const pattern = PLAIN[splitKey(key)[1]];
    const isPlain =
      /^[a-z\d_.*@-]+ [A-Z]+$/.test(key) &&
      group.every(({ rdata }) => rdata?.every((one) => pattern?.test(one) === true) === true);
    if (!isPlain || MANAGED.includes(key)) groups.delete(key);
  }
  return groups;
}

/** Makes an edit of a draw for a zone as it stands. */
export function wishFor(zone: ServerZone, draw: Draw): Wish {
  const present = plainRRsets(zone);
  const pick = (keys: readonly string[]): string => draw.key ?? keys[draw.at % keys.length] ?? '';
  const there = [...present.keys()];
  const aliases = there.filter((key) => key.endsWith(' CNAME'));
  const others = there.filter((key) => !aliases.includes(key));
  switch (draw.op) {
    case 'to-cname':
      return swap(zone, there, draw, pick(others.filter((key) => !key.startsWith('@'))), 'CNAME');
    case 'from-cname':
      return swap(zone, there, draw, pick(aliases), 'A');
    case 'set':
    case 'add': {
      const key = pick([...there, ...NEW, ...NEW]);
      return fill(zone, present.get(key) ?? [], draw, key);
    }
    default: {
      const key = pick(there);
      return change(zone, present.get(key) ?? [], draw, key);
    }
  }
}

function ofOne(key: string, edit: RRsetEdit, rdata: readonly string[], ttl?: number): Wish {
  return { edits: [edit], named: new Map([[key, { rdata: [...new Set(rdata)], ttl }]]) };
}

const rdataOf = (held: readonly ServerRecord[]): string[] => held.flatMap(({ rdata }) => rdata ?? []);

/** Sets an RRset, or adds to it. */
function fill(zone: ServerZone, held: readonly ServerRecord[], draw: Draw, key: string): Wish {
  const [name, type] = splitKey(key);
  const made = draw.values.map((n) => VALUE[type]?.(n) ?? '');
  // A new RRset says its TTL.
  const ttl = draw.ttl === null && held.length > 0 ? undefined : (zone.ttls[draw.ttl ?? 0] ?? zone.ttls[0]);
  const isAdded = draw.op === 'add' && type !== 'CNAME';
  const rdata = type === 'CNAME' ? made.slice(0, 1) : made;
  const edit = { name, type, rdata, ...(ttl === undefined ? {} : { ttl }) };
  return isAdded
    ? ofOne(key, { op: 'add', ...edit }, [...rdataOf(held), ...rdata], ttl)
    : ofOne(key, { op: 'set', ...edit }, rdata, ttl);
}

/** Changes what is there, or takes it away. */
function change(zone: ServerZone, held: readonly ServerRecord[], draw: Draw, key: string): Wish {
  const [name, type] = splitKey(key);
  const rdata = rdataOf(held);
  const [first = ''] = rdata;
  const left = rdata.filter((one) => one !== first);
  const ttl = zone.ttls[draw.ttl ?? 0] ?? zone.ttls[0] ?? 3600;
  switch (draw.op) {
    case 'remove':
      return ofOne(key, { op: 'remove', name, type, rdata: [first] }, left);
    case 'ttl':
      return ofOne(key, { op: 'update', name, type, ttl }, rdata, ttl);
    case 'replace': {
      const to = VALUE[type]?.(draw.values[0] ?? 1) ?? '';
      return ofOne(key, { op: 'update', name, type, replace: { from: first, to } }, [...left, to]);
    }
    default:
      return ofOne(key, { op: 'remove', name, type }, []);
  }
}

/** A CNAME in the place of what stands at a name, or the other way round, in one plan. */
function swap(zone: ServerZone, there: readonly string[], draw: Draw, key: string, type: string): Wish {
  const [name] = splitKey(key);
  const gone = there.filter((one) => splitKey(one)[0] === name);
  const ttl = zone.ttls[draw.ttl ?? 0] ?? zone.ttls[0] ?? 3600;
  const rdata = [VALUE[type]?.(draw.values[0] ?? 1) ?? ''];
  const named = new Map<string, Wanted>(gone.map((one) => [one, { rdata: [], ttl: undefined }]));
  return {
    edits: [
      ...gone.map((one): RRsetEdit => ({ op: 'remove', name, type: splitKey(one)[1] })),
      { op: 'set', name, type, ttl, rdata },
    ],
    named: named.set(`${name} ${type}`, { rdata, ttl }),
  };
}
