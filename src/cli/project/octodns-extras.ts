import type { Json } from '../../core/errors.ts';
import type { RRset } from '../../core/rrset.ts';
import { isMap } from '../is-map.ts';

/** What octoDNS's Cloudflare provider keeps below `octodns: cloudflare:`, with our name and what it is when nothing is said. */
const CLOUDFLARE: { readonly [key: string]: { readonly extra: string; readonly unsaid: Json } } = {
  proxied: { extra: 'proxied', unsaid: false },
  'auto-ttl': { extra: 'autoTtl', unsaid: false },
  comment: { extra: 'comment', unsaid: null },
  tags: { extra: 'tags', unsaid: [] },
};

/** Reads the `octodns:` map of a record: what becomes extras, and the keys that mean nothing here. */
export function readExtras(options: unknown): {
  readonly extras?: NonNullable<RRset['extras']>;
  readonly unknown: readonly string[];
} {
  if (!isMap(options)) return { unknown: options === undefined ? [] : ['octodns'] };
  const extras: { [key: string]: Json } = {};
  const unknown: string[] = [];
  for (const [section, value] of Object.entries(options)) {
    if (section !== 'cloudflare' || !isMap(value)) {
      unknown.push(`octodns.${section}`);
      continue;
    }
    for (const [key, setting] of Object.entries(value)) {
      const known = CLOUDFLARE[key];
      if (known === undefined) unknown.push(`octodns.cloudflare.${key}`);
      else extras[known.extra] = setting as Json;
    }
  }
  return Object.keys(extras).length === 0 ? { unknown } : { extras, unknown };
}

/** Gives the `octodns:` map for what a provider keeps beside an RRset; undefined where there is nothing to say. */
export function writeExtras(extras: RRset['extras']): object | undefined {
  const settings = Object.entries(CLOUDFLARE).flatMap(([key, { extra, unsaid }]) => {
    const value = extras?.[extra];
    return value === undefined || JSON.stringify(value) === JSON.stringify(unsaid)
      ? []
      : [[key, value] as const];
  });
  return settings.length === 0
    ? undefined
    : { cloudflare: Object.fromEntries(settings.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}
