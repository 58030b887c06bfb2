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

type Deps = Pick<ZoneDeps, 'accounts' | 'dnsOf'>;
type Ref = { readonly zone: DomainName; readonly account?: string };

/** How a search is stopped, and who hears of accounts that could not be asked. */
interface FindCall {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: { readonly kind: 'warning'; readonly message: string }) => void;
}

/** An account that could not say whether it serves the zone. */
interface Silent {
  readonly account: Account;
  readonly error: RegctlError;
}

/**
 * Finds the account that serves a zone, to write there: the one named, the only one there is, or the one of several that lists it, all having been asked.
 *
 * @throws RegctlError `NO_ACCOUNT`, `ACCOUNT_NOT_FOUND`, `ZONE_NOT_FOUND`, `AMBIGUOUS` when several serve it, and the error of an account that could not be
 * asked: it may serve the zone too, and writing to the wrong one would be a guess
 */
export async function findZone(deps: Deps, ref: Ref, call: FindCall = {}): Promise<FoundZone> {
  const { found, silent } = await search(deps, ref, call);
  const [first] = silent;
  if (first === undefined) return found;
  throw new RegctlError(first.error.code, `zone ${ref.zone}: ${cannotBeAsked(first)}`, {
    ...reasonOf(first),
    hint: `wait until it answers, or name the one that is meant: \`--account ${found.account.name}\``,
  });
}

/** The same to read: an account that could not be asked is told as a `warning`, and the one that serves the zone is taken. */
export async function findZoneToRead(deps: Deps, ref: Ref, call: FindCall = {}): Promise<FoundZone> {
  const { found, silent } = await search(deps, ref, call);
  for (const one of silent)
    call.onEvent?.({
      kind: 'warning',
      message: `${cannotBeAsked(one)} for zone ${ref.zone}: ${one.error.message}; this is what ${found.account.name} holds`,
    });
  return found;
}

async function search(
  deps: Deps,
  ref: Ref,
  call: FindCall,
): Promise<{ readonly found: FoundZone; readonly silent: readonly Silent[] }> {
  const accounts =
    ref.account === undefined ? await deps.accounts.list() : [await findAccount(deps, ref.account)];
  const [only] = accounts;
  if (only === undefined) throw noAccount();
  if (accounts.length === 1)
    return { found: { account: only, dns: await deps.dnsOf(only), zone: ref.zone }, silent: [] };

  const silent: Silent[] = [];
  const candidates = await Promise.all(
    accounts.map(async (account): Promise<FoundZone | undefined> => {
      try {
        return await candidate(deps, account, ref.zone, call.signal);
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        silent.push({ account, error });
        return undefined;
      }
    }),
  );
  const found = candidates.filter((one) => one !== undefined);
  const [first] = found;
  if (first === undefined) throw notFound(ref.zone, accounts, silent);
  if (found.length > 1) {
    throw new RegctlError('AMBIGUOUS', `zone ${ref.zone}: which account is meant?`, {
      reason: `${found.map((one) => one.account.name).join(', ')} serve it`,
      hint: `add \`--account ${first.account.name}\``,
    });
  }
  return { found: first, silent };
}

async function candidate(
  deps: Deps,
  account: Account,
  zone: DomainName,
  signal: AbortSignal | undefined,
): Promise<FoundZone | undefined> {
  let dns: DnsProvider;
  try {
    dns = await deps.dnsOf(account);
  } catch (error) {
    // An account without a DNS service serves no zone: that is an answer.
    if (isRegctlError(error, 'CAPABILITY_MISSING')) return undefined;
    throw error;
  }
  const serves = account.zones.includes(zone) || (await listsZone(dns, zone, signal));
  return serves ? { account, dns, zone } : undefined;
}

async function listsZone(
  dns: DnsProvider,
  zone: DomainName,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (dns.hasZone !== undefined) return dns.hasZone(zone, signal);
  if (!dns.capabilities.listsZones) return false;
  const zones = await dns.listZones(signal);
  return zones.some((listed) => listed.name === zone);
}

/** That no account serves a zone can only be said when all have been asked; until then it is the failure of one that was not. */
function notFound(zone: DomainName, accounts: readonly Account[], silent: readonly Silent[]): RegctlError {
  const first = silent.find((one) => one.error.category === 'transient') ?? silent[0];
  if (first === undefined) {
    return new RegctlError('ZONE_NOT_FOUND', `zone ${zone} not found`, {
      reason: `none of the accounts ${accounts.map((account) => account.name).join(', ')} serves it`,
      hint: 'regctl zones list',
    });
  }
  const asked = accounts.filter((account) => !silent.some((one) => one.account === account));
  return new RegctlError(
    first.error.code,
    asked.length === 0
      ? `zone ${zone}: ${cannotBeAsked(first)}`
      : `zone ${zone} is not on ${asked.map((account) => account.name).join(', ')}, and ${cannotBeAsked(first)}`,
    { ...reasonOf(first), hint: `regctl accounts test ${first.account.name}` },
  );
}

function cannotBeAsked({ account }: Silent): string {
  return `account ${account.name} cannot be asked`;
}

/** What the account's failure was, as the reason of another error; what tells of the failure itself goes along. */
function reasonOf({ error }: Silent): {
  reason: string;
  cause: unknown;
  provider?: string;
  retryAfterSeconds?: number;
} {
  return {
    reason: error.reason === undefined ? error.message : `${error.message}: ${error.reason}`,
    cause: error,
    ...(error.provider === undefined ? {} : { provider: error.provider }),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}
