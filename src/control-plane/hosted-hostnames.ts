import { contract } from './contract.ts';
import type { HostnameCall, HostnameOperations } from './hostnames.ts';
import type { Call } from './http-call.ts';
import type { HttpCallOptions } from './http-call-options.ts';

/** Custom hostnames, over HTTP. */
export function hostedHostnames(call: Call): HostnameOperations {
  const { hostnames } = contract;
  return {
    list: (scope, options) => call(hostnames.list, scope, heard(options)),
    get: (ref, options) => call(hostnames.get, ref, heard(options)),
    create: (input, options) => call(hostnames.create, input, heard(options)),
    refresh: (ref, options) => call(hostnames.refresh, ref, heard(options)),
    wait: (ref, options) => call(hostnames.wait, ref, heard(options)),
    delete: (ref, options) => call(hostnames.delete, ref, heard(options)),
    check: (input, options) => call(hostnames.check, input, heard(options)),
    fallbackOrigin: (scope, options) => call(hostnames.fallbackOrigin, scope, heard(options)),
    setFallbackOrigin: (input, options) => call(hostnames.setFallbackOrigin, input, heard(options)),
  };
}

/** What a call about hostnames is told of all that a server may tell. */
function heard(options: HostnameCall = {}): HttpCallOptions {
  const { onEvent, ...rest } = options;
  if (onEvent === undefined) return rest;
  return {
    ...rest,
    onEvent: (event) => {
      if (event.kind === 'waiting') onEvent({ kind: 'waiting', message: event.message });
    },
  };
}
