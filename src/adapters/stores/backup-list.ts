import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { RegctlError } from '../../core/errors.ts';

/** What a backup is made of, a line for each. Its name sorts before the others: what copies a folder in order copies it first. */
const LIST_FILE = 'backup.jsonl';

/** A file that is no way out of the folder: its segments are names. */
const blobPath = z.string().refine((path) => path.split('/').every((name) => !/^\.{0,2}$|\\/.test(name)));

const line = z.union([
  z.strictObject({ backup: z.literal(1) }),
  z.strictObject({ store: z.string() }),
  z.strictObject({ blob: blobPath, octets: z.number(), sha256: z.string() }),
  z.strictObject({ end: z.literal(true) }),
]);

/** A blob as a backup has it. */
export interface ListedBlob {
  /** Path below the folder of blobs, with `/`. */
  readonly blob: string;
  readonly octets: number;
  /** Of its content, in hexadecimal digits. */
  readonly sha256: string;
}

/** What a backup has of a store or a blob. */
export type ListedFile = { readonly store: string } | ListedBlob;

/** Writes the list of a backup while it is made. Without an end it is that of a backup that was broken off. */
export interface BackupList {
  add(file: ListedFile): Promise<void>;
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Begins the list of a backup. */
export async function beginBackupList(folder: string): Promise<BackupList> {
  const file = await open(join(folder, LIST_FILE), 'wx', 0o600);
  const write = async (entry: z.infer<typeof line>): Promise<void> => {
    await file.appendFile(`${JSON.stringify(entry)}\n`);
  };
  await write({ backup: 1 });
  return {
    add: write,
    end: async () => {
      await write({ end: true });
      await file.sync();
    },
    close: () => file.close(),
  };
}

/** Tells whether a folder has a list of a backup; those that were made before there were lists have none. */
export function hasBackupList(folder: string): boolean {
  return existsSync(join(folder, LIST_FILE));
}

/** Reads the list of a backup, line by line. @throws RegctlError `INVALID_INPUT` where it has no end, or is not as it was written */
export async function* readBackupList(folder: string): AsyncGenerator<ListedFile> {
  const file = await open(join(folder, LIST_FILE), 'r');
  try {
    let isEnded = false;
    for await (const text of file.readLines({ autoClose: false })) {
      const entry = line.safeParse(parseJson(text)).data;
      if (entry === undefined || isEnded)
        throw notWhole(folder, `its list ${LIST_FILE} was cut off or changed`);
      if ('end' in entry) isEnded = true;
      else if (!('backup' in entry)) yield entry;
    }
    if (!isEnded) throw notWhole(folder, 'it was broken off before its end');
  } finally {
    await file.close();
  }
}

/** Says why a backup is not brought back. */
export function notWhole(folder: string, reason: string): RegctlError {
  return new RegctlError('INVALID_INPUT', `the backup ${folder} is not whole`, {
    reason,
    hint: 'restore another one; nothing was written',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON is refused as any other form is.
    return undefined;
  }
}
