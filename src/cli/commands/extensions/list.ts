import { defineCommand, type AnyCommand } from '../../command.ts';
import { listExtensions } from '../../own-commands.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the programs on PATH that add commands: regctl-NAME is called by regctl NAME',
  description:
    'An extension never takes the place of a command or an alias. It gets the words behind its name, the same streams, and the settings as REGCTL_MODE, REGCTL_HOST, REGCTL_PROFILE and REGCTL_ACCOUNT; tokens, passphrases and the credentials of providers are taken out of its environment. What it does with zones it does by calling regctl. Folders of PATH that are not absolute are left out.',
  examples: [{ command: 'regctl extensions list', does: 'what there is, and what is hidden by what' }],
  args: [],
  flags: {},
  fields: [
    { name: 'name', description: 'the word that calls it' },
    { name: 'path', description: 'the program' },
    { name: 'called', description: 'whether the word calls it' },
    { name: 'hiddenBy', description: 'what is called instead; null where it is called' },
  ],
  writes: false,
  run: async (context) => {
    const { aliases } = await context.settings();
    const seen = new Map<string, string>();
    const rows = listExtensions(context.environment).map(({ name, path }) => {
      const first = seen.get(name);
      seen.set(name, first ?? path);
      const hiddenBy =
        context.registry.findGroup(name) !== undefined || context.registry.findCommand(name) !== undefined
          ? `the command ${name}`
          : name in aliases
            ? `the alias ${name}`
            : (first ?? null);
      return { name, path, called: hiddenBy === null, hiddenBy };
    });
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'path', header: 'PATH' },
        { field: 'hiddenBy', header: 'HIDDEN BY' },
      ],
      rows,
      nameField: 'name',
      empty: 'no program called regctl-NAME is on PATH',
    };
  },
});
