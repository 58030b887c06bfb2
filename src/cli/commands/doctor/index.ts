import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isRegctlError } from '../../../core/errors.ts';
import { findProjectFile } from '../../config/load.ts';
import type { Settings } from '../../config/settings.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context, Diagnosis } from '../../context.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Check what regctl needs on this machine and at the providers, and say what to do',
  description:
    'PATH (another project has a program called regctl), installation, configuration, folders, integrity of the store, keychain, proxy, trust store, DNS and clock, and each account at its provider. The clock is compared with the signatures of the DNS root.',
  examples: [
    { command: 'regctl doctor', does: 'everything' },
    { command: 'regctl doctor --offline', does: 'only what this machine knows by itself' },
  ],
  args: [],
  flags: { offline: { type: 'boolean', description: 'leave out what needs the network' } },
  fields: [
    { name: 'check', description: 'what was looked at' },
    { name: 'status', description: 'ok, warning or broken' },
    { name: 'detail', description: 'what was found' },
    { name: 'advice', description: 'what to do' },
  ],
  exitCodes: { 1: 'something is broken' },
  writes: false,
  run: async (context, { flags }) => {
    const [configuration, settings] = await lookAtConfiguration(context);
    const machine = await context.diagnose({
      offline: flags.offline,
      resolver: settings?.resolver ?? { hosts: {}, roots: [] },
    });
    // An account cannot be looked at where the store is broken, or nobody knows which is meant.
    const canOpen =
      settings !== undefined &&
      !machine.some(({ check, status }) => check === 'store' && status === 'broken');
    const findings = [
      ...configuration,
      ...machine,
      ...(flags.offline || !canOpen ? [] : await accounts(context)),
    ];
    return {
      kind: 'rows',
      columns: [
        { field: 'check', header: 'CHECK' },
        { field: 'status', header: 'STATUS' },
        { field: 'detail', header: 'DETAIL' },
        { field: 'advice', header: 'WHAT TO DO' },
      ],
      rows: findings.map((finding) => ({ ...finding })),
      nameField: 'check',
      empty: 'nothing was looked at',
      exitCode: findings.some((finding) => finding.status === 'broken') ? 1 : 0,
    };
  },
});

/** Reads the user's file and the project's; without settings where one of them, a variable or a flag is not right. */
async function lookAtConfiguration(context: Context): Promise<[Diagnosis[], Settings | undefined]> {
  const check = 'configuration';
  let settings: Settings;
  try {
    settings = await context.settings();
  } catch (error) {
    return [[findingOf(check, error)], undefined];
  }
  const path = findProjectFile(context);
  if (path === undefined) return [[{ check, status: 'ok', detail: 'can be read', advice: '' }], settings];
  try {
    const { loadProject } = await import('../../project/load.ts');
    loadProject(context);
    return [[{ check, status: 'ok', detail: `can be read, ${path} too`, advice: '' }], settings];
  } catch (error) {
    return [[findingOf(check, error)], settings];
  }
}

/** Tries every account at its provider, all at once: one that is slow keeps no other waiting. */
async function accounts(context: Context): Promise<readonly Diagnosis[]> {
  const isLocal = (await context.settings()).get('mode') === 'local';
  if (isLocal && !existsSync(join(context.folders.stateDir, 'regctl.db'))) return [];
  let names: readonly string[];
  try {
    const regctl = await context.controlPlane();
    names = (await regctl.accounts.list()).map(({ name }) => name);
  } catch (error) {
    return [findingOf('accounts', error)];
  }
  return Promise.all(
    names.map(async (name): Promise<Diagnosis> => {
      const check = `account ${name}`;
      try {
        const regctl = await context.controlPlane();
        const checks = await regctl.accounts.test(name, { signal: context.signal });
        const failed = checks.find(({ ok }) => !ok);
        return {
          check,
          status: failed === undefined ? 'ok' : 'broken',
          detail: failed === undefined ? 'the provider answers' : `${failed.name}: ${failed.detail}`,
          advice: failed?.hint ?? '',
        };
      } catch (error) {
        return findingOf(check, error);
      }
    }),
  );
}

function findingOf(check: string, error: unknown): Diagnosis {
  if (!isRegctlError(error) || error.category === 'interrupted') throw error;
  return {
    check,
    status: 'broken',
    detail: error.reason === undefined ? error.message : `${error.message}: ${error.reason}`,
    advice: error.hint ?? '',
  };
}
