import { isRegctlError } from '../../core/errors.ts';
import type { Account } from '../../ports/account-store.ts';
import type { ProviderZone } from '../../ports/dns-provider.ts';
import { findAccount, noAccount } from '../accounts/open.ts';
import type { ZoneDeps } from './deps.ts';

export interface ListedZone extends ProviderZone {
  readonly account: string;
  readonly provider: string;
}

/**
 * Lists the zones of one account or of all, sorted by name. Where several are asked, one that fails is told to `onFailure` and does not hide the
 * others; where one is named, its failure is thrown.
 */
export async function listZones(
  deps: Pick<ZoneDeps, 'accounts' | 'dnsOf'>,
  input: { readonly account?: string },
  call: {
    readonly signal?: AbortSignal;
    readonly onFailure?: (account: string, error: unknown) => void;
  } = {},
): Promise<readonly ListedZone[]> {
  const accounts =
    input.account === undefined ? await deps.accounts.list() : [await findAccount(deps, input.account)];
  if (accounts.length === 0) throw noAccount();
  const lists = await Promise.all(
    accounts.map(async (account) => {
      try {
        return await zonesOf(deps, account, call.signal);
      } catch (error) {
        if (accounts.length === 1 || !isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        // An account without a DNS service has no zones: that is an answer.
        if (error.code === 'CAPABILITY_MISSING') return [];
        call.onFailure?.(account.name, error);
        return [];
      }
    }),
  );
  return lists.flat().toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function zonesOf(
  deps: Pick<ZoneDeps, 'dnsOf'>,
  account: Account,
  signal?: AbortSignal,
): Promise<ListedZone[]> {
  const dns = await deps.dnsOf(account);
  const zones = dns.capabilities.listsZones
    ? await dns.listZones(signal)
    : account.zones.map((name) => ({ name }));
  return zones.map((zone) => ({ ...zone, account: account.name, provider: account.provider }));
}
