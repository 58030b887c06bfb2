import type {
  HostnameCall,
  HostnameOperations,
  HostnameRef,
  HostnameScope,
} from '../control-plane/hostnames.ts';
import { RegctlError } from '../core/errors.ts';
import { parseDomainName } from '../core/names.ts';
import type { Context } from './context.ts';

/** Flag of every command about custom hostnames. */
export const ZONE_FLAG = {
  zone: {
    type: 'string',
    value: 'ZONE',
    completes: 'zone',
    description: 'zone that serves them; needed only where the account has several',
  },
} as const;

export const WAIT_FLAG = {
  wait: {
    type: 'boolean',
    description: 'wait until it is in use, 10 minutes unless --timeout says otherwise',
  },
} as const;

/** Exit codes of every command about custom hostnames. */
export const HOSTNAME_EXIT_CODES: { readonly [code: number]: string } = {
  4: 'no account, or its credential is rejected or may not do this',
  5: 'no such zone or custom hostname',
  6: 'no account has custom hostnames, or the plan does not include this',
  10: 'the provider could not be reached',
};

/** The custom hostnames of this mode. @throws RegctlError `MODE_UNSUPPORTED` */
export async function hostnameOperations(context: Context): Promise<HostnameOperations> {
  const { hostnames } = await context.controlPlane();
  if (hostnames !== undefined) return hostnames;
  throw new RegctlError('MODE_UNSUPPORTED', 'custom hostnames are not to be had in this mode', {
    reason: 'this control plane has no part for them',
    hint: 'add `--mode local`',
  });
}

/** Zone and account from flags, environment or configuration. */
export async function hostnameScope(
  context: Context,
  flags: { readonly zone: string | undefined },
): Promise<HostnameScope> {
  const account = (await context.settings()).get('account');
  return {
    ...(flags.zone === undefined ? {} : { zone: parseDomainName(flags.zone) }),
    ...(account === undefined ? {} : { account }),
  };
}

/** The custom hostname that a word names. */
export async function hostnameRef(
  context: Context,
  word: string,
  flags: { readonly zone: string | undefined },
): Promise<HostnameRef> {
  return { hostname: parseDomainName(word), ...(await hostnameScope(context, flags)) };
}

/** Options of every call about custom hostnames. */
export function hostnameCall(context: Context): HostnameCall {
  const timeoutMs = context.flags.timeout;
  return {
    signal: context.signal,
    ...(typeof timeoutMs === 'number' ? { timeoutMs } : {}),
    onEvent: (event) => context.notice(event.message),
  };
}
