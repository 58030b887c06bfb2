import type { DelegationOperations } from '../control-plane/delegations.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { RegctlError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';

/** Challenge names that lead to this server. */
export const delegationHandlers: Handlers['delegations'] = {
  delegate: (regctl, input, call) => part(regctl).delegate(input, call),
  list: (regctl, filter) => part(regctl).list(filter),
  get: (regctl, { domain }) => part(regctl).get(domain),
  verify: (regctl, { domain }, call) => part(regctl).verify(domain, call),
  connect: (regctl, { domain }, call) => part(regctl).connect(domain, call),
  delete: (regctl, { domain }) => part(regctl).delete(domain),
  setChallenge: (regctl, input) => part(regctl).setChallenge(input),
  unsetChallenge: (regctl, input) => part(regctl).unsetChallenge(input),
};

function part({ delegations }: ControlPlane): DelegationOperations {
  if (delegations !== undefined) return delegations;
  throw new RegctlError('MODE_UNSUPPORTED', 'this control plane answers no challenges', {
    reason: 'its operator gave it no zone for them',
    hint: 'the operator does with `regctl server start --challenge-zone ZONE`',
  });
}
