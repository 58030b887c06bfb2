import { isRegctlError } from '../core/errors.ts';
import type { Delegation, DelegationStore } from '../ports/delegation-store.ts';
import type { Gate } from '../services/access/gate.ts';
import { guarded } from '../services/access/guard.ts';

/** Delegations behind the gate of a caller: who is bound to a domain, or to its target alone, has just that one. */
export function guardDelegations(store: DelegationStore, gate: Gate): DelegationStore {
  const sees = ({ domain, target }: Delegation): boolean => gate.seesName(domain) || gate.seesName(target);
  const shown = (found: Delegation | undefined): Delegation | undefined =>
    found !== undefined && sees(found) ? found : undefined;
  return guarded(store, {
    create: { before: ({ domain }) => gate.writeName(domain) },
    save: { before: ({ domain }) => gate.writeName(domain) },
    find: { after: shown },
    // Looked for by who is to write there.
    findTarget: {
      after: (found) =>
        found !== undefined && (writes(gate, found.target) || writes(gate, found.domain)) ? found : undefined,
    },
    list: { after: (list) => list.filter(sees) },
    due: { after: (list) => list.filter(sees) },
    delete: { before: ({ domain }) => gate.writeName(domain) },
  });
}

function writes(gate: Gate, name: string): boolean {
  try {
    gate.writeName(name);
    return true;
  } catch (error) {
    if (isRegctlError(error, 'PERMISSION_MISSING')) return false;
    throw error;
  }
}
