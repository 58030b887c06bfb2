import { RegctlError, type ErrorCode } from '../errors.ts';
import { PROVIDER_TYPES } from '../records/index.ts';
import type { RRset, RRTypeName } from '../rrset.ts';
import type { Change } from './plan.ts';

/** What of a provider's capabilities decides whether it can carry changes out. */
export interface WriteLimits {
  readonly types: readonly RRTypeName[] | 'any';
  readonly providerTypes?: readonly RRTypeName[];
  /** Seconds. */
  readonly minTtl: number;
  readonly maxTtl: number;
  readonly writesApexNs: boolean;
  readonly uniformTtl?: boolean;
  readonly apexOnly?: readonly RRTypeName[];
  /** Keys of extras that can be written. */
  readonly extras?: readonly string[];
}

/** Tells whether a provider takes records of a type: `any` means what goes over the wire, types of providers are named one by one. */
export function takesType(limits: Pick<WriteLimits, 'types' | 'providerTypes'>, type: RRTypeName): boolean {
  if (limits.types !== 'any') return limits.types.includes(type);
  return !PROVIDER_TYPES.has(type) || limits.providerTypes?.includes(type) === true;
}

/**
 * Refuses a state with several TTLs for a provider that has one for the whole zone.
 *
 * @param after - the whole zone once the changes are made
 * @throws RegctlError `INVALID_TTL`
 */
export function checkUniformTtl(
  after: readonly RRset[],
  changes: readonly Change[],
  limits: WriteLimits,
  provider: string,
): void {
  if (limits.uniformTtl !== true) return;
  const counted = after.filter((rrset) => !WITHOUT_TTL.includes(rrset.type));
  const odd = changes.find(
    ({ after: wanted }) =>
      wanted !== null &&
      !WITHOUT_TTL.includes(wanted.type) &&
      counted.some((rrset) => rrset.ttl !== wanted.ttl),
  );
  if (odd?.after === undefined || odd.after === null) return;
  const other = counted.find((rrset) => rrset.ttl !== odd.after?.ttl);
  throw new RegctlError(
    'INVALID_TTL',
    `${odd.name} ${odd.type}: a TTL of ${odd.after.ttl} s beside ${other?.ttl ?? ''} s`,
    {
      reason: `${provider} has one TTL for a whole zone`,
      hint: `give ${other?.ttl ?? 'the zone'} s here, or the same TTL to every record in one step, as with \`regctl zones edit\``,
      provider,
    },
  );
}

/** Says which product keeps an RRset: told by providers, never written. A snapshot has it too, and its RRsets come back without it. */
const MANAGED_BY = 'managedBy';

/** An extra that the provider neither has there nor can be given. */
function unknownExtra({ before, after }: Change, limits: WriteLimits): string | undefined {
  return Object.keys(after?.extras ?? {}).find(
    (key) =>
      key !== MANAGED_BY &&
      limits.extras?.includes(key) !== true &&
      !Object.hasOwn(before?.extras ?? {}, key),
  );
}

/** SOA: the provider's own; NATIVE: within its data, where there is one. */
const WITHOUT_TTL: readonly RRTypeName[] = ['SOA', 'NATIVE'];

/**
 * Refuses changes that a provider cannot carry out, all of them named, before the first write.
 *
 * @throws RegctlError `RRTYPE_UNSUPPORTED`, `CAPABILITY_MISSING`, `INVALID_TTL`; `details.faults` lists every one
 */
export function checkCapabilities(changes: readonly Change[], limits: WriteLimits, provider: string): void {
  const faults = changes.flatMap((change): { code: ErrorCode; text: string }[] => {
    const where = `${change.name} ${change.type}`;
    // Where any type is taken, one that got in by another way can be taken away again.
    const isTakenAway = limits.types === 'any' && change.after === null;
    if (!isTakenAway && !takesType(limits, change.type)) {
      return [{ code: 'RRTYPE_UNSUPPORTED', text: `${where}: ${provider} takes no ${change.type} records` }];
    }
    if (change.name === '@' && change.type === 'NS' && !limits.writesApexNs) {
      return [
        { code: 'CAPABILITY_MISSING', text: `${where}: ${provider} manages the apex NS records itself` },
      ];
    }
    const extra = unknownExtra(change, limits);
    if (extra !== undefined) {
      const known = limits.extras === undefined ? 'nothing' : limits.extras.join(', ');
      return [
        {
          code: 'CAPABILITY_MISSING',
          text: `${where}: ${provider} keeps no ${extra} beside records (it keeps ${known})`,
        },
      ];
    }
    if (limits.apexOnly?.includes(change.type) === true && change.name !== '@' && change.after !== null) {
      return [
        {
          code: 'CAPABILITY_MISSING',
          text: `${where}: ${provider} takes ${change.type} records at the apex only`,
        },
      ];
    }
    const ttl = change.after?.ttl;
    if (
      ttl !== undefined &&
      !WITHOUT_TTL.includes(change.type) &&
      (ttl < limits.minTtl || ttl > limits.maxTtl)
    ) {
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
