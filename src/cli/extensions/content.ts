import { createHash } from 'node:crypto';
import { canonicalJson, digestText } from '../../core/canonical-json.ts';
import { RegctlError } from '../../core/errors.ts';
import { staysInside } from '../../core/master-file/include-path.ts';

/** A file of an extension as its source has it. */
export interface SourceFile {
  /** Below the folder of the extension, with slashes. */
  readonly path: string;
  readonly executable: boolean;
  readonly octets: Uint8Array;
}

/** What a source holds at one moment. */
export interface Content {
  readonly files: readonly SourceFile[];
  /** The commit it was taken from; null for a folder. */
  readonly commit: string | null;
}

/** One file as it was installed. */
export interface PinnedFile {
  readonly path: string;
  readonly executable: boolean;
  /** SHA-256, lower-case hex. */
  readonly digest: string;
}

/** Far more than a program with its libraries has; a home folder that was named by mistake has more. */
export const MAX_FILES = 2_000;
export const MAX_OCTETS = 256_000_000;

/** The files by digest, in order of their paths. @throws RegctlError `INVALID_INPUT` for a path that leads elsewhere */
export function pin(files: readonly SourceFile[]): readonly PinnedFile[] {
  return files
    .map(({ path, executable, octets }) => {
      if (!staysInside(path))
        throw new RegctlError('INVALID_INPUT', 'the extension holds a file that would lie elsewhere', {
          reason: JSON.stringify(path),
          hint: 'tell its author',
        });
      return { path, executable, digest: digestOf(octets) };
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The digest of a whole extension: another one means that something in it differs. */
export function digestOfAll(files: readonly PinnedFile[]): string {
  return digestText(canonicalJson(files));
}

export function digestOf(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}

/** @throws RegctlError `TOO_LARGE` */
export function refuseLarge(source: string, files: number, octets: number): void {
  if (files <= MAX_FILES && octets <= MAX_OCTETS) return;
  throw new RegctlError('TOO_LARGE', `${source} is too large for an extension`, {
    reason: `at most ${MAX_FILES} files of ${MAX_OCTETS / 1e6} MB together are taken`,
    hint: 'name the folder or repository of the extension itself',
  });
}
