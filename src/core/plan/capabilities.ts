import { RegctlError, type ErrorCode } from '../errors.ts';
import type { RRTypeName } from '../rrset.ts';
import type { Change } from './plan.ts';

/** What of a provider's capabilities decides whether it can carry changes out. */
export interface WriteLimits {
  readonly types: readonly RRTypeName[] | 'any';
  /** Seconds. */
  readonly minTtl: number;
  readonly maxTtl: number;
  readonly writesApexNs: boolean;
}

/**
 * Refuses changes that a provider cannot carry out, all of them named, before the first write.
 *
 * @throws RegctlError `RRTYPE_UNSUPPORTED`, `CAPABILITY_MISSING`, `INVALID_TTL`; `details.faults` lists every one
 */
export function checkCapabilities(changes: readonly Change[], limits: WriteLimits, provider: string): void {
  const faults = changes.flatMap((change): { code: ErrorCode; text: string }[] => {
    const where = `${change.name} ${change.type}`;
    if (limits.types !== 'any' && !limits.types.includes(change.type)) {
      return [{ code: 'RRTYPE_UNSUPPORTED', text: `${where}: ${provider} takes no ${change.type} records` }];
    }
    if (change.name === '@' && change.type === 'NS' && !limits.writesApexNs) {
      return [
        { code: 'CAPABILITY_MISSING', text: `${where}: ${provider} manages the apex NS records itself` },
      ];
    }
    const ttl = change.after?.ttl;
    if (ttl !== undefined && change.type !== 'SOA' && (ttl < limits.minTtl || ttl > limits.maxTtl)) {
      return [
        {
          code: 'INVALID_TTL',
          text: `${where}: a TTL of ${ttl} s; ${provider} takes ${limits.minTtl} to ${limits.maxTtl} s`,
        },
      ];
    }
    return [];
  });
  const [first] = faults;
  if (first === undefined) return;
  const more = faults.length === 1 ? '' : `, and ${faults.length - 1} more`;
  throw new RegctlError(first.code, `${first.text}${more}`, {
    reason: 'nothing was written: a plan that cannot be carried out whole is refused whole',
    hint: `see what it can do with \`regctl accounts capabilities ACCOUNT\``,
    provider,
    details: { faults: faults.map((fault) => fault.text) },
  });
}
