/**
 * Tells whether a path of an `$INCLUDE` or a project file stays below the folder it is taken from, by its text alone. Symbolic links are for whoever opens the file to check.
 */
export function staysInside(path: string): boolean {
  if (
    path === '' ||
    path.startsWith('/') ||
    path.startsWith('\\') ||
    /^[A-Za-z]:/.test(path) ||
    path.includes('\0')
  )
    return false;
  return !path.split(/[/\\]/).includes('..');
}
