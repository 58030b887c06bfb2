import { checkHostname } from '../services/hostnames/check.ts';
import type { HostnameDeps } from '../services/hostnames/deps.ts';
import { getFallbackOrigin, setFallbackOrigin } from '../services/hostnames/fallback.ts';
import {
  createHostname,
  deleteHostname,
  getHostname,
  listHostnames,
  refreshHostname,
} from '../services/hostnames/manage.ts';
import { waitForHostname } from '../services/hostnames/wait.ts';
import type { HostnameOperations } from './hostnames.ts';

/** Custom hostnames, by the services of this process. */
export function hostnameOperations(deps: HostnameDeps): HostnameOperations {
  return {
    list: (scope, call) => listHostnames(deps, scope, call),
    get: (ref, call) => getHostname(deps, ref, call),
    create: (input, call) => createHostname(deps, input, call),
    refresh: (ref, call) => refreshHostname(deps, ref, call),
    wait: (ref, call) => waitForHostname(deps, ref, call),
    delete: (ref, call) => deleteHostname(deps, ref, call),
    check: (input, call) => checkHostname(deps, input, call),
    fallbackOrigin: (scope, call) => getFallbackOrigin(deps, scope, call),
    setFallbackOrigin: (input, call) => setFallbackOrigin(deps, input, call),
  };
}
