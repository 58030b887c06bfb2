import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure } from '../../core/file-failure.ts';
import type { Context } from '../context.ts';
import { makeFolder, writeWhole } from '../files.ts';
import { digestOfAll, pin, type Content } from './content.ts';
import { ENDING, filesFolder, firstDifference, PREFIX, recordPath, type Installed } from './installed.ts';
import { readFolder, type Source } from './source.ts';

/** What was read of a source, and the record it gets once it is installed. */
export interface Fetched {
  readonly content: Content;
  readonly record: Installed;
}

/** Reads a source. @throws RegctlError `INVALID_INPUT` where it holds no program of its name */
export async function fetchExtension(
  context: Context,
  { kind, address, name }: Source,
  ref: string | undefined,
): Promise<Fetched> {
  const content =
    kind === 'folder'
      ? await readFolder(address)
      : await (await import('./git.ts')).readRepository(context, address, ref);
  const program = `${PREFIX}${name}${ENDING}`;
  const found = content.files.find(({ path }) => path === program);
  if (found === undefined || (!found.executable && ENDING === ''))
    throw new RegctlError('INVALID_INPUT', `${address} holds no program ${program}`, {
      reason: found === undefined ? 'there is no such file at its top' : 'the file is not executable',
      hint: found === undefined ? 'name another source' : `make it so with \`chmod +x ${program}\``,
    });
  const files = pin(content.files);
  const record: Installed = {
    format: 'regctl.extension/v1',
    name,
    kind,
    source: address,
    ref: ref ?? null,
    commit: content.commit,
    digest: digestOfAll(files),
    installedAt: context.now().toISOString(),
    files,
  };
  return { content, record };
}

/** Writes an extension and, last, its record: what was there before is called until then, and taken away afterwards. */
export async function placeExtension(context: Context, { content, record }: Fetched): Promise<void> {
  const folder = context.folders.extensionsDir;
  const target = filesFolder(folder, record);
  const beside = join(folder, record.name, `.${record.digest}.${process.pid}.tmp`);
  try {
    makeFolder(dirname(beside), { mode: 0o700 });
    for (const { path, executable, octets } of content.files) {
      const file = join(beside, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, octets);
      await chmod(file, executable ? 0o755 : 0o644);
    }
    if (firstDifference(folder, record) !== undefined) {
      await rm(target, { recursive: true, force: true });
      await rename(beside, target);
    }
    await writeWhole(recordPath(folder, record.name), `${JSON.stringify(record, null, 2)}\n`);
    for (const name of await readdir(dirname(target)))
      if (name !== record.digest) await rm(join(dirname(target), name), { recursive: true, force: true });
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw fileFailure('write', target, error);
  }
}

/** Takes an extension away: first its record, so that nothing half is called. */
export async function removeExtension(context: Context, name: string): Promise<void> {
  const folder = context.folders.extensionsDir;
  try {
    await rm(recordPath(folder, name));
    await rm(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    throw fileFailure('delete', recordPath(folder, name), error);
  }
}
