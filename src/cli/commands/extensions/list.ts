import { defineCommand, type AnyCommand } from '../../command.ts';
import { firstDifference, listInstalled } from '../../extensions/installed.ts';
import { extensionRow, INSTALLED_FIELDS } from '../../extensions/view.ts';
import { listExtensions } from '../../own-commands.ts';
import { text, type Row } from '../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the programs that add commands, installed or on PATH: regctl-NAME is called by regctl NAME',
  description:
    'An extension never takes the place of a command or an alias; an installed one is called before one on PATH. It gets the words behind its name, the same streams, and the settings as REGCTL_MODE, REGCTL_HOST, REGCTL_PROFILE and REGCTL_ACCOUNT; tokens, passphrases and the credentials of providers are taken out of its environment. What it does with zones it does by calling regctl. Folders of PATH that are not absolute are left out.',
  examples: [{ command: 'regctl extensions list', does: 'what there is, and what is hidden by what' }],
  args: [],
  flags: {},
  fields: [
    ...INSTALLED_FIELDS,
    { name: 'called', description: 'whether the word calls it' },
    { name: 'hiddenBy', description: 'what is called instead; null where it is called' },
  ],
  writes: false,
  run: async (context) => {
    const { registry, folders } = context;
    const { aliases } = await context.settings();
    const installed = listInstalled(folders.extensionsDir);
    for (const extension of installed) {
      if (firstDifference(folders.extensionsDir, extension) !== undefined)
        context.warn(
          `${extension.name} is not what was installed, and not run; see \`regctl ${extension.name}\``,
        );
    }
    const found: Row[] = [
      ...installed.map((extension) => extensionRow(folders.extensionsDir, extension)),
      ...listExtensions(context.environment).map(({ name, path }) => ({ ...ON_PATH, name, path })),
    ];
    const first = new Map(found.toReversed().map((row) => [row['name'], row]));
    const rows = found.map((row): Row => {
      const name = text(row['name'] ?? null);
      const hiddenBy =
        registry.findGroup(name) !== undefined || registry.findCommand(name) !== undefined
          ? `the command ${name}`
          : name in aliases
            ? `the alias ${name}`
            : first.get(name) === row
              ? null
              : (first.get(name)?.['path'] ?? null);
      return { ...row, called: hiddenBy === null, hiddenBy };
    });
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'source', header: 'SOURCE' },
        { field: 'commit', header: 'COMMIT', format: (commit) => text(commit).slice(0, 10) },
        { field: 'path', header: 'PATH', narrow: 'left-out' },
        { field: 'hiddenBy', header: 'HIDDEN BY' },
      ],
      rows,
      nameField: 'name',
      empty: 'none is installed, and no program called regctl-NAME is on PATH',
    };
  },
});

const ON_PATH: Row = { source: null, ref: null, commit: null, digest: null, files: null };
