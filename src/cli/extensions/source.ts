import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure } from '../../core/file-failure.ts';
import type { Context } from '../context.ts';
import { isFolder } from '../files.ts';
import { MAX_FILES, refuseLarge, type Content, type SourceFile } from './content.ts';

/** Where an extension comes from. */
export interface Source {
  readonly kind: 'folder' | 'git';
  /** Absolute path, or address as git takes it. */
  readonly address: string;
  /** `regctl-NAME` without what stands before the hyphen. */
  readonly name: string;
}

/**
 * Understands where an extension is to come from: a folder that is there, `OWNER/REPOSITORY` at GitHub as gh has it, or an address of a git repository.
 *
 * @throws RegctlError `INVALID_INPUT` where it is none, or is not called `regctl-NAME`
 */
export function parseSource(context: Context, word: string): Source {
  const path = resolve(context.cwd, word.replace(/^~(?=\/|$)/, context.environment['HOME'] ?? homedir()));
  if (isFolder(path)) return { kind: 'folder', address: path, name: nameOf(path) };
  const isShort = /^[\w-]+\/[\w.-]+$/.test(word);
  const isAddress = /^[a-z][a-z+]*:\/\/./i.test(word) || /^[\w.-]+@[\w.-]+:./.test(word);
  if (!isShort && !isAddress)
    throw new RegctlError('INVALID_INPUT', 'the source of the extension is no folder and no address', {
      reason: 'there is no folder of that name here, and git takes no such address',
      hint: 'write a folder, OWNER/regctl-NAME at GitHub, or an address such as https://git.example.org/regctl-NAME.git',
    });
  // The address is kept and shown, which a password must not be. Over HTTPS a token stands for the user, too.
  if (/^(?:[a-z+]+:\/\/[^/@]*:[^/@]*@|https?:\/\/[^/]*@)/i.test(word))
    throw new RegctlError('INVALID_INPUT', 'the address of the extension holds a password or token', {
      reason: 'it would be kept with the extension',
      hint: "leave it out and let git's credential helper give it",
    });
  return { kind: 'git', address: isShort ? `https://github.com/${word}` : word, name: nameOf(word) };
}

function nameOf(place: string): string {
  const last = place
    .replace(/[/\\]+$/, '')
    .replace(/\.git$/, '')
    .split(/[/\\:]/)
    .at(-1);
  const name = /^regctl-([A-Za-z0-9][\w-]*)$/.exec(last ?? '')?.[1];
  if (name !== undefined) return name;
  throw new RegctlError('INVALID_INPUT', `${JSON.stringify(last)} is not the name of an extension`, {
    reason: 'its folder or repository, and the program in it, are called regctl-NAME',
    hint: 'name one that is called so',
  });
}

/** Reads every file of a folder but those of git; symbolic links are left out. @throws RegctlError `TOO_LARGE`, `FILE_FAILED` */
export async function readFolder(folder: string): Promise<Content> {
  const paths: string[] = [];
  const walk = async (at: string): Promise<void> => {
    for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '.git') await walk(path);
      if (entry.isFile()) paths.push(path);
      if (paths.length > MAX_FILES) return;
    }
  };
  try {
    await walk('');
    const files: SourceFile[] = [];
    let octets = 0;
    for (const path of paths) {
      const { mode, size } = await stat(join(folder, path));
      octets += size;
      refuseLarge(folder, paths.length, octets);
      files.push({ path, executable: (mode & 0o100) !== 0, octets: await readFile(join(folder, path)) });
    }
    return { files, commit: null };
  } catch (error) {
    throw fileFailure('read', folder, error);
  }
}
