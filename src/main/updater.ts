import { nodeFetch } from '../adapters/http/node.ts';
import { createUpdater } from '../adapters/update/index.ts';
import { RELEASES } from '../adapters/update/release.ts';
import type { Updater } from '../ports/updater.ts';
import { build } from './build.ts';
import { userFolders } from './folders.ts';
import type { NoticeOptions } from './update-notice.ts';

/** Joins the updater of this regctl: the file that runs, the keys it was built with, and where releases lie. */
export function openUpdater(
  environment: { readonly [name: string]: string | undefined },
  version: string,
): Updater {
  const releases = environment['REGCTL_RELEASES'];
  return createUpdater({
    program: build === undefined ? (process.argv[1] ?? '') : process.execPath,
    isBinary: build !== undefined,
    version,
    target: build?.target ?? 'none',
    keys: build?.releaseKeys ?? [],
    releases: releases === undefined || releases === '' ? RELEASES : releases,
    fetch: nodeFetch(environment),
  });
}

/** What notices of releases are made of, now. */
export function noticeOptions(
  environment: { readonly [name: string]: string | undefined },
  version: string,
): NoticeOptions {
  const { cacheDir } = userFolders(environment);
  return { cacheDir, version, updater: openUpdater(environment, version), now: Date.now() };
}
