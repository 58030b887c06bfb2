import { isRegctlError } from '../../core/errors.ts';
import type { Registration } from '../../ports/registrar.ts';
import type { DomainCall, DomainDeps } from './deps.ts';
import { registrarAccounts } from './find-domain.ts';

/** A registration with the account that holds it. */
export interface ListedDomain extends Registration {
  readonly account: string;
  readonly provider: string;
  /** Whole days until it expires, negative once it has; null where that is not known. */
  readonly daysLeft: number | null;
}

export interface DomainFilter {
  readonly account?: string;
  readonly tld?: string;
  /** Only those that expire within so many days, the expired included. */
  readonly expiringDays?: number;
}

const DAY_MS = 86_400_000;

/**
 * Lists the registrations of one account or of all, the next to expire first. Where several are asked, one that fails is told to `onFailure` and hides
 * nothing of the others; where one is named, or all fail, the failure is thrown.
 */
export async function listDomains(
  deps: Pick<DomainDeps, 'accounts' | 'registrarOf' | 'clock'>,
  filter: DomainFilter,
  call: DomainCall = {},
): Promise<readonly ListedDomain[]> {
  const candidates = await registrarAccounts(deps, filter.account);
  const now = deps.clock.now().getTime();
  const failures: unknown[] = [];
  const lists = await Promise.all(
    candidates.map(async ({ account, registrar }) => {
      try {
        const registrations = await registrar.list(call.signal);
        return registrations.map((one): ListedDomain => ({
          ...one,
          account: account.name,
          provider: account.provider,
          daysLeft: daysUntil(one.expiresAt, now),
        }));
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        failures.push(error);
        call.onFailure?.(account.name, error);
        return [];
      }
    }),
  );
  if (failures.length === candidates.length) throw failures[0];
  return lists
    .flat()
    .filter(
      (one) =>
        (filter.tld === undefined || one.name.endsWith(`.${filter.tld}`)) &&
        (filter.expiringDays === undefined || (one.daysLeft !== null && one.daysLeft <= filter.expiringDays)),
    )
    .toSorted((a, b) =>
      (a.expiresAt ?? '9') < (b.expiresAt ?? '9')
        ? -1
        : a.expiresAt === b.expiresAt && a.name < b.name
          ? -1
          : 1,
    );
}

/** Whole days from now until a date. */
export function daysUntil(date: string | null, now: number): number | null {
  return date === null ? null : Math.floor((Date.parse(date) - now) / DAY_MS);
}
