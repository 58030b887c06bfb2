import { defineCommand, type AnyCommand } from '../../command.ts';
import { userFilePath } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the path of the user file',
  examples: [{ command: 'regctl config path', does: 'where it is' }],
  args: [],
  flags: {},
  fields: [{ name: 'path', description: 'path' }],
  writes: false,
  run: async (context, input) => {
    const path = userFilePath(context.folders.configDir);
    void input;
    return { kind: 'object', value: { path }, text: () => `${path}\n`, nameField: 'path' };
  },
});
