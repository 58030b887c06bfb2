import { existsSync, rmSync } from 'node:fs';
import { RegctlError } from '../../core/errors.ts';
import { isNewer, isVersion } from '../../core/version.ts';
import type { Release, Updater } from '../../ports/updater.ts';
import type { Fetch } from '../http/client.ts';
import { fetchFile, fetchSmall, type Source } from './download.ts';
import { findInstallation, requireReplaceable } from './installation.ts';
import { MANIFEST, readManifest, releaseFor, SIGNATURE, untrusted } from './release.ts';
import { besideOf, exchange, replace, requireVersion, sweep, versionOf } from './replace.ts';

export interface UpdaterOptions {
  /** The file that runs, and whether it is the standalone binary. */
  readonly program: string;
  readonly isBinary: boolean;
  readonly version: string;
  /** `linux-x64` */
  readonly target: string;
  /** Public keys of those who may release, 32 octets in base64. */
  readonly keys: readonly string[];
  /** Address of the folder with the releases. */
  readonly releases: string;
  readonly fetch: Fetch;
  /** Called before each change on disk, for tests that end there. */
  readonly step?: (name: string) => void;
}

/** Makes the updater of this regctl. */
export function createUpdater(options: UpdaterOptions): Updater {
  const installation = (): ReturnType<Updater['installation']> => findInstallation(options);
  return {
    installation,
    requireReplaceable: () => requireReplaceable(installation()),
    release: async (version, signal) => getRelease(options, version, signal),
    install: async (release, { onProgress, signal }) => {
      const place = installation();
      requireReplaceable(place);
      if (!isNewer(release.version, options.version))
        throw untrusted(`it is ${release.version}, and not newer than ${options.version}, which runs`);
      sweep(place.path);
      const { fresh } = besideOf(place.path);
      options.step?.('download');
      try {
        await fetchFile(sourceOf(options), `v${release.version}/${release.file.name}`, fresh, release, {
          ...(onProgress === undefined ? {} : { onProgress }),
          ...(signal === undefined ? {} : { signal }),
        });
        options.step?.('try');
        requireVersion(await versionOf(fresh), release.version);
        replace(place.path, options.step);
        return { path: place.path, before: options.version, after: release.version };
      } finally {
        rmSync(fresh, { force: true });
      }
    },
    rollback: async () => {
      const place = installation();
      requireReplaceable(place);
      const { fresh, previous } = besideOf(place.path);
      if (!existsSync(previous)) {
        throw new RegctlError('NOT_FOUND', 'there is no earlier version to go back to', {
          reason: `no update of ${place.path} has kept one`,
          hint: 'install the version that you want with the installer: REGCTL_VERSION=v0.1.0 sh install.sh',
        });
      }
      try {
        const after = await versionOf(previous);
        exchange(place.path, options.step);
        return { path: place.path, before: options.version, after };
      } finally {
        rmSync(fresh, { force: true });
      }
    },
  };
}

async function getRelease(
  options: UpdaterOptions,
  version: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Release> {
  if (options.keys.length === 0) {
    requireReplaceable(findInstallation(options));
    throw new RegctlError('UPDATE_ELSEWHERE', 'this regctl cannot look for releases', {
      reason: 'it was built without the key that releases are signed with',
      hint: 'install a released version with the installer, or build a newer one',
    });
  }
  if (version !== undefined && !isVersion(version)) {
    throw new RegctlError('INVALID_INPUT', `${JSON.stringify(version)} is no version`, {
      reason: 'a version is three numbers, such as 1.2.3',
      hint: 'regctl update --check',
    });
  }
  const number = version?.replace(/^v/, '');
  const folder = number === undefined ? 'latest' : `v${number}`;
  const source = sourceOf(options);
  const [manifest, signatures] = await Promise.all([
    fetchSmall(source, `${folder}/${MANIFEST}`, signal),
    fetchSmall(source, `${folder}/${SIGNATURE}`, signal),
  ]);
  const read = readManifest(manifest, signatures.toString(), options.keys);
  if (number !== undefined && read.version !== number)
    throw untrusted(`release ${number} was asked for, and ${read.version} came`);
  return releaseFor(read, options.target);
}

/** @throws RegctlError `INVALID_CONFIG` for an address that anybody on the way could change unseen */
function sourceOf({ fetch, releases }: UpdaterOptions): Source {
  const url = URL.canParse(releases) ? new URL(releases) : undefined;
  const isHere = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere))
    return { fetch, releases: url.href.replace(/\/+$/, '') };
  throw new RegctlError(
    'INVALID_CONFIG',
    `REGCTL_RELEASES: releases cannot lie at ${JSON.stringify(releases)}`,
    {
      reason: 'it must be an https:// URL, or http:// on this machine',
      hint: 'unset REGCTL_RELEASES',
    },
  );
}
