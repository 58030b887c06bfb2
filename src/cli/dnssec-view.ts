import type { DomainDnssec } from '../control-plane/domains.ts';
import type { OutputField } from './command-record.ts';
import type { Row } from './output/view.ts';

export const DNSSEC_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'domain' },
  { name: 'account', description: 'provider account' },
  { name: 'state', description: 'secure, partly, island (signed, no DS), bogus, unsigned or unknown' },
  { name: 'ds', description: 'DS at the registry; null where the registrar has no API for it' },
  { name: 'dnskey', description: 'keys that every name server serves' },
  { name: 'wanted', description: 'DS that these keys call for' },
  { name: 'problem', description: 'what could not be asked, where the state is unknown for it' },
];

export function dnssecRow({ name, account, state, ds, dnskey, wanted, problem }: DomainDnssec): Row {
  return {
    name,
    account,
    state,
    ds: ds === null ? null : [...ds],
    dnskey: [...dnskey],
    wanted: [...wanted],
    problem,
  };
}
