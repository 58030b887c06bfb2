import { defineCommand, type AnyCommand } from '../../command.ts';
import { spawnSync } from 'node:child_process';
import { RegctlError } from '../../../core/errors.ts';
import { makeFolder } from '../../files.ts';
import { readUserFile, userFilePath } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Open the user file in an editor',
  examples: [{ command: 'EDITOR=vim regctl config edit', does: 'it is checked afterwards' }],
  args: [],
  flags: {},
  fields: [{ name: 'path', description: 'path' }],
  exitCodes: { 2: 'the file is not right' },
  writes: true,
  run: async (context, input) => {
    void input;
    const path = userFilePath(context.folders.configDir);
    makeFolder(context.folders.configDir, { mode: 0o700 });
    const editor =
      context.environment['REGCTL_EDITOR'] ??
      context.environment['VISUAL'] ??
      context.environment['EDITOR'] ??
      'vi';
    const [program = 'vi', ...args] = editor.split(/\s+/);
    const { status, error } = spawnSync(program, [...args, path], { stdio: 'inherit' });
    if (status !== 0)
      throw new RegctlError('INVALID_INPUT', `the editor ${editor} failed`, {
        reason: error?.message ?? `it ended with exit code ${status ?? '?'}`,
        hint: 'set EDITOR',
      });
    await readUserFile(context.folders.configDir);
    return { kind: 'object', value: { path }, text: () => '', nameField: 'path' };
  },
});
