import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { Account } from '../../ports/account-store.ts';
import type { DnsProvider } from '../../ports/dns-provider.ts';
import { findAccount, noAccount } from '../accounts/open.ts';
import type { ZoneDeps } from './deps.ts';

export interface FoundZone {
  readonly account: Account;
  readonly dns: DnsProvider;
  readonly zone: DomainName;
}

/**
 * Finds the account that serves a zone: the one named, the only one there is, or the one of several that lists it.
 *
 * @throws RegctlError `NO_ACCOUNT`, `ACCOUNT_NOT_FOUND`, `ZONE_NOT_FOUND`, `AMBIGUOUS` when several serve it; an account that could not be
 * asked is named in the reason
 */
export async function findZone(
  deps: Pick<ZoneDeps, 'accounts' | 'dnsOf'>,
  ref: { readonly zone: DomainName; readonly account?: string },
  signal?: AbortSignal,
): Promise<FoundZone> {
  const accounts =
    ref.account === undefined ? await deps.accounts.list() : [await findAccount(deps, ref.account)];
  const [only] = accounts;
  if (only === undefined) throw noAccount();
  if (accounts.length === 1) return { account: only, dns: await deps.dnsOf(only), zone: ref.zone };

  const silent: string[] = [];
  const candidates = await Promise.all(
    accounts.map(async (account): Promise<FoundZone | undefined> => {
      try {
        const dns = await deps.dnsOf(account);
        const serves = account.zones.includes(ref.zone) || (await listsZone(dns, ref.zone, signal));
        return serves ? { account, dns, zone: ref.zone } : undefined;
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        silent.push(`${account.name} (${error.message})`);
        return undefined;
      }
    }),
  );
  const found = candidates.filter((candidate) => candidate !== undefined);
  const [first] = found;
  const unasked = silent.length === 0 ? '' : `; could not be asked: ${silent.join(', ')}`;
  if (first === undefined) {
    throw new RegctlError('ZONE_NOT_FOUND', `zone ${ref.zone} not found`, {
      reason: `none of the accounts ${accounts.map((account) => account.name).join(', ')} serves it${unasked}`,
      hint: 'regctl zones list',
    });
  }
  if (found.length > 1 || silent.length > 0) {
    // Another account that is silent now may serve the zone too: writing to the wrong one would be a guess.
    const names = found.map((candidate) => candidate.account.name).join(', ');
    throw new RegctlError('AMBIGUOUS', `zone ${ref.zone}: which account is meant?`, {
      reason: `${names} ${found.length > 1 ? 'serve' : 'serves'} it${unasked}`,
      hint: `add \`--account ${first.account.name}\``,
    });
  }
  return first;
}

async function listsZone(
  dns: DnsProvider,
  zone: DomainName,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!dns.capabilities.listsZones) return false;
  const zones = await dns.listZones(signal);
  return zones.some((candidate) => candidate.name === zone);
}
