import { diffRRsets } from '../../../core/plan/diff.ts';
import type { RRset } from '../../../core/rrset.ts';
import { toJson } from '../../../core/json.ts';
import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { changeLines } from '../../plan-view.ts';
import { readZone } from '../../read-zone.ts';
import { readZoneFile } from '../../zone-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Compare a zone with a file or with another account',
  examples: [
    { command: 'regctl zones diff example.org example.org.zone', does: 'live against file' },
    {
      command: 'regctl zones diff example.org --account old --to-account new',
      does: 'one provider against another',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    {
      name: 'file',
      description: 'master file, octoDNS YAML or JSON of zones export',
      optional: true,
      completes: 'file',
    },
  ],
  flags: {
    'to-account': {
      type: 'string',
      value: 'NAME',
      completes: 'account',
      description: 'account to compare with',
    },
    'exit-code': { type: 'boolean', description: 'exit 3 where they differ' },
  },
  fields: [
    { name: 'zone', description: 'zone' },
    { name: 'from', description: 'one side' },
    { name: 'to', description: 'other side' },
    { name: 'changes', description: 'what leads from one to the other' },
  ],
  exitCodes: {
    3: 'they differ, with --exit-code',
    4: 'no account',
    5: 'zone or file not found',
    10: 'the server could not be reached',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const { zone, account, rrsets } = await readZone(context, arg('zone'));
    const other = flags['to-account'];
    if ((arg('file') === '') === (other === undefined)) {
      throw new RegctlError('USAGE', 'zones diff needs a FILE or --to-account', {
        reason: 'there is one side only',
        hint: 'regctl zones diff --help',
      });
    }
    const wanted =
      other === undefined
        ? await readZoneFile(context, arg('file'), zone)
        : (await (await context.controlPlane()).zones.read({ zone, account: other })).rrsets;
    const changes = diffRRsets(comparable(rrsets, wanted), comparable(wanted, rrsets));
    const value = {
      zone,
      from: account,
      to: other ?? arg('file'),
      changes: toJson(changes),
    };
    return {
      kind: 'object',
      value,
      text: (paint) =>
        changes.length === 0 ? '' : `${changes.flatMap((change) => changeLines(change, paint)).join('\n')}\n`,
      nameField: 'zone',
      exitCode: flags['exit-code'] && changes.length > 0 ? 3 : 0,
    };
  },
});

/** Without SOA records, whose serials always differ, and without apex NS where the other side has none. */
function comparable(rrsets: readonly RRset[], other: readonly RRset[]): RRset[] {
  const otherHasNs = other.some((rrset) => rrset.name === '@' && rrset.type === 'NS');
  return rrsets.filter(
    (rrset) => rrset.type !== 'SOA' && (otherHasNs || !(rrset.name === '@' && rrset.type === 'NS')),
  );
}
