import { RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { Account } from '../../ports/account-store.ts';
import type { CustomHostnames } from '../../ports/custom-hostnames.ts';
import { findAccount, noAccount } from '../accounts/open.ts';
import type { HostnameDeps, HostnameScope } from './deps.ts';

/** A zone for custom hostnames, with the account that has it. */
export interface HostnameZone {
  readonly account: Account;
  readonly part: CustomHostnames;
  readonly zone: DomainName;
}

/** Zones that an error names at most. */
const MAX_NAMED = 5;

/**
 * Finds the zone that custom hostnames are in: the one named, or the only one that the accounts have.
 *
 * @throws RegctlError `NO_ACCOUNT`, `ACCOUNT_NOT_FOUND`, `CAPABILITY_MISSING`, `ZONE_NOT_FOUND`, `AMBIGUOUS`
 */
export async function findHostnameZone(
  deps: Pick<HostnameDeps, 'accounts' | 'hostnamesOf'>,
  scope: HostnameScope,
  signal?: AbortSignal,
): Promise<HostnameZone> {
  const candidates = await hostnameAccounts(deps, scope.account);
  const { zone } = scope;
  const found = await Promise.all(
    candidates.map(async (candidate): Promise<readonly HostnameZone[]> => {
      if (zone === undefined)
        return (await zonesOf(candidate, signal)).map((name) => ({ ...candidate, zone: name }));
      return (await candidate.part.hasZone(zone, signal)) ? [{ ...candidate, zone }] : [];
    }),
  );
  const [first, ...others] = found.flat();
  if (first === undefined) throw zoneNotFound(zone, candidates);
  if (others.length === 0) return first;
  throw ambiguous([first, ...others], zone);
}

async function hostnameAccounts(
  deps: Pick<HostnameDeps, 'accounts' | 'hostnamesOf'>,
  name: string | undefined,
): Promise<readonly Omit<HostnameZone, 'zone'>[]> {
  const accounts = name === undefined ? await deps.accounts.list() : [await findAccount(deps, name)];
  if (accounts.length === 0) throw noAccount();
  const opened = await Promise.all(
    accounts.map(async (account) => ({ account, part: await deps.hostnamesOf(account) })),
  );
  const able = opened.flatMap(({ account, part }) => (part === undefined ? [] : [{ account, part }]));
  if (able.length > 0) return able;
  throw new RegctlError(
    'CAPABILITY_MISSING',
    name === undefined ? 'no account has custom hostnames' : `account ${name} has no custom hostnames`,
    {
      reason: 'only Cloudflare has them, as Cloudflare for SaaS',
      hint: 'connect it with `regctl accounts add cloudflare --name NAME`, see `regctl help cloudflare`',
    },
  );
}

/** The zones that the account was told, where it was told any. */
function zonesOf(
  { account, part }: Omit<HostnameZone, 'zone'>,
  signal: AbortSignal | undefined,
): Promise<readonly DomainName[]> | readonly DomainName[] {
  return account.zones.length > 0 ? account.zones : part.zones(signal);
}

function zoneNotFound(
  zone: string | undefined,
  candidates: readonly Omit<HostnameZone, 'zone'>[],
): RegctlError {
  const names = candidates.map(({ account }) => account.name).join(', ');
  return new RegctlError(
    'ZONE_NOT_FOUND',
    zone === undefined ? 'no zone for custom hostnames' : `zone ${zone} not found`,
    {
      reason: zone === undefined ? `${names}: there are no zones` : `${names}: there is no such zone`,
      hint: 'regctl zones list',
    },
  );
}

function ambiguous(found: readonly HostnameZone[], zone: string | undefined): RegctlError {
  const all = found.map((one) => `${one.zone} of ${one.account.name}`);
  const named = [...all.slice(0, MAX_NAMED), ...(all.length > MAX_NAMED ? ['…'] : [])].join(', ');
  const [first] = found;
  return new RegctlError('AMBIGUOUS', 'custom hostnames: which zone is meant?', {
    reason: `there are ${named}`,
    hint:
      zone === undefined
        ? `add \`--zone ${first?.zone ?? 'ZONE'}\``
        : `add \`--account ${first?.account.name ?? 'NAME'}\``,
  });
}
