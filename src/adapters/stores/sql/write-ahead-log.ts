import { close, fdatasync, open } from 'node:fs';
import { promisify } from 'node:util';

/** The write-ahead log of an open database, brought to the disk while the process goes on with other work. */
export interface WriteAheadLog {
  /** Resolves when all that is committed by now would survive a power cut. */
  synced(): Promise<void>;
  close(): Promise<void>;
}

/** @param path - of the log, which is there once the database was written to, and as long as it is open */
export function openWriteAheadLog(path: string): WriteAheadLog {
  let file: Promise<number> | undefined;
  const synced = shareSyncs(async () => {
    // Windows syncs only what is open for writing. The time stamps of the file are of no use to anybody.
    file ??= promisify(open)(path, 'r+');
    await promisify(fdatasync)(await file);
  });
  return {
    synced,
    close: async () => {
      if (file === undefined) return;
      await synced();
      await promisify(close)(await file);
    },
  };
}

/** Turns syncs that are asked for at the same time into few: one that has begun may miss what was written since, so the next one is for all who came meanwhile. */
export function shareSyncs(sync: () => Promise<void>): () => Promise<void> {
  let present: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    next = undefined;
    const begun = sync().finally(() => {
      if (present === begun) present = undefined;
    });
    present = begun;
    return begun;
  };
  return () => {
    if (present === undefined) return begin();
    // How the present one ends is told to those who wait for it.
    next ??= present.then(begin, begin);
    return next;
  };
}
