import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { confirmOrStop } from '../../confirm.ts';
import { oneLine } from '../../print-error.ts';
import { isTrusted, trust } from '../../project-aliases.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Agree to the commands that the project file names',
  description:
    'A project names commands of its own below `aliases:` in regctl.yaml. None of them runs before you agreed to what it stands for: at its first call, or to all of them here. One that stands for something else later is asked about again.',
  examples: [
    { command: 'regctl alias trust', does: 'show them, and ask' },
    { command: 'regctl alias trust --yes', does: 'in a job that runs what the project names' },
  ],
  args: [],
  flags: {},
  fields: [
    { name: 'path', description: 'the project file' },
    { name: 'aliases', description: 'names that you agreed to' },
  ],
  exitCodes: { 5: 'there is no project file, or it names no commands' },
  writes: true,
  run: async (context) => {
    const { projectAliases: aliases } = await context.settings();
    const [first] = aliases;
    if (first === undefined)
      throw new RegctlError('NOT_FOUND', 'the project names no commands', {
        reason: 'there is no regctl.yaml here or above with `aliases:` in it',
        hint: "regctl alias set NAME 'COMMAND' --project",
      });
    const { stateDir } = context.folders;
    const open = aliases.filter((alias) => !isTrusted(stateDir, alias));
    if (open.length > 0) {
      for (const { name, command } of open)
        context.notice(`${oneLine(name)} stands for \`regctl ${oneLine(command)}\``);
      await confirmOrStop(context, `Run what ${oneLine(first.path)} names?`, 'nothing was agreed to');
      await trust(stateDir, open);
    }
    const names = aliases.map(({ name }) => name);
    context.cache.remember({ aliases: [...new Set([...context.cache.read().aliases, ...names])] });
    context.notice(`you agreed to ${names.map(oneLine).join(', ')} of ${oneLine(first.path)}`);
    return {
      kind: 'object',
      value: { path: first.path, aliases: names },
      text: () => '',
      nameField: 'path',
    };
  },
});
