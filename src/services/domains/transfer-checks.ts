import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { DomainCall, DomainDeps } from './deps.ts';
import { registrarAccounts, type FoundDomain, type RegistrarAccount } from './find-domain.ts';
import { checkNameservers, refuseUnsafe } from './nameservers.ts';

/**
 * Looks at what would make a transfer fail or take the domain off the net, as far as the account that loses it is connected too: the lock against transfers, and
 * name servers that do not answer for the zone.
 *
 * @throws RegctlError `REGISTRAR_REFUSED` while it is locked, `DELEGATION_UNSAFE`
 */
export async function checkTransfer(
  deps: DomainDeps,
  gaining: RegistrarAccount,
  transfer: {
    readonly name: DomainName;
    readonly nameservers: readonly DomainName[];
    readonly allowFaults?: number;
  },
  call: DomainCall,
): Promise<void> {
  const losing = await losingAccount(deps, gaining, transfer.name, call);
  if (losing === undefined) return;
  if (losing.registration.locked === true) {
    throw new RegctlError('REGISTRAR_REFUSED', `${transfer.name} is locked at ${losing.account.name}`, {
      reason: 'a registry refuses to move a locked domain',
      hint: `regctl domains unlock ${transfer.name} --account ${losing.account.name}`,
    });
  }
  if (transfer.nameservers.length === 0) return;
  const { check } = await checkNameservers(deps, losing, transfer.nameservers, call);
  refuseUnsafe(transfer.name, check, transfer.allowFaults);
}

async function losingAccount(
  deps: DomainDeps,
  gaining: RegistrarAccount,
  name: DomainName,
  call: DomainCall,
): Promise<FoundDomain | undefined> {
  for (const candidate of await registrarAccounts(deps, undefined)) {
    if (candidate.account.name === gaining.account.name) continue;
    try {
      return { ...candidate, registration: await candidate.registrar.get(name, call.signal) };
    } catch (error) {
      if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
      // Whoever does not hold it, or cannot be asked, does not stand in the way: the registries decide in the end.
      if (error.code !== 'DOMAIN_NOT_FOUND') call.onFailure?.(candidate.account.name, error);
    }
  }
  return undefined;
}
