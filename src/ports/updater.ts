/** How this regctl came onto the machine. */
export interface Installation {
  readonly method: 'binary' | 'debian' | 'homebrew' | 'npm' | 'source';
  /** The file that is regctl. */
  readonly path: string;
  /** What a person types to update it, where regctl itself may not. */
  readonly command?: string;
}

/** A release whose signature was verified. */
export interface Release {
  readonly version: string;
  readonly commit: string;
  readonly createdAt: string;
  /** The file for this machine. */
  readonly file: { readonly name: string; readonly size: number; readonly sha256: string };
}

/** What an update or a rollback did. */
export interface Replaced {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Brings this regctl up to date.
 *
 * Contract: `release` gives only what a key that this regctl knows has signed, else `RELEASE_UNTRUSTED`; `install` and `rollback` throw `UPDATE_ELSEWHERE`
 * where another program keeps the file. `install` changes nothing unless size and digest of the download fit and the new file runs; at every moment the path
 * holds the whole old or the whole new file, and the old one is kept for `rollback`, which exchanges the two.
 */
export interface Updater {
  installation(): Installation;
  /** @throws RegctlError `UPDATE_ELSEWHERE`, `FILE_FAILED` where the file is not regctl's to replace */
  requireReplaceable(): void;
  /** @param version - of the release; the newest when omitted */
  release(version?: string, signal?: AbortSignal): Promise<Release>;
  install(
    release: Release,
    options: {
      readonly onProgress?: (received: number, size: number) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<Replaced>;
  rollback(): Promise<Replaced>;
}
