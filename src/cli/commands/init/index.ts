import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';
import { formatMasterFile } from '../../../core/master-file/format.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';

export const command: AnyCommand = defineCommand({
  summary:
    'Begin a project: connect an account if there is none, and write regctl.yaml with the zones as files',
  examples: [
    { command: 'regctl init', does: 'asks what it needs' },
    { command: 'regctl init --account prod --zone example.org', does: 'without a question' },
  ],
  args: [],
  flags: {
    zone: { type: 'list', value: 'ZONE', completes: 'zone', description: 'zones to take; all when omitted' },
    local: {
      type: 'string',
      value: 'FOLDER',
      completes: 'file',
      description: 'keep zones as files in this folder, when there is no account yet',
    },
  },
  fields: [
    { name: 'file', description: 'project file written' },
    { name: 'account', description: 'provider account' },
    { name: 'zones', description: 'zones taken' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'zone not found',
    7: 'there is a project file already',
    10: 'a server could not be reached',
  },
  writes: true,
  run: async (context, { flags }) => {
    const path = join(context.cwd, 'regctl.yaml');
    if (existsSync(path)) {
      throw new RegctlError('ALREADY_EXISTS', 'there is a regctl.yaml here already', {
        reason: 'it would be overwritten',
        hint: 'edit it, or remove it first',
      });
    }
    const regctl = await context.controlPlane();
    const account = await chooseAccount(context, flags.local);
    const served = (await regctl.zones.list({ account }, { signal: context.signal })).map(
      (zone) => zone.name,
    );
    const zones = flags.zone.length > 0 ? flags.zone : served;
    await mkdir(join(context.cwd, 'zones'), { recursive: true });
    for (const zone of zones) {
      const { rrsets } = await regctl.zones.read({ zone, account }, { signal: context.signal });
      await writeFile(join(context.cwd, 'zones', `${zone}.zone`), formatMasterFile({ zone, rrsets }));
    }
    await writeFile(path, projectText(account, zones));
    context.notice(`regctl.yaml written with ${zones.length} zones; edit zones/ and run \`regctl plan\``);
    return { kind: 'object', value: { file: 'regctl.yaml', account, zones: [...zones] }, nameField: 'file' };
  },
});

async function chooseAccount(context: Context, local: string | undefined): Promise<string> {
  const regctl = await context.controlPlane();
  const named = (await context.settings()).get('account');
  const accounts = await regctl.accounts.list();
  if (named !== undefined) return (await regctl.accounts.get(named)).name;
  const [first] = accounts;
  if (accounts.length === 1 && first !== undefined) return first.name;
  if (accounts.length > 1) {
    return context.prompt.choose(
      'Which account?',
      accounts.map((account) => ({ name: `${account.name} (${account.provider})`, value: account.name })),
      '--account NAME',
    );
  }
  const folder =
    local ??
    (await context.prompt.text(
      'Folder for zones as files (or connect a provider first with `regctl accounts add`):',
      { flag: '--local FOLDER', default: join(context.folders.dataDir, 'zones') },
    ));
  const { resolve } = await import('node:path');
  return (
    await regctl.accounts.add({ name: 'local', provider: 'zonefile', endpoint: resolve(context.cwd, folder) })
  ).name;
}

function projectText(account: string, zones: readonly string[]): string {
  const lines = zones.map((zone) => `  ${zone}:\n    file: zones/${zone}.zone\n`);
  return `# What \`regctl plan\` and \`regctl apply\` work on. \`regctl schema config\` has all that may stand here.\naccount: ${account}\nzones:${lines.length === 0 ? ' {}' : `\n${lines.join('')}`}\n`.replace(
    /\n+$/,
    '\n',
  );
}
