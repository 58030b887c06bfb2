import { contract } from './contract.ts';
import type { DelegationOperations } from './delegations.ts';
import { heard } from './hosted-certs.ts';
import type { Call } from './http-call.ts';

/** Delegations, over HTTP. */
export function hostedDelegations(call: Call): DelegationOperations {
  const { delegations } = contract;
  return {
    delegate: (input, options) => call(delegations.delegate, input, heard(options)),
    list: (filter) => call(delegations.list, filter),
    get: (domain) => call(delegations.get, { domain }),
    verify: (domain, options) => call(delegations.verify, { domain }, heard(options)),
    connect: (domain, options) => call(delegations.connect, { domain }, heard(options)),
    delete: (domain) => call(delegations.delete, { domain }),
    setChallenge: (input) => call(delegations.setChallenge, input),
    unsetChallenge: (input) => call(delegations.unsetChallenge, input),
  };
}
