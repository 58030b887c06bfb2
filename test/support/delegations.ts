import type { Delegation } from '../../src/ports/delegation-store.ts';

/** A delegation as it is when it was just made. */
export function exampleDelegation(domain: string, target: string): Delegation {
  const now = new Date().toISOString();
  return {
    id: `dlg_${domain}_${target}`,
    domain,
    target,
    state: 'pending_cname',
    reason: null,
    sighting: null,
    mendable: 0,
    passing: 0,
    wish: null,
    certificate: null,
    nextCheckAt: null,
    createdAt: now,
    updatedAt: now,
  };
}
