import { existsSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';
import { formatMasterFile } from '../../../core/master-file/format.ts';
import { diffRRsets } from '../../../core/plan/diff.ts';
import type { RRset } from '../../../core/rrset.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { chooseZones, connectByQuestions } from '../../connect-account.ts';
import type { Context } from '../../context.ts';
import { isFolder, makeFolder, readBytes, writeWhole } from '../../files.ts';
import { parseZoneText } from '../../master-file.ts';
import { isSameFolder, servedFolder } from '../../project/served-folder.ts';

export const command: AnyCommand = defineCommand({
  summary:
    'Begin a project: connect an account if there is none, and write regctl.yaml with the zones as files',
  examples: [
    { command: 'regctl init', does: 'asks what it needs' },
    { command: 'regctl init --account prod --zone example.org', does: 'without a question' },
  ],
  description:
    'On a terminal it asks: who serves the zones, the secret, which zones. The account is tried at the provider before it is kept. Nothing at the provider is changed.',
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
    1: 'a file cannot be written',
    4: 'no account',
    5: 'zone not found',
    7: 'there is a project file or another zone file already',
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
    proveWritable(context);
    const regctl = await context.controlPlane();
    const account = await chooseAccount(context, flags.local);
    const served = (await regctl.zones.list({ account }, { signal: context.signal })).map(
      (zone) => zone.name,
    );
    const zones = flags.zone.length > 0 ? flags.zone : await chooseZones(context, served);
    const folder = await chooseFolder(context, account);
    const files: ZoneToWrite[] = [];
    for (const zone of zones) {
      const { rrsets } = await regctl.zones.read({ zone, account }, { signal: context.signal });
      files.push({
        zone,
        rrsets,
        file: `${folder}/${zone}.zone`,
        path: join(context.cwd, folder, `${zone}.zone`),
      });
    }
    const missing = files.filter((file) => !isWritten(file));
    makeFolder(join(context.cwd, folder), { shown: folder });
    for (const { zone, rrsets, file, path: target } of missing)
      await writeWhole(target, formatMasterFile({ zone, rrsets }), file);
    await writeWhole(path, projectText(account, files), 'regctl.yaml');
    context.notice(
      zones.length === 0
        ? `regctl.yaml written; account ${account} has no zones yet: make one with \`regctl zones create\`, and name it there with its file`
        : `regctl.yaml written with ${zones.length} ${zones.length === 1 ? 'zone' : 'zones'}; edit ${folder}/ and run \`regctl plan\``,
    );
    return { kind: 'object', value: { file: 'regctl.yaml', account, zones: [...zones] }, nameField: 'file' };
  },
});

interface ZoneToWrite {
  readonly zone: string;
  readonly rrsets: readonly RRset[];
  readonly file: string;
  readonly path: string;
}

/** Gives where the files of the project go: not where the account serves its own, as they would be edited live. */
async function chooseFolder(context: Context, account: string): Promise<string> {
  const served = await servedFolder(context, account);
  return served !== undefined && isSameFolder(served, join(context.cwd, 'zones')) ? 'config' : 'zones';
}

/** Tells what cannot be written here before an account is added for it. @throws RegctlError `FILE_FAILED` */
function proveWritable(context: Context): void {
  const folder = join(context.cwd, 'zones');
  const isNew = !isFolder(folder);
  makeFolder(folder, { shown: 'zones' });
  if (isNew) rmdirSync(folder);
}

/** Tells whether the file is there with these records, as after an earlier try; it then stays as it is. @throws RegctlError `ALREADY_EXISTS` where it has others */
function isWritten({ zone, rrsets, file, path }: ZoneToWrite): boolean {
  if (!existsSync(path)) return false;
  const present = parseZoneText(readBytes(path, file), zone, file, path);
  if (present.losses.length === 0 && diffRRsets(present.rrsets, rrsets).length === 0) return true;
  throw new RegctlError('ALREADY_EXISTS', `${file} is there already with other records`, {
    reason: 'it would be overwritten',
    hint: 'move it away, or begin the project in another folder',
  });
}

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
  if (local === undefined) return connectByQuestions(context, '--local FOLDER');
  const { resolve } = await import('node:path');
  return (
    await regctl.accounts.add({ name: 'local', provider: 'zonefile', endpoint: resolve(context.cwd, local) })
  ).name;
}

function projectText(account: string, zones: readonly Pick<ZoneToWrite, 'zone' | 'file'>[]): string {
  const lines = zones.map(({ zone, file }) => `  ${zone}:\n    file: ${file}\n`);
  return `# What \`regctl plan\` and \`regctl apply\` work on. \`regctl schema config\` has all that may stand here.\naccount: ${account}\nzones:${lines.length === 0 ? ' {}' : `\n${lines.join('')}`}\n`.replace(
    /\n+$/,
    '\n',
  );
}
