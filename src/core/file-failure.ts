import { RegctlError } from './errors.ts';

/** What the codes of file systems mean, for people. */
const REASONS: { readonly [code: string]: string } = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EEXIST: 'something else is there already',
  EISDIR: 'it is a folder',
  ELOOP: 'links in its path lead round in circles',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'there is no room left',
  ENOTDIR: 'a part of its path is a file and no folder',
  EROFS: 'the file system is read-only',
};

/** Tells whether an error comes from a file system, of one of `codes` when any are given. */
export function isFileError(
  error: unknown,
  ...codes: readonly string[]
): error is Error & { readonly code: string; readonly path?: string } {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    (codes.length === 0 || codes.includes(error.code))
  );
}

/** What comes of a look at a file; undefined where it is not there. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Makes the error for a file or folder that could not be used: `FILE_NOT_FOUND` for reading what is not there, else `FILE_FAILED`. A RegctlError is given
 * back as it is.
 *
 * @param path - as the user knows it
 * @param hint - what to type next, where more is known than the path
 */
export function fileFailure(
  verb: 'read' | 'write' | 'create' | 'delete' | 'use',
  path: string,
  cause: unknown,
  hint?: string,
): RegctlError {
  if (cause instanceof RegctlError) return cause;
  const missing = verb === 'read' && isFileError(cause, 'ENOENT');
  const known = isFileError(cause) ? REASONS[cause.code] : undefined;
  return new RegctlError(missing ? 'FILE_NOT_FOUND' : 'FILE_FAILED', `cannot ${verb} ${path}`, {
    reason: known ?? (cause instanceof Error ? cause.message : 'it failed'),
    hint:
      hint ??
      (verb === 'read'
        ? 'name a file that is there and can be read'
        : 'name a place that can be written, or make this one writable'),
    cause,
  });
}
