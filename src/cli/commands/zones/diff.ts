import { diffRRsets } from '../../../core/plan/diff.ts';
import type { DomainName } from '../../../core/names.ts';
import type { RRset } from '../../../core/rrset.ts';
import { toJson } from '../../../core/json.ts';
import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { changeLines } from '../../plan-view.ts';
import { readZone } from '../../read-zone.ts';
import { readZoneFile } from '../../zone-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Compare a zone with a file, another account, or what its name servers answer',
  description:
    'With --public the servers that the parent delegates to are asked for every RRset of the zone. Records that only they have are not found, and those that no server answers as they are written (SOA, ALIAS, keys) are left out.',
  examples: [
    { command: 'regctl zones diff example.org example.org.zone', does: 'live against file' },
    {
      command: 'regctl zones diff example.org --account old --to-account new',
      does: 'one provider against another',
    },
    { command: 'regctl zones diff example.org --public', does: 'what the world sees' },
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
    public: { type: 'boolean', description: 'compare with what the name servers of the zone answer' },
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
    const file = arg('file');
    const sides = [file !== '', other !== undefined, flags.public].filter(Boolean).length;
    if (sides !== 1) {
      throw new RegctlError('USAGE', 'zones diff needs a FILE, --to-account or --public', {
        reason: sides === 0 ? 'there is one side only' : 'there are more than two sides',
        hint: 'regctl zones diff --help',
      });
    }
    const [present, wanted] = flags.public
      ? await publicSides(context, zone, rrsets)
      : [
          rrsets,
          other === undefined
            ? await readZoneFile(context, file, zone)
            : (await (await context.controlPlane()).zones.read({ zone, account: other })).rrsets,
        ];
    const changes = diffRRsets(comparable(present, wanted), comparable(wanted, present));
    const value = {
      zone,
      from: account,
      to: flags.public ? 'public' : (other ?? file),
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

async function publicSides(
  context: Context,
  zone: DomainName,
  rrsets: readonly RRset[],
): Promise<readonly [readonly RRset[], readonly RRset[]]> {
  const { readPublicZone } = await import('../../public-zone.ts');
  const { asked, answered } = await readPublicZone(context, zone, rrsets);
  return [asked, answered];
}

/** Without SOA records, whose serials always differ, and without apex NS where the other side has none. */
function comparable(rrsets: readonly RRset[], other: readonly RRset[]): RRset[] {
  const otherHasNs = other.some((rrset) => rrset.name === '@' && rrset.type === 'NS');
  return rrsets.filter(
    (rrset) => rrset.type !== 'SOA' && (otherHasNs || !(rrset.name === '@' && rrset.type === 'NS')),
  );
}
