import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { firstDifference, listInstalled, type Installed } from '../../extensions/installed.ts';
import { fetchExtension, placeExtension } from '../../extensions/place.ts';
import { findInstalled } from '../../extensions/refuse.ts';
import type { Row } from '../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Bring installed extensions up to date with their folder or repository',
  description:
    'What comes is pinned anew by its digest. One that was installed from a commit or tag stays at it. Nothing of it runs.',
  examples: [
    { command: 'regctl extensions upgrade whois', does: 'one' },
    { command: 'regctl extensions upgrade --all --dry-run', does: 'see which would change' },
  ],
  args: [{ name: 'name', description: 'extension', optional: true }],
  flags: {
    all: { type: 'boolean', description: 'all of them' },
    'dry-run': { type: 'boolean', short: 'n', description: 'read what there is and change nothing' },
  },
  fields: [
    { name: 'name', description: 'extension' },
    { name: 'outcome', description: 'upgraded, restored or up-to-date' },
    { name: 'before', description: 'digest of what was installed' },
    { name: 'digest', description: 'digest of what is now' },
    { name: 'commit', description: 'commit it was taken from; null for a folder' },
  ],
  exitCodes: { 5: 'no such extension, or its folder is gone' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const name = arg('name');
    if ((name !== '') === flags.all)
      throw new RegctlError('USAGE', 'which extension to upgrade is not clear', {
        reason: name === '' ? 'neither a name nor --all is given' : 'a name and --all are given',
        hint: 'name one, or give --all',
      });
    const chosen = flags.all ? listInstalled(context.folders.extensionsDir) : [findInstalled(context, name)];
    const rows: Row[] = [];
    for (const installed of chosen) rows.push(await upgrade(context, installed, flags['dry-run']));
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'outcome', header: 'OUTCOME' },
        { field: 'digest', header: 'DIGEST' },
        { field: 'commit', header: 'COMMIT', narrow: 'left-out' },
      ],
      rows,
      nameField: 'name',
      empty: 'no extension is installed',
    };
  },
});

async function upgrade(context: Context, installed: Installed, isDry: boolean): Promise<Row> {
  const { name, kind, source, ref, digest: before } = installed;
  const fetched = await fetchExtension(context, { kind, address: source, name }, ref ?? undefined);
  const { digest, commit } = fetched.record;
  const isWhole = firstDifference(context.folders.extensionsDir, installed) === undefined;
  const outcome = digest !== before ? 'upgraded' : isWhole ? 'up-to-date' : 'restored';
  if (outcome !== 'up-to-date' && !isDry) await placeExtension(context, fetched);
  return { name, outcome, before, digest, commit };
}
