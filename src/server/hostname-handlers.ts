import type { ControlPlane } from '../control-plane/index.ts';
import type { HostnameOperations } from '../control-plane/hostnames.ts';
import { RegctlError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';

/** Custom hostnames. */
export const hostnameHandlers: Handlers['hostnames'] = {
  list: (regctl, scope, call) => part(regctl).list(scope, call),
  get: (regctl, ref, call) => part(regctl).get(ref, call),
  create: (regctl, input, call) => part(regctl).create(input, call),
  refresh: (regctl, ref, call) => part(regctl).refresh(ref, call),
  wait: (regctl, ref, call) => part(regctl).wait(ref, call),
  delete: (regctl, ref, call) => part(regctl).delete(ref, call),
  check: (regctl, input, call) => part(regctl).check(input, call),
  fallbackOrigin: (regctl, scope, call) => part(regctl).fallbackOrigin(scope, call),
  setFallbackOrigin: (regctl, input, call) => part(regctl).setFallbackOrigin(input, call),
};

function part({ hostnames }: ControlPlane): HostnameOperations {
  if (hostnames !== undefined) return hostnames;
  throw new RegctlError('INTERNAL', 'defect: a server without custom hostnames');
}
