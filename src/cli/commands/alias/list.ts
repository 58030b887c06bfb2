import { defineCommand, type AnyCommand } from '../../command.ts';
import { userFilePath } from '../../config/user-file.ts';
import { isCommand } from '../../own-commands.ts';
import { isTrusted } from '../../project-aliases.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List your own commands, and those of the project',
  examples: [{ command: 'regctl alias list', does: 'all' }],
  args: [],
  flags: {},
  fields: [
    { name: 'name', description: 'alias' },
    { name: 'command', description: 'what it stands for' },
    { name: 'origin', description: 'user file or project file' },
    { name: 'path', description: 'the file' },
    {
      name: 'status',
      description:
        'usable; untrusted: you are asked first; hidden: a command, or an alias of your own, has the name',
    },
  ],
  writes: false,
  run: async (context) => {
    const { aliases, projectAliases } = await context.settings();
    const { configDir, stateDir } = context.folders;
    const isTaken = (name: string): boolean => isCommand(context.registry, name);
    const own = Object.entries(aliases).map(([name, command]) => ({
      name,
      command,
      origin: 'user file',
      path: userFilePath(configDir),
      status: isTaken(name) ? 'hidden' : 'usable',
    }));
    const ofProject = projectAliases.map((alias) => {
      const { name, command, path } = alias;
      const isHidden = isTaken(name) || Object.hasOwn(aliases, name);
      const status = isHidden ? 'hidden' : isTrusted(stateDir, alias) ? 'usable' : 'untrusted';
      return { name, command, origin: 'project file', path, status };
    });
    context.cache.remember({ aliases: [...own, ...ofProject].map(({ name }) => name) });
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'command', header: 'COMMAND' },
        { field: 'origin', header: 'FROM', narrow: 'left-out' },
        { field: 'status', header: 'STATUS' },
      ],
      rows: [...own, ...ofProject],
      nameField: 'name',
      empty: "none yet; such as `regctl alias set mx 'dns list --type MX'`",
    };
  },
});
