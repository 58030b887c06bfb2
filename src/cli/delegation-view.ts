import type { Delegation, DelegationOperations } from '../control-plane/delegations.ts';
import { challengeNameOf } from '../core/challenge.ts';
import { RegctlError } from '../core/errors.ts';
import { toJsonObject } from '../core/json.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import { hostedPart } from './hosted-part.ts';
import type { Column, Row } from './output/view.ts';

/** Exit codes of every command about delegations. */
export const DELEGATION_EXIT_CODES: { readonly [code: number]: string } = {
  4: 'you are not logged in, or may not do this',
  5: 'the domain is not delegated',
  6: 'not to be had in local mode, or the control plane answers no challenges',
  10: 'the control plane could not be reached',
};

/** Fields of a delegation. */
export const DELEGATION_FIELDS: readonly OutputField[] = [
  { name: 'domain', description: 'the domain' },
  { name: 'state', description: '`pending_cname`, `issuing`, `active`, or `error`' },
  { name: 'record', description: 'name that is set, once and for ever' },
  { name: 'target', description: 'what it is set to, as CNAME' },
  {
    name: 'connectUrl',
    description: 'page of the DNS host where it is set with one click; null where none is known',
  },
  { name: 'reason', description: 'why it is in this state' },
  {
    name: 'certificate',
    description: 'certificate that is kept for it; null where another program gets one',
  },
  {
    name: 'seen',
    description: 'what was seen when it was looked at last, one sentence for each who was asked',
  },
  { name: 'checkedAt', description: 'when that was' },
  { name: 'nextCheckAt', description: 'when it is looked at next' },
  { name: 'wish', description: 'what certificate is kept: wildcard, CAs, profile, kind of key' },
  { name: 'createdAt', description: 'when its target was given out' },
];

export const DELEGATION_COLUMNS: readonly Column[] = [
  { field: 'domain', header: 'DOMAIN' },
  { field: 'state', header: 'STATE' },
  { field: 'target', header: 'TARGET' },
  { field: 'certificate', header: 'CERTIFICATE' },
  { field: 'reason', header: 'WHY' },
];

/** Fields of a target that answers. */
export const CHALLENGE_FIELDS: readonly OutputField[] = [
  { name: 'target', description: 'the target' },
  { name: 'values', description: 'what it answers with now' },
];

export function delegationRow(delegation: Delegation, connectUrl: string | null = null): Row {
  const { wish, sighting } = delegation;
  return {
    domain: delegation.domain,
    state: delegation.state,
    record: challengeNameOf(delegation.domain),
    target: delegation.target,
    connectUrl,
    reason: delegation.reason,
    certificate: delegation.certificate,
    seen: [...(sighting?.seen ?? [])],
    checkedAt: sighting?.at ?? null,
    nextCheckAt: delegation.nextCheckAt,
    wish: wish === null ? null : toJsonObject(wish),
    createdAt: delegation.createdAt,
  };
}

/** The delegations of the control plane. @throws RegctlError `MODE_UNSUPPORTED` */
export async function delegationOperations(context: Context): Promise<DelegationOperations> {
  return hostedPart((await context.controlPlane()).delegations, 'delegations');
}

/** Refuses a delegation that does not lead to its target, with what was seen. @throws RegctlError `DELEGATION_BROKEN` */
export function requireSeen({ domain, target, sighting }: Delegation): void {
  if (sighting?.ok !== false) return;
  const name = challengeNameOf(domain);
  throw new RegctlError('DELEGATION_BROKEN', `${name} does not lead to ${target}`, {
    reason: sighting.seen.join('; '),
    hint: `set the record ${name} CNAME ${target}, and no other at that name`,
    details: { domain, target, seen: [...sighting.seen] },
  });
}
