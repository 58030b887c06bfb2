import { RegctlError } from '../../../core/errors.ts';
import { checkZone } from '../../../core/master-file/check.ts';
import type { DomainName } from '../../../core/names.ts';
import { takesType } from '../../../core/plan/capabilities.ts';
import type { RRset } from '../../../core/rrset.ts';
import { description } from './description.ts';

/** Finds what keeps a name server from loading a file with these records. NATIVE is none of it: it stands in a comment. */
export function findFaults(zone: DomainName, rrsets: readonly RRset[]): string[] {
  return [
    ...checkZone(zone, rrsets).map((finding) => finding.message),
    ...rrsets
      .filter(({ type }) => type !== 'NATIVE' && !takesType(description.dns, type))
      .map(({ name, type }) => `${type} at ${name} is a type of some providers only`),
  ];
}

/**
 * Refuses a file that a name server would not load. A write that mends some of several faults and makes none is let pass, or nothing could be mended step by step.
 *
 * @throws RegctlError `INVALID_ZONE`
 */
export function refuseUnloadable(zone: DomainName, present: readonly RRset[], after: readonly RRset[]): void {
  const faults = findFaults(zone, after);
  const [first] = faults;
  if (first === undefined) return;
  const before = findFaults(zone, present);
  const made = faults.filter((fault) => !before.includes(fault));
  if (made.length === 0 && faults.length < before.length) return;
  const init = { provider: 'zonefile', details: { faults } };
  if (made[0] !== undefined) {
    throw new RegctlError('INVALID_ZONE', `zone ${zone} would not load: ${made[0]}`, {
      ...init,
      reason: 'a name server refuses the whole zone then',
      hint: 'add what is missing, or take away what does not fit, in the same step',
    });
  }
  const more = faults.length === 1 ? '' : `, and ${faults.length - 1} more`;
  throw new RegctlError('INVALID_ZONE', `zone ${zone} does not load as it is: ${first}${more}`, {
    ...init,
    reason: 'a name server refuses the whole file, and this change with it; nothing was written',
    hint: `mend it with \`regctl zones edit ${zone}\`, or bring an earlier state back with \`regctl zones restore ${zone}\``,
  });
}
