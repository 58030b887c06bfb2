import { parseDomainName } from '../../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { hostedPart } from '../../../hosted-part.ts';
import type { Row } from '../../../output/view.ts';
import { ZONE_EXPORT_FIELDS } from '../../../zone-export-view.ts';

/** Exports that are asked for at a time. */
const PAGE = 1_000;

export const command: AnyCommand = defineCommand({
  summary: 'List the exports that the control plane keeps, by zone and day',
  description: 'Zones that were deleted keep theirs as long as others do.',
  examples: [
    { command: 'regctl zones exports list', does: 'of every zone' },
    { command: 'regctl zones exports list example.org', does: 'of one zone' },
  ],
  args: [{ name: 'zone', description: 'only of this zone', optional: true, completes: 'zone' }],
  flags: {},
  fields: ZONE_EXPORT_FIELDS,
  exitCodes: { 6: 'in local mode, or the control plane has no place for exports' },
  writes: false,
  run: async (context, { arg }) => {
    const word = arg('zone');
    const of = word === '' ? {} : { zone: parseDomainName(word) };
    const { zoneExports } = await context.controlPlane();
    const exports = hostedPart(zoneExports, 'exports of zones');
    const most = typeof context.flags.limit === 'number' ? context.flags.limit : Infinity;
    const rows: Row[] = [];
    for (let after: { readonly after?: string } = {}; rows.length < most;) {
      const page = await exports.list({ ...of, ...after, limit: Math.min(PAGE, most - rows.length) });
      rows.push(...page.map((one) => ({ ...one })));
      const last = page.at(-1);
      if (last === undefined) break;
      after = { after: last.id };
    }
    return {
      kind: 'rows',
      columns: [
        { field: 'zone', header: 'ZONE' },
        { field: 'account', header: 'ACCOUNT' },
        { field: 'day', header: 'DAY' },
        { field: 'octets', header: 'OCTETS', align: 'right' },
      ],
      rows,
      nameField: 'id',
      empty: 'there are no exports; whether any are made is for the operator of the control plane to say',
    };
  },
});
