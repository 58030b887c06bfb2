import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, opendir, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unlessMissing } from '../../core/file-failure.ts';
import { makeFolder } from '../make-folder.ts';

/** Octets of a file that are in memory at a time. */
const CHUNK = 256 * 1_024;

/** What a file was found to hold. */
export interface FileContent {
  readonly octets: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** Walks over the files of a folder of blobs, as paths below it with `/`; nothing where it is not there. What begins with a dot is still being written. */
export async function* filesOfBlobs(folder: string, below = ''): AsyncGenerator<string> {
  const entries = await unlessMissing(opendir(join(folder, below)));
  if (entries === undefined) return;
  for await (const entry of entries) {
    const path = `${below}${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* filesOfBlobs(folder, `${path}/`);
    else if (entry.isFile()) yield path;
  }
}

/** Copies a file piece by piece, as it is when it is opened. @returns undefined where it went meanwhile */
export async function copyFileOf(from: string, to: string): Promise<FileContent | undefined> {
  const source = await unlessMissing(open(from, 'r'));
  if (source === undefined) return undefined;
  try {
    makeFolder(dirname(to), 0o700);
    const target = await open(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      return await readThrough(source, (piece) => target.writeFile(piece));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Reads a file piece by piece. @returns undefined where it is not there */
export async function contentOf(path: string): Promise<FileContent | undefined> {
  const file = await unlessMissing(open(path, 'r'));
  if (file === undefined) return undefined;
  try {
    return await readThrough(file, () => Promise.resolve());
  } finally {
    await file.close();
  }
}

async function readThrough(
  file: FileHandle,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<FileContent> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK);
  for (let octets = 0; ;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK);
    if (bytesRead === 0) return { octets, sha256: hash.digest('hex') };
    const piece = chunk.subarray(0, bytesRead);
    hash.update(piece);
    await take(piece);
    octets += bytesRead;
  }
}
