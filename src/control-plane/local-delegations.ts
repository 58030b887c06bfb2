import type { DelegationDeps } from '../services/delegations/deps.ts';
import { delegate, endDelegation, requireDelegation, setChallenge } from '../services/delegations/manage.ts';
import { connectLink } from '../services/delegations/domain-connect.ts';
import { checkDelegation, issueDelegated, resumeDelegation } from '../services/delegations/issue.ts';
import type { DelegationOperations, DelegationWork } from './delegations.ts';

/** Delegations, by the services of this process. */
export function delegationOperations(deps: DelegationDeps): DelegationOperations {
  return {
    delegate: (input, call) => delegate(deps, input, call),
    list: (filter) => deps.delegation.store.list(filter),
    get: (domain) => requireDelegation(deps.delegation, domain),
    verify: (domain, call) => resumeDelegation(deps, domain, call),
    connect: async (domain, call) => {
      const delegation = await requireDelegation(deps.delegation, domain);
      const { connect } = deps.delegation;
      if (connect === undefined) return null;
      return connectLink({ ...connect, lookups: deps.lookups }, delegation, call);
    },
    delete: (domain) => endDelegation(deps.delegation, domain),
    setChallenge: ({ target, value }) => setChallenge(deps, target, value, true),
    unsetChallenge: ({ target, value }) => setChallenge(deps, target, value, false),
  };
}

/** What this process does for delegations by itself. */
export function delegationWork(deps: DelegationDeps): DelegationWork {
  return {
    check: (domain, call) => checkDelegation(deps, domain, call),
    issue: (domain, call) => issueDelegated(deps, domain, call),
  };
}
