import { RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { Account } from '../../ports/account-store.ts';
import { findAccount } from '../accounts/open.ts';
import { DEFAULT_LOCK_TIMEOUT_MS, zoneLock, type ZoneCall, type ZoneDeps } from './deps.ts';

/**
 * Creates an empty zone at an account.
 *
 * @param input.nameservers - apex NS records to begin with, where the provider lets them be chosen
 * @throws RegctlError `CAPABILITY_MISSING`, `ALREADY_EXISTS`, `LOCKED`
 */
export async function createZone(
  deps: ZoneDeps,
  input: {
    readonly zone: DomainName;
    readonly account: string;
    readonly nameservers?: readonly DomainName[];
  },
  call: ZoneCall = {},
): Promise<void> {
  const account = await findAccount(deps, input.account);
  const dns = await deps.dnsOf(account);
  if (dns.createZone === undefined) throw cannotCreate(account, input.zone);
  const create = dns.createZone.bind(dns);
  await deps.lock.withLock(
    zoneLock(account.name, input.zone),
    { timeoutMs: call.timeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS },
    () => create(input.zone, { nameservers: input.nameservers ?? [] }, call.signal),
  );
}

/** What is thrown where a zone is needed that the provider cannot create. */
export function cannotCreate(account: Account, zone: DomainName): RegctlError {
  return new RegctlError('CAPABILITY_MISSING', `${account.provider} cannot create zone ${zone}`, {
    reason: 'the provider has no way to create a zone through its API',
    hint: `create it where the server is configured, then \`regctl accounts update ${account.name} --zone ${zone}\``,
  });
}
