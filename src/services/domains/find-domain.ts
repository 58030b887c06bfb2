import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { noApi } from '../../core/no-api.ts';
import type { DomainName } from '../../core/names.ts';
import type { Account } from '../../ports/account-store.ts';
import type { Registrar, RegistrarAction, Registration } from '../../ports/registrar.ts';
import { findAccount, noAccount } from '../accounts/open.ts';
import type { DomainCall, DomainDeps, DomainRef } from './deps.ts';

export interface RegistrarAccount {
  readonly account: Account;
  readonly registrar: Registrar;
}

export interface FoundDomain extends RegistrarAccount {
  readonly registration: Registration;
}

/** Gives the accounts that are registrars: the one named, or all. @throws RegctlError `NO_ACCOUNT`, `ACCOUNT_NOT_FOUND`, `CAPABILITY_MISSING` */
export async function registrarAccounts(
  deps: Pick<DomainDeps, 'accounts' | 'registrarOf'>,
  name: string | undefined,
): Promise<readonly RegistrarAccount[]> {
  const accounts = name === undefined ? await deps.accounts.list() : [await findAccount(deps, name)];
  if (accounts.length === 0) throw noAccount();
  const opened = await Promise.all(
    accounts.map(async (account) => ({ account, registrar: await deps.registrarOf(account) })),
  );
  const registrars = opened.filter((one): one is RegistrarAccount => one.registrar !== undefined);
  if (registrars.length > 0) return registrars;
  throw new RegctlError(
    'CAPABILITY_MISSING',
    name === undefined ? 'no account is with a registrar' : `account ${name} is no registrar`,
    {
      reason: 'the providers there host zones and register no names',
      hint: `${name === undefined ? '' : 'name another with `--account`, or '}connect a registrar with \`regctl accounts add PROVIDER --name NAME\``,
    },
  );
}

/**
 * Finds the account that holds a registration by asking each registrar for it.
 *
 * @throws RegctlError `DOMAIN_NOT_FOUND`, `AMBIGUOUS` when several hold it; the failure of an account that could not be asked, when no other has it
 */
export async function findDomain(
  deps: Pick<DomainDeps, 'accounts' | 'registrarOf'>,
  ref: DomainRef,
  call: DomainCall = {},
): Promise<FoundDomain> {
  const candidates = await registrarAccounts(deps, ref.account);
  const failures: { readonly account: string; readonly error: unknown }[] = [];
  const found = await Promise.all(
    candidates.map(async (candidate): Promise<FoundDomain | undefined> => {
      try {
        return { ...candidate, registration: await candidate.registrar.get(ref.name, call.signal) };
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        if (error.code !== 'DOMAIN_NOT_FOUND') failures.push({ account: candidate.account.name, error });
        return undefined;
      }
    }),
  );
  const holders = found.filter((one) => one !== undefined);
  const [holder, second] = holders;
  if (holder === undefined) {
    // Who could not be asked may hold it: that is the failure to tell, not "not found".
    if (failures[0] !== undefined) throw failures[0].error;
    throw domainNotFound(
      ref.name,
      candidates.map((one) => one.account.name),
    );
  }
  if (second !== undefined) {
    throw new RegctlError('AMBIGUOUS', `domain ${ref.name}: which account is meant?`, {
      reason: `${holders.map((one) => one.account.name).join(', ')} say that they hold it`,
      hint: `add \`--account ${holder.account.name}\``,
    });
  }
  for (const { account, error } of failures) call.onFailure?.(account, error);
  return holder;
}

/** Refuses what a registrar has no API for, with the reason and the page to open. @throws RegctlError `CAPABILITY_MISSING` */
export function requireAction(
  { account, registrar }: RegistrarAccount,
  action: RegistrarAction,
  subject: string,
): void {
  const able = registrar.capabilities.actions[action];
  if (able.support === 'none') throw noApi(subject, account.provider, action, able);
}

function domainNotFound(name: DomainName, accounts: readonly string[]): RegctlError {
  return new RegctlError('DOMAIN_NOT_FOUND', `domain ${name} not found`, {
    reason: `${accounts.length === 1 ? 'account' : 'none of the accounts'} ${accounts.join(', ')} ${accounts.length === 1 ? 'does not hold' : 'holds'} its registration`,
    hint: 'regctl domains list',
  });
}
