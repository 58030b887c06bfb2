import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { extensionRow, INSTALLED_FIELDS } from '../../extensions/view.ts';
import { fetchExtension, placeExtension } from '../../extensions/place.ts';
import { refuseTaken } from '../../extensions/refuse.ts';
import { parseSource } from '../../extensions/source.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Install a program that adds a command, from a folder or a git repository',
  description:
    'The folder or repository is called regctl-NAME and holds an executable file regctl-NAME. Its files are copied, and pinned by their digest: what is changed later, here or there, is not run before `extensions upgrade`. Nothing of it runs while it is installed; regctl does not know what it does when you call it.',
  examples: [
    { command: 'regctl extensions install owner/regctl-whois', does: 'from GitHub, then regctl whois' },
    {
      command: 'regctl extensions install https://git.example.org/regctl-whois.git --ref v1.2.0',
      does: 'a tag, branch or commit, which upgrades keep to',
    },
    { command: 'regctl extensions install ./regctl-whois --dry-run', does: 'see its digest first' },
  ],
  args: [
    {
      name: 'source',
      description: 'folder, OWNER/REPOSITORY at GitHub, or address for git',
      completes: 'file',
    },
  ],
  flags: {
    ref: {
      type: 'string',
      value: 'REF',
      description: 'branch, tag or commit; the default branch when omitted',
    },
    digest: { type: 'string', value: 'SHA256', description: 'refuse it when its digest is another' },
    'dry-run': { type: 'boolean', short: 'n', description: 'read it, show what it is and install nothing' },
  },
  fields: INSTALLED_FIELDS,
  exitCodes: {
    5: 'there is no such folder or file',
    7: 'a command, alias or extension of that name is there already, or the digest is another',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const source = parseSource(context, arg('source'));
    if (source.kind === 'folder' && flags.ref !== undefined)
      throw new RegctlError('USAGE', 'a folder has no --ref', {
        reason: 'its files are taken as they are',
        hint: 'leave it out, or name the repository as file:///PATH',
      });
    if (flags.ref?.startsWith('-') === true)
      throw new RegctlError('INVALID_INPUT', '--ref is no branch, tag or commit', {
        reason: 'none begins with a dash',
        hint: 'regctl extensions install --help',
      });
    await refuseTaken(context, source.name);
    const fetched = await fetchExtension(context, source, flags.ref);
    const { record } = fetched;
    if (flags.digest !== undefined && flags.digest.replace(/^sha256:/i, '').toLowerCase() !== record.digest)
      throw new RegctlError(
        'EXTENSION_CHANGED',
        `the extension ${record.name} is not the one that is wanted`,
        {
          reason: `its digest is ${record.digest}`,
          hint: 'look at what changed, and give that digest if it is right',
        },
      );
    if (!flags['dry-run']) {
      await placeExtension(context, fetched);
      context.notice(`extension ${record.name} installed; call it by \`regctl ${record.name}\``);
    }
    return {
      kind: 'object',
      value: extensionRow(context.folders.extensionsDir, record),
      nameField: 'name',
    };
  },
});
