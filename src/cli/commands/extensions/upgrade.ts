import { isRegctlError, RegctlError } from '../../../core/errors.ts';
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
    { name: 'outcome', description: 'upgraded, restored, up-to-date or failed' },
    { name: 'before', description: 'digest of what was installed' },
    { name: 'digest', description: 'digest of what is now' },
    { name: 'commit', description: 'commit it was taken from; null for a folder' },
    { name: 'error', description: 'why it failed; null where it did not' },
  ],
  exitCodes: { 5: 'no such extension, or its folder is gone', 9: 'with --all: some could not be read' },
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
    const failures: RegctlError[] = [];
    for (const installed of chosen) {
      try {
        rows.push(await upgrade(context, installed, flags['dry-run']));
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        failures.push(error);
        rows.push(failedRow(context, installed, error));
      }
    }
    const [first] = failures;
    if (first !== undefined && failures.length === rows.length) throw first;
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
      exitCode: failures.length > 0 ? 9 : 0,
    };
  },
});

/** What one of several that cannot be upgraded stays at. */
function failedRow(context: Context, { name, digest, commit }: Installed, error: RegctlError): Row {
  const why = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
  context.warn(`${name}: ${why}`);
  return { name, outcome: 'failed', before: digest, digest, commit, error: why };
}

async function upgrade(context: Context, installed: Installed, isDry: boolean): Promise<Row> {
  const { name, kind, source, ref, digest: before } = installed;
  const fetched = await fetchExtension(context, { kind, address: source, name }, ref ?? undefined);
  const { digest, commit } = fetched.record;
  const isWhole = firstDifference(context.folders.extensionsDir, installed) === undefined;
  const outcome = digest !== before ? 'upgraded' : isWhole ? 'up-to-date' : 'restored';
  if (outcome !== 'up-to-date' && !isDry) await placeExtension(context, fetched);
  return { name, outcome, before, digest, commit, error: null };
}
