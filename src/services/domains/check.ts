import { isRegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { Availability, SearchQuery } from '../../ports/registrar.ts';
import type { DomainCall, DomainDeps } from './deps.ts';
import { registrarAccounts, requireAction, type RegistrarAccount } from './find-domain.ts';

/** Whether a name can be had, by one registrar's word. */
export interface AccountAvailability extends Availability {
  readonly account: string;
  readonly provider: string;
}

/** Asks registrars whether names can be had: the account named, or every one that can say. */
export async function checkNames(
  deps: DomainDeps,
  input: { readonly names: readonly DomainName[]; readonly account?: string },
  call: DomainCall = {},
): Promise<readonly AccountAvailability[]> {
  const rows = await askEach(deps, input.account, 'check', call, ({ registrar }) =>
    registrar.check?.(input.names, call.signal),
  );
  return rows.toSorted((a, b) => input.names.indexOf(a.name) - input.names.indexOf(b.name));
}

/** Asks registrars for names like a word. */
export function searchNames(
  deps: DomainDeps,
  input: SearchQuery & { readonly account?: string },
  call: DomainCall = {},
): Promise<readonly AccountAvailability[]> {
  const { keyword, tlds, limit } = input;
  return askEach(deps, input.account, 'search', call, ({ registrar }) =>
    registrar.search?.({ keyword, tlds, limit }, call.signal),
  );
}

async function askEach(
  deps: DomainDeps,
  account: string | undefined,
  action: 'check' | 'search',
  call: DomainCall,
  ask: (seller: RegistrarAccount) => Promise<readonly Availability[]> | undefined,
): Promise<AccountAvailability[]> {
  const sellers = await registrarAccounts(deps, account);
  const able = sellers.filter((one) => one.registrar.capabilities.actions[action].support !== 'none');
  if (able.length === 0 && sellers[0] !== undefined)
    requireAction(sellers[0], action, sellers[0].account.name);
  const failures: unknown[] = [];
  const rows = await Promise.all(
    able.map(async (seller) => {
      try {
        const found = (await ask(seller)) ?? [];
        return found.map((one) => ({
          ...one,
          account: seller.account.name,
          provider: seller.account.provider,
        }));
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        failures.push(error);
        call.onFailure?.(seller.account.name, error);
        return [];
      }
    }),
  );
  if (able.length > 0 && failures.length === able.length) throw failures[0];
  return rows.flat();
}
