import { basename } from 'node:path';
import { isRegctlError } from '../../../core/errors.ts';
import type { ParseWarning } from '../../../core/master-file/parse.ts';
import { nextSerial, soaSerial, withSerial } from '../../../core/plan/soa.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import { makeRRset, type RRset } from '../../../core/rrset.ts';
import { findFaults } from './loadable.ts';

/** Lines of one file that are told of; a file can have a fault in each. */
const MAX_LINES_TOLD = 5;

/** The end of a master file's name. */
const SUFFIX = '.zone';

/** Seconds; SOA timers as RIPE-203 recommends them, negative answers for an hour. */
const SOA_TIMERS = '86400 7200 3600000 3600';
const APEX_TTL = 3600;

/** The file that holds a zone; the root's is `root.zone`. */
export function fileNameOf(zone: DomainName): string {
  // A slash can stand in a label (RFC 2317), and not in a file name.
  return `${zone === '' ? 'root' : zone.replaceAll('/', '%2f')}${SUFFIX}`;
}

/** The zone that a file holds, in any letter case and as U-labels or A-labels; undefined for a file that is none. */
export function zoneOfFile(fileName: string): DomainName | undefined {
  if (!fileName.endsWith(SUFFIX)) return undefined;
  const stem = fileName.slice(0, -SUFFIX.length).replaceAll('%2f', '/');
  if (stem === 'root') return '';
  try {
    return parseDomainName(stem);
  } catch (error) {
    if (isRegctlError(error, 'INVALID_NAME')) return undefined;
    throw error;
  }
}

/**
 * Gives the zone with a serial above the present one: the next number, or the next of the day where it has the form YYYYMMDDnn (RFC 1912 §2.2). A zone that had no
 * SOA record keeps the serial that it is given.
 *
 * @param today - UTC
 */
export function raiseSerial(rrsets: readonly RRset[], present: readonly RRset[], today: Date): RRset[] {
  const soa = present.find((rrset) => rrset.type === 'SOA' && rrset.name === '@');
  if (soa === undefined) return [...rrsets];
  const serial = serialAfter(soaSerial(soa), today);
  return rrsets.map((rrset) => (rrset.type === 'SOA' ? withSerial(rrset, serial) : rrset));
}

/** The serial that follows `present` on a day. */
export function serialAfter(present: number, today: Date): number {
  const looksLikeDate = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d\d$/.test(String(present));
  if (!looksLikeDate) return nextSerial(present);
  const firstOfDay = Number(`${today.toISOString().slice(0, 10).replaceAll('-', '')}00`);
  return Math.max(firstOfDay, present + 1);
}

/** The records that a new zone begins with. */
export function newZone(
  zone: DomainName,
  servers: readonly [DomainName, ...DomainName[]],
  now: Date,
): RRset[] {
  const hostmaster = zone === '' ? 'hostmaster' : `hostmaster.${zone}`;
  const soa = `${servers[0]}. ${hostmaster}. ${serialAfter(2000010100, now)} ${SOA_TIMERS}`;
  return [
    makeRRset('@', 'SOA', APEX_TTL, [soa]),
    makeRRset(
      '@',
      'NS',
      APEX_TTL,
      servers.map((server) => `${server}.`),
    ),
  ];
}

/** Says what is wrong with a file as it is: what is not taken from it, and what keeps it from being loaded. */
export function warningsOf(
  zone: DomainName,
  file: { readonly rrsets: readonly RRset[]; readonly warnings: readonly ParseWarning[] },
): string[] {
  return [
    ...linesOf(file.warnings),
    ...atMost(findFaults(zone, file.rrsets).map((fault) => `no name server loads zone ${zone}: ${fault}`)),
  ];
}

function atMost(lines: readonly string[]): string[] {
  const more = lines.length - MAX_LINES_TOLD;
  return more <= 0 ? [...lines] : [...lines.slice(0, MAX_LINES_TOLD), `… and ${more} more such lines`];
}

/** What canonical form has not. */
const LOST = [
  { pattern: /(?:^|[^\\]);/m, words: 'comments' },
  { pattern: /^\s*\$GENERATE\b/im, words: '$GENERATE (its records stay)' },
  { pattern: /^\s*\$INCLUDE\b/im, words: '$INCLUDE (its records stand in the file itself then)' },
];

/** Names what a text holds that is lost once it is written anew from its records. */
export function lostInCanonicalForm(text: string): string[] {
  // What only a provider knows stands in comments that are written again.
  const rest = text.replaceAll(/^;regctl NATIVE .*$/gm, '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return LOST.filter(({ pattern }) => pattern.test(rest)).map(({ words }) => words);
}

/** Says what a write to a file does besides its changes; nothing where the file is canonical but for its layout. */
export function notesOfRewrite(
  file: {
    readonly path: string;
    readonly lost: readonly string[];
    readonly warnings: readonly ParseWarning[];
  },
  original: string,
): string[] {
  const { path, lost, warnings } = file;
  const without = lost.length === 0 ? '' : ` without its ${lost.join(', ')}`;
  return [
    `${basename(path)} is written anew in canonical form${without}; ${basename(original)} keeps it as it is now`,
    ...linesOf(warnings),
  ];
}

function linesOf(warnings: readonly ParseWarning[]): string[] {
  return atMost(warnings.map(({ file, line, message }) => `${basename(file)}:${line}: ${message}`));
}
