import { isRegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { DOMAIN_FIELDS, domainRow } from '../../domain-view.ts';
import { domainNames, domainOptions, domainRef, NAMES_ARG, NAMES_FLAG } from '../../domain-words.ts';
import { text, type Row } from '../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Bring domains under the records of regctl without changing them',
  description:
    'Reads the registration and, where an account serves it, the zone; completion knows their names afterwards, and nothing is written anywhere else.',
  examples: [{ command: 'regctl domains adopt example.org', does: 'one that was registered elsewhere' }],
  args: [NAMES_ARG],
  flags: { ...NAMES_FLAG },
  fields: [
    ...DOMAIN_FIELDS,
    { name: 'zoneRecords', description: 'RRsets of its zone; null where no account serves it' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'no account is with a registrar',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { rest, flags }) => {
    const regctl = await context.controlPlane();
    const rows: Row[] = [];
    for (const name of await domainNames(context, rest, flags.file)) {
      const domain = await regctl.domains.get(await domainRef(context, name), domainOptions(context));
      const records = await zoneRecords(context, name);
      context.cache.remember({ names: records === null ? {} : { [name]: records } });
      rows.push({ ...domainRow(domain), zoneRecords: records === null ? null : records.length });
    }
    const known = context.cache.read().domains;
    context.cache.remember({
      domains: [...new Set([...known, ...rows.map((row) => text(row['name'] ?? null))])],
    });
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'DOMAIN' },
        { field: 'account', header: 'ACCOUNT' },
        { field: 'expiresAt', header: 'EXPIRES' },
        { field: 'zoneRecords', header: 'RRSETS', align: 'right' },
      ],
      rows,
      nameField: 'name',
      empty: 'nothing was named',
    };
  },
});

async function zoneRecords(
  context: Parameters<AnyCommand['run']>[0],
  zone: string,
): Promise<readonly string[] | null> {
  try {
    const { rrsets } = await (await context.controlPlane()).zones.read({ zone }, { signal: context.signal });
    return rrsets.map((rrset) => rrset.name);
  } catch (error) {
    if (isRegctlError(error, 'ZONE_NOT_FOUND', 'AMBIGUOUS')) return null;
    throw error;
  }
}
