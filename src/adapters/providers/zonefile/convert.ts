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
    ...atMost(file.warnings.map(({ file: path, line, message }) => `${basename(path)}:${line}: ${message}`)),
    ...atMost(findFaults(zone, file.rrsets).map((fault) => `no name server loads zone ${zone}: ${fault}`)),
  ];
}

function atMost(lines: readonly string[]): string[] {
  const more = lines.length - MAX_LINES_TOLD;
  return more <= 0 ? [...lines] : [...lines.slice(0, MAX_LINES_TOLD), `… and ${more} more such lines`];
}

/** Tells whether a text holds what canonical form would lose. */
export function losesInCanonicalForm(text: string): boolean {
  return (
    /^\s*\$(?:GENERATE|INCLUDE)\b/im.test(text) ||
    /(?:^|[^\\])(?:;)/m.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'))
  );
}
