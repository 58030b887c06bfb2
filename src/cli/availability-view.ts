import { toJson } from '../core/json.ts';
import type { AccountAvailability } from '../control-plane/domains.ts';
import type { OutputField } from './command-record.ts';
import { moneyText } from './domain-view.ts';
import type { Column, Row } from './output/view.ts';

export const AVAILABILITY_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'domain' },
  { name: 'status', description: 'available, taken, premium, reserved, unsupported or unknown' },
  {
    name: 'price',
    description: 'first year, minor units and currency; null where the registrar does not say',
  },
  { name: 'renewalPrice', description: 'each further year' },
  { name: 'reason', description: "the registrar's words" },
  { name: 'definitive', description: 'whether a purchase may rely on it' },
  { name: 'account', description: 'whose word it is' },
  { name: 'provider', description: 'kind of provider' },
];

export const AVAILABILITY_COLUMNS: readonly Column[] = [
  { field: 'name', header: 'DOMAIN' },
  { field: 'status', header: 'STATUS' },
  { field: 'price', header: 'FIRST YEAR', align: 'right', format: moneyText },
  { field: 'renewalPrice', header: 'RENEWAL', align: 'right', format: moneyText },
  { field: 'account', header: 'ACCOUNT' },
];

export function availabilityRow(one: AccountAvailability): Row {
  const { name, status, reason, definitive, account, provider } = one;
  return {
    name,
    status,
    price: toJson(one.price),
    renewalPrice: toJson(one.renewalPrice),
    reason,
    definitive,
    account,
    provider,
  };
}
