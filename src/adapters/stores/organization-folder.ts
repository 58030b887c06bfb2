import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { invariant, RegctlError } from '../../core/errors.ts';
import { unlessMissing } from '../../core/file-failure.ts';

/** Beside the folders of organizations: what is on its way out. No organization has a name like it. */
const LEAVING = '.leaving';

/** The folder of an organization: a name of the file system, and never one that leads elsewhere. */
export function organizationFolder(folder: string, organization: string): string {
  invariant(/^[a-z]+_[0-9a-z]+$/.test(organization), 'an organization has an id that regctl made');
  return join(folder, organization);
}

/**
 * Removes the folder of an organization. It is moved aside first, so that it is there as a whole or not at all; called again it finishes what was broken off.
 *
 * @throws RegctlError `STORE_FAILED`
 */
export async function removeOrganizationFolder(folder: string, organization: string): Promise<void> {
  const own = organizationFolder(folder, organization);
  const leaving = join(folder, LEAVING, organization);
  try {
    await rm(leaving, { recursive: true, force: true });
    await mkdir(dirname(leaving), { recursive: true, mode: 0o700 });
    await unlessMissing(rename(own, leaving));
    await rm(leaving, { recursive: true, force: true });
  } catch (error) {
    throw new RegctlError('STORE_FAILED', `the folder ${own} could not be removed`, {
      reason: error instanceof Error ? error.message : String(error),
      hint: 'it is tried again within the hour; make the folder writable',
      cause: error,
    });
  }
}

/** Names of the zone files that lie in the folder of an organization. */
export async function zoneFilesOf(folder: string, organization: string): Promise<readonly string[]> {
  const names = await unlessMissing(readdir(join(organizationFolder(folder, organization), 'zones')));
  return (names ?? []).filter((name) => name.endsWith('.zone'));
}
