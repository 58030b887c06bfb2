import { dirname, join } from 'node:path';
import { folderName } from '../../core/delivery.ts';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure } from '../../core/file-failure.ts';
import { formatPem, parsePem } from '../../core/pem.ts';
import type { DeliveryMaterial } from '../../ports/certificate-delivery.ts';
import type { DeliveryFiles } from './delivery-files.ts';

/** Versions that stay besides the one in force: a server that has not reloaded may read the last, a person the one before. */
const KEPT_VERSIONS = 2;

/**
 * Writes the PEM files of a certificate to a folder of their own below `archive/NAME/` and turns the link `live/NAME` to it in one step: who reads by the link
 * sees the old files or the new, never a key of one and a chain of the other.
 */
export async function deliverFiles(
  files: DeliveryFiles,
  folder: string,
  material: DeliveryMaterial,
): Promise<string> {
  const name = folderName(material.name);
  const live = join(folder, 'live', name);
  const archive = join(folder, 'archive', name);
  const version = `${material.issuedAt.replaceAll(/[^0-9TZ]/g, '')}-${material.fingerprint.slice(0, 12)}`;
  const target = join('..', 'archive', name, version);
  try {
    const present = await files.look(live);
    if (present.kind === 'other') throw foreignFolder(live);
    if (present.kind === 'link' && present.target === target && (await isWhole(files, archive, version)))
      return `${live} has it already`;
    await files.makeFolder(dirname(live));
    await files.makeFolder(archive);
    await writeVersion(files, archive, version, material);
    await turnLink(files, live, target);
    const previous = present.kind === 'link' ? (present.target.split(/[/\\]/).at(-1) ?? '') : '';
    await prune(files, archive, [version, previous]);
    return `${live} turned to ${version}`;
  } catch (error) {
    throw fileFailure('write', live, error);
  }
}

/** The files of a certificate, by name. */
export function pemFiles({ chainPem, keyPem }: DeliveryMaterial): readonly (readonly [string, string])[] {
  const blocks = parsePem(chainPem).filter((one) => one.label === 'CERTIFICATE');
  const [leaf = '', ...others] = blocks.map((one) => formatPem(one.label, one.der));
  return [
    ...(keyPem === null ? [] : [['privkey.pem', keyPem] as const]),
    ['cert.pem', leaf],
    ['chain.pem', others.join('')],
    ['fullchain.pem', [leaf, ...others].join('')],
  ];
}

/** A version has its name only once it is whole; one that is there is whole. */
async function writeVersion(
  files: DeliveryFiles,
  archive: string,
  version: string,
  material: DeliveryMaterial,
): Promise<void> {
  if (await isWhole(files, archive, version)) return;
  const beside = join(archive, `.${version}.new`);
  // What a run that died has left; the lock of the certificate is held.
  await files.remove(beside);
  await files.makeFolder(beside);
  for (const [file, content] of pemFiles(material)) await files.writeFile(join(beside, file), content);
  await files.syncFolder(beside);
  await files.rename(beside, join(archive, version));
  await files.syncFolder(archive);
}

async function isWhole(files: DeliveryFiles, archive: string, version: string): Promise<boolean> {
  return (await files.list(archive)).includes(version);
}

async function turnLink(files: DeliveryFiles, live: string, target: string): Promise<void> {
  const beside = `${live}.new`;
  await files.remove(beside);
  await files.linkFolder(target, beside);
  await files.rename(beside, live);
  await files.syncFolder(dirname(live));
}

/** Old versions go, and what died half-way; their names begin with the time of issue. */
async function prune(files: DeliveryFiles, archive: string, inUse: readonly string[]): Promise<void> {
  const names = await files.list(archive);
  const old = names.filter((one) => !inUse.includes(one) && !one.startsWith('.'));
  const half = names.filter((one) => one.startsWith('.'));
  const spare = Math.max(KEPT_VERSIONS - inUse.filter((one) => one !== '').length + 1, 0);
  for (const name of [...old.slice(0, Math.max(old.length - spare, 0)), ...half])
    await files.remove(join(archive, name));
}

function foreignFolder(live: string): RegctlError {
  return new RegctlError('ALREADY_EXISTS', `${live} is there and was not made by regctl`, {
    reason: 'it is no link; another program may keep certificates there',
    hint: 'name another folder',
  });
}
