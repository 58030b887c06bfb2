import { close, fdatasync, open } from 'node:fs';
import { promisify } from 'node:util';

/** The write-ahead log of an open database, brought to the disk while the process goes on with other work. */
export interface WriteAheadLog {
  /** Resolves when all that is committed by now would survive a power cut. */
  synced(): Promise<void>;
  /** Resolves when those have their answer who wait for it now; undefined where nobody does. Never fails: they are told. */
  waiting(): Promise<unknown> | undefined;
  /** For a database that is closed, and so not written to any more. */
  close(): Promise<void>;
}

const [openFile, syncData, closeFile] = [promisify(open), promisify(fdatasync), promisify(close)];

/** @param path - of the log, which is there once the database was written to, and as long as it is open */
export function openWriteAheadLog(path: string): WriteAheadLog {
  let file: number | undefined;
  const shared = shareSyncs(async () => {
    // Windows syncs only what is open for writing. The time stamps of the file are of no use to anybody.
    file ??= await openFile(path, 'r+');
    await syncData(file);
  });
  let last: Promise<unknown> | undefined;
  return {
    synced: () => {
      const sync = shared();
      const end = sync.then(forget, forget);
      function forget(): void {
        if (last === end) last = undefined;
      }
      last = end;
      return sync;
    },
    waiting: () => last,
    close: async () => {
      await last;
      if (file !== undefined) await closeFile(file);
    },
  };
}

/** Turns syncs that are asked for at the same time into few: each is for all who asked before it began, and the next begins after it, when all that is at hand has been done. */
export function shareSyncs(sync: () => Promise<void>): () => Promise<void> {
  let present: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    next = undefined;
    present = sync();
    return present;
  };
  // How the present one ends is told to those who wait for it.
  return () => (next ??= present.then(endOfTurn, endOfTurn).then(begin));
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
