import type { OutputField } from '../command-record.ts';
import type { Row } from '../output/view.ts';
import { programPath, type Installed } from './installed.ts';

export const INSTALLED_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'the word that calls it' },
  { name: 'path', description: 'the program' },
  { name: 'source', description: 'folder or repository; null for a program on PATH' },
  { name: 'ref', description: 'branch, tag or commit that upgrades keep to; null for the default branch' },
  { name: 'commit', description: 'commit it was taken from; null where there is none' },
  { name: 'digest', description: 'SHA-256 over its files, without which it is not run; null on PATH' },
  { name: 'files', description: 'how many files it has; null on PATH' },
];

export function extensionRow(folder: string, installed: Installed): Row {
  const { name, source, ref, commit, digest, files } = installed;
  return { name, path: programPath(folder, installed), source, ref, commit, digest, files: files.length };
}
