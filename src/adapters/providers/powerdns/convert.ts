import { RegctlError } from '../../../core/errors.ts';
import { absoluteName, parseDomainName, relativeName, type DomainName } from '../../../core/names.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { parseRdata, rrType } from '../../../core/records/index.ts';
import { makeRRset, type RRset } from '../../../core/rrset.ts';
import type { ApiRRset } from './schema.ts';

/** Types that PowerDNS makes itself when it signs a zone. */
const GENERATED = ['RRSIG', 'NSEC', 'NSEC3', 'NSEC3PARAM'];

/** Gives the RRsets of a zone as the API has them in our form. LUA and the like come as they are named. */
export function fromApi(zone: DomainName, rrsets: readonly ApiRRset[]): RRset[] {
  return rrsets
    .filter(
      (rrset) => !GENERATED.includes(rrset.type) && rrset.records.some((record) => record.disabled !== true),
    )
    .map((rrset) => {
      const type = rrType(rrset.type).type;
      const rdata = rrset.records
        .filter((record) => record.disabled !== true)
        .map((record) => parseRdata(type, record.content, ''));
      return makeRRset(relativeName(parseDomainName(rrset.name), zone), type, rrset.ttl, rdata);
    });
}

/** Gives the body of the PATCH that makes the changes (HTTP API, "PATCH /servers/{id}/zones/{zone}", read 2026-11-21). */
export function toApi(zone: DomainName, changes: readonly Change[]): { readonly rrsets: readonly object[] } {
  return {
    rrsets: changes.map((change) => {
      const name = `${absoluteName(change.name, zone)}.`;
      if (change.after === null) return { name, type: change.type, changetype: 'DELETE' };
      const records = change.after.rdata.map((rdata) => ({
        content: toContent(change.type, rdata),
        disabled: false,
      }));
      // Without `comments` the present ones stay.
      return { name, type: change.type, changetype: 'REPLACE', ttl: change.after.ttl, records };
    }),
  };
}

/** PowerDNS takes a record only in the very form that it writes itself; of our forms only LOC differs: metres have two decimals there. */
function toContent(type: string, rdata: string): string {
  return type === 'LOC'
    ? rdata.replaceAll(/(-?\d+(?:\.\d+)?)m/g, (_, metres: string) => `${Number(metres).toFixed(2)}m`)
    : rdata;
}

/** Refuses changes to RRsets with disabled records, which replacing would lose. @throws RegctlError `PROTECTED` */
export function refuseDisabled(
  zone: DomainName,
  present: readonly ApiRRset[],
  changes: readonly Change[],
): void {
  for (const change of changes) {
    const name = `${absoluteName(change.name, zone)}.`;
    const held = present.find((rrset) => rrset.name === name && rrset.type === change.type);
    if (held?.records.some((record) => record.disabled === true) !== true) continue;
    throw new RegctlError('PROTECTED', `${change.name} ${change.type} in ${zone} has disabled records`, {
      reason: 'a write would enable or lose them, as the API replaces whole RRsets',
      hint: 'enable or delete them in PowerDNS first',
      provider: 'powerdns',
    });
  }
}
