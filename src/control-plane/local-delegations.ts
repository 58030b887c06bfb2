import type { DelegationDeps } from '../services/delegations/deps.ts';
import {
  delegate,
  endDelegation,
  requireDelegation,
  resumeDelegation,
  setChallenge,
} from '../services/delegations/manage.ts';
import type { DelegationOperations } from './delegations.ts';

/** Delegations, by the services of this process. */
export function delegationOperations(deps: DelegationDeps): DelegationOperations {
  return {
    delegate: (input, call) => delegate(deps, input, call),
    list: (filter) => deps.delegation.store.list(filter),
    get: (domain) => requireDelegation(deps.delegation, domain),
    verify: (domain, call) => resumeDelegation(deps, domain, call),
    delete: (domain) => endDelegation(deps.delegation, domain),
    setChallenge: ({ target, value }) => setChallenge(deps, target, value, true),
    unsetChallenge: ({ target, value }) => setChallenge(deps, target, value, false),
  };
}
