import { defineCommand, type AnyCommand } from '../../command.ts';
import { completionScript } from '../../completion/scripts.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the completion script for powershell',
  examples: [
    {
      command: 'regctl completion powershell | Out-String | Invoke-Expression',
      does: 'in the running shell',
    },
  ],
  args: [],
  flags: {},
  fields: [{ name: 'text', description: 'the script' }],
  writes: false,
  run: () => Promise.resolve({ kind: 'text', text: completionScript('powershell') }),
});
