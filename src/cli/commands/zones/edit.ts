import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { formatMasterFile } from '../../../core/master-file/format.ts';
import { parseMasterFile } from '../../../core/master-file/parse.ts';
import type { RRset } from '../../../core/rrset.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { zoneRef } from '../../zone-words.ts';
import { callOptions, planAndApply, WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Edit a zone as a master file, then see the plan and apply it',
  examples: [
    { command: 'EDITOR=vim regctl zones edit example.org', does: 'opens again where there is a mistake' },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: { ...WRITE_FLAGS },
  fields: WRITE_FIELDS,
  exitCodes: WRITE_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    const regctl = await context.controlPlane();
    // Found as for a write, so that nobody edits a file that is refused then.
    const { account } = await regctl.plans.create(
      { ...ref, target: { kind: 'edit', edits: [] } },
      callOptions(context),
    );
    const { zone, rrsets } = await regctl.zones.read({ ...ref, account }, callOptions(context));
    const folder = await mkdtemp(join(tmpdir(), 'regctl-'));
    try {
      const edited = await editUntilValid(context, join(folder, `${zone}.zone`), zone, rrsets);
      return await planAndApply(
        context,
        { zone, account, target: { kind: 'replace', rrsets: edited } },
        {
          dryRun: flags['dry-run'],
          allowDeletes: flags['allow-deletes'],
          confirm: true,
          reason: 'zones edit',
        },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function editUntilValid(
  context: Context,
  path: string,
  zone: string,
  rrsets: readonly RRset[],
): Promise<readonly RRset[]> {
  await writeFile(
    path,
    formatMasterFile({
      zone,
      rrsets,
      header: [`Zone ${zone}. Save and leave to see the plan; nothing is written before you agree.`],
    }),
    { mode: 0o600 },
  );
  for (;;) {
    await openEditor(context, path);
    try {
      const edited = parseMasterFile(await readFile(path), { origin: zone, file: path });
      for (const { line, message } of edited.warnings) context.warn(`line ${line}: ${message}`);
      return edited.rrsets;
    } catch (error) {
      if (!isRegctlError(error, 'INVALID_ZONE_FILE')) throw error;
      context.warn(`${error.message}: ${error.reason ?? ''}`);
      if (!(await context.prompt.confirm('Open it again?', 'a file to `regctl zones import` instead')))
        throw error;
    }
  }
}

async function openEditor(context: Context, path: string): Promise<void> {
  const settings = await context.settings();
  const editor =
    settings.get('editor') ?? context.environment['VISUAL'] ?? context.environment['EDITOR'] ?? 'vi';
  const [program = 'vi', ...args] = editor.split(/\s+/);
  const { status, error } = spawnSync(program, [...args, path], { stdio: 'inherit' });
  if (status === 0) return;
  throw new RegctlError('INVALID_INPUT', `the editor ${editor} failed`, {
    reason: error?.message ?? `it ended with exit code ${status ?? '?'}`,
    hint: 'set EDITOR, or `regctl config set editor PROGRAM`',
  });
}
