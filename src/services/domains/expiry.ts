import type { NewEvent } from '../../core/events.ts';
import type { ListedDomain } from './list.ts';

/** Days before the end at which somebody is told, and the day itself. */
const THRESHOLDS: readonly number[] = [60, 30, 14, 7, 3, 1, 0];
/** Of a name that the registrar renews by itself only these: by then it should have been renewed. */
const THRESHOLDS_RENEWED: readonly number[] = [3, 1, 0];
/** Days ahead that are looked at. */
export const EXPIRY_HORIZON_DAYS = 60;

/** What there is to tell of registrations that lapse soon: each is told once at each threshold, and only of the last one that was passed. */
export function expiryEvents(domains: readonly ListedDomain[]): readonly NewEvent[] {
  return domains.flatMap((domain) => {
    const { daysLeft } = domain;
    if (daysLeft === null) return [];
    const thresholds = domain.autoRenew === true ? THRESHOLDS_RENEWED : THRESHOLDS;
    const passed = thresholds.filter((days) => daysLeft <= days).at(-1);
    return passed === undefined ? [] : [expiryEvent(domain, daysLeft, passed)];
  });
}

function expiryEvent(domain: ListedDomain, daysLeft: number, threshold: number): NewEvent {
  const { name, account, expiresAt, autoRenew } = domain;
  return {
    type: 'domain.expiring',
    subject: name,
    data: { domain: name, account, expiresAt, daysLeft, autoRenew },
    key: `expiring/${account}/${name}/${expiresAt ?? ''}/${threshold}`,
  };
}
