import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { makeFolder, writeWhole } from '../../files.ts';
import { completionScript, SHELLS, type Shell } from '../../completion/scripts.ts';

/** Where each shell looks by itself, below the home folder. */
const PLACES: { readonly [S in Shell]: { readonly path: string; readonly note: string } } = {
  bash: {
    path: '.local/share/bash-completion/completions/regctl',
    note: 'needs the bash-completion package',
  },
  zsh: {
    path: '.zsh/completions/_regctl',
    note: 'needs `fpath=(~/.zsh/completions $fpath)` before compinit in ~/.zshrc',
  },
  fish: { path: '.config/fish/completions/regctl.fish', note: 'nothing more is needed' },
  powershell: { path: '.config/powershell/regctl-completion.ps1', note: 'dot-source it in your profile' },
};

export const command: AnyCommand = defineCommand({
  summary: 'Put the completion script where a shell finds it',
  examples: [{ command: 'regctl completion install fish', does: 'for new shells' }],
  args: [
    {
      name: 'shell',
      description: 'bash, zsh, fish or powershell; that of $SHELL when omitted',
      optional: true,
    },
  ],
  flags: {},
  fields: [
    { name: 'shell', description: 'shell' },
    { name: 'path', description: 'file written' },
  ],
  exitCodes: { 1: 'the file cannot be written', 2: 'no such shell' },
  writes: true,
  run: async (context, { arg }) => {
    const name = arg('shell') === '' ? (context.environment['SHELL'] ?? '').split('/').at(-1) : arg('shell');
    const shell = SHELLS.find((candidate) => candidate === name);
    if (shell === undefined)
      throw new RegctlError(
        'USAGE',
        name === undefined || name === '' ? 'no shell is named' : `${name} is no shell that regctl completes`,
        {
          reason: `${name === '' ? 'SHELL is not set; ' : ''}there are: ${SHELLS.join(', ')}`,
          hint: 'regctl completion install bash',
        },
      );
    const path = join(context.environment['HOME'] ?? homedir(), PLACES[shell].path);
    makeFolder(dirname(path));
    await writeWhole(path, completionScript(shell));
    context.notice(`written to ${path}; ${PLACES[shell].note}`);
    return { kind: 'object', value: { shell, path }, text: () => '', nameField: 'path' };
  },
});
