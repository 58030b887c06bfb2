import { RegctlError } from '../../../core/errors.ts';
import { isNewer, isVersion } from '../../../core/version.ts';
import type { Updater } from '../../../ports/updater.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import type { View } from '../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Replace regctl by a newer release, whose signature is verified first',
  description:
    'For the standalone binary as the installer puts it there. Where a package manager keeps regctl, its command is named instead. The earlier version is kept beside the new one. A notice once a day tells of a newer release, on a terminal only; REGCTL_NO_UPDATE_CHECK=1 switches it off.',
  examples: [
    { command: 'regctl update', does: 'to the newest release' },
    { command: 'regctl update --check', does: 'only look; exit 3 where there is a newer one' },
    { command: 'regctl update --rollback', does: 'back to the version before the last update' },
  ],
  args: [
    { name: 'version', description: 'a release such as 1.2.3; the newest when omitted', optional: true },
  ],
  flags: {
    check: { type: 'boolean', description: 'only look; exit 3 where there is a newer release' },
    rollback: { type: 'boolean', description: 'exchange it with the version before the last update' },
  },
  fields: [
    { name: 'version', description: 'version that is there now' },
    { name: 'latest', description: 'version of the release that was looked at' },
    { name: 'newer', description: 'whether that is newer than what is there now' },
    { name: 'previous', description: 'version that was there before' },
    { name: 'method', description: 'how regctl was installed: binary, debian, homebrew, npm or source' },
    { name: 'path', description: 'file that is regctl' },
  ],
  exitCodes: {
    1: 'the file cannot be replaced; it is as it was',
    3: 'with --check: there is a newer release',
    5: 'there is no such release, or no version to go back to',
    6: 'a package manager keeps this regctl',
    7: 'the release is not signed, not what was signed, or not newer',
    10: 'the release could not be had',
  },
  writes: true,
  run: async (context, input) => {
    const wanted = input.arg('version');
    if (wanted !== '' && !isVersion(wanted)) {
      throw new RegctlError('USAGE', `${JSON.stringify(wanted)} is no version`, {
        reason: 'a version is three numbers, such as 1.2.3',
        hint: 'regctl update --check',
      });
    }
    const updater = await context.updater();
    if (input.flags.rollback) return goBack(context, updater);
    if (!input.flags.check) updater.requireReplaceable();
    const release = await updater.release(wanted === '' ? undefined : wanted, context.signal);
    const newer = isNewer(release.version, context.version);
    if (input.flags.check || (!newer && wanted === '')) {
      context.notice(
        newer
          ? `regctl ${release.version} is released; this is ${context.version}`
          : `regctl ${context.version} is not older than the newest release, ${release.version}`,
      );
      return show(updater, {
        version: context.version,
        latest: release.version,
        newer,
        exitCode: newer ? 3 : 0,
      });
    }
    const { before, after } = await updater.install(release, {
      signal: context.signal,
      onProgress: progressOf(context),
    });
    context.notice(`regctl ${after} is installed; ${before} comes back with \`regctl update --rollback\``);
    return show(updater, { version: after, latest: after, newer: false, previous: before });
  },
});

async function goBack(context: Context, updater: Updater): Promise<View> {
  const { before, after } = await updater.rollback();
  context.notice(`regctl ${after} is back; ${before} comes back with \`regctl update --rollback\``);
  return show(updater, { version: after, latest: null, newer: null, previous: before });
}

function show(
  updater: Updater,
  found: {
    readonly version: string;
    readonly latest: string | null;
    readonly newer: boolean | null;
    readonly previous?: string;
    readonly exitCode?: number;
  },
): View {
  const { method, path } = updater.installation();
  const { exitCode = 0, previous = null, ...rest } = found;
  return { kind: 'object', value: { ...rest, previous, method, path }, nameField: 'version', exitCode };
}

/** Says on a terminal how far a download is, each tenth of it. */
function progressOf(context: Context): (received: number, size: number) => void {
  let said = 0;
  return (received, size) => {
    const tenth = Math.floor((received / size) * 10);
    if (tenth === said || !context.io.stderr.isTty) return;
    said = tenth;
    context.notice(`${tenth * 10} % of ${(size / 1e6).toFixed(0)} MB`);
  };
}
