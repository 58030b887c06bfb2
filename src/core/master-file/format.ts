import type { DomainName } from '../names.ts';
import { sortRRsets } from '../zone.ts';
import type { RRset } from '../rrset.ts';

export interface FormatOptions {
  readonly zone: DomainName;
  readonly rrsets: readonly RRset[];
  /** Lines above everything else, without `;`. */
  readonly header?: readonly string[];
}

/** Begins a comment that holds what only a provider knows, so that the file loads elsewhere and comes back whole here. */
export const NATIVE_MARK = ';regctl NATIVE';

/** Names wider than this push their line out rather than every other line. */
const MAX_NAME_COLUMN = 32;

/** Characters gathered before they are handed on. */
const CHUNK_CHARS = 1 << 16;

/** Writes a zone as a master file: `$ORIGIN` and `$TTL`, SOA, apex NS, then names in canonical order, one record a line. */
export function formatMasterFile(options: FormatOptions): string {
  return [...masterFileChunks(options)].join('');
}

/** The same in pieces, for zones too large to hold twice. */
export function* masterFileChunks({ zone, rrsets, header = [] }: FormatOptions): Generator<string> {
  const sorted = sortRRsets(rrsets);
  const defaultTtl = commonTtl(sorted);
  const width = Math.min(
    MAX_NAME_COLUMN,
    sorted.reduce((widest, rrset) => Math.max(widest, rrset.name.length), 1),
  );
  let chunk = header.map((line) => `; ${line}\n`).join('');
  chunk += `$ORIGIN ${zone}.\n`;
  if (defaultTtl !== undefined) chunk += `$TTL ${defaultTtl}\n`;
  for (const { name, type, ttl, rdata } of sorted) {
    if (type === 'NATIVE') {
      for (const value of rdata) chunk += `${NATIVE_MARK} ${name} ${value}\n`;
      continue;
    }
    const left = `${name.padEnd(width)} ${ttl === defaultTtl ? '' : `${ttl} `}IN ${type.padEnd(5)} `;
    for (const value of rdata) chunk += `${left}${value}\n`;
    if (chunk.length > CHUNK_CHARS) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

/** The TTL that most RRsets have; the lowest of equals, so that the same zone gives the same file. */
function commonTtl(rrsets: readonly RRset[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { ttl } of rrsets) counts.set(ttl, (counts.get(ttl) ?? 0) + 1);
  const [best] = [...counts].toSorted(([a, n], [b, m]) => m - n || a - b);
  return best?.[0];
}
