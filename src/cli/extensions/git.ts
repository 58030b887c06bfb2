import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { plainLine } from '../../core/plain-text.ts';
import type { Context } from '../context.ts';
import { MAX_OCTETS, refuseLarge, type Content, type SourceFile } from './content.ts';

/** Milliseconds for one call of git; a repository of an extension is small. */
const TIMEOUT_MS = 300_000;
/** Octets of the list of files, and of what stands between files. */
const MAX_LIST = 8_000_000;
/** What carries who the sender is. Others, and `ext`, which runs a program, are refused by git. */
const PROTOCOLS = 'https:ssh:file';
/** Variables by which git would work on another repository than the one named. */
const ELSEWHERE =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|TEMPLATE_DIR)$/;
/** Against what the user's own settings would run besides. */
const SETTINGS: readonly string[] = [
  `core.hooksPath=${devNull}`,
  'fetch.recurseSubmodules=false',
  'gc.auto=0',
  'maintenance.auto=false',
];
const FILE_MODES: readonly string[] = ['100644', '100755'];

interface Call {
  readonly context: Context;
  readonly source: string;
  readonly repository: string;
}

/**
 * Reads the files of a repository at a branch, tag or commit by the git of this machine. Objects are fetched and printed, and nothing is checked out, so that no hook, filter or
 * submodule gets a chance to run. Symbolic links and submodules are left out.
 *
 * @param ref - undefined for the default branch
 * @throws RegctlError `PROGRAM_FAILED` with git's words, `TOO_LARGE`
 */
export async function readRepository(
  context: Context,
  source: string,
  ref: string | undefined,
): Promise<Content> {
  const repository = await mkdtemp(join(tmpdir(), 'regctl-extension-'));
  const call = { context, source, repository };
  try {
    await git(call, ['init', '--quiet', '--bare', '--template=']);
    await git(call, ['fetch', '--quiet', '--depth=1', '--no-tags', '--', source, ref ?? 'HEAD']);
    const commit = (await git(call, ['rev-parse', 'FETCH_HEAD^{commit}'])).toString().trim();
    return { commit, files: await readFiles(call, commit) };
  } finally {
    await rm(repository, { recursive: true, force: true });
  }
}

async function readFiles(call: Call, commit: string): Promise<readonly SourceFile[]> {
  const list = (await git(call, ['ls-tree', '-r', '-z', '-l', commit])).toString();
  const entries = list
    .split('\0')
    .map((line) => /^([0-7]{6}) blob ([0-9a-f]+) +([0-9]+)\t(.+)$/s.exec(line))
    .flatMap((found) => {
      const [, mode = '', object = '', size = '', path = ''] = found ?? [];
      return FILE_MODES.includes(mode)
        ? [{ object, path, size: Number(size), executable: mode === '100755' }]
        : [];
    });
  refuseLarge(
    call.source,
    entries.length,
    entries.reduce((sum, { size }) => sum + size, 0),
  );
  const objects = await git(
    call,
    ['cat-file', '--batch'],
    entries.map(({ object }) => `${object}\n`).join(''),
  );
  let at = 0;
  return entries.map(({ path, executable, size }) => {
    // `<object> blob <size>`, a line end, the octets, a line end (git-cat-file(1)).
    const begin = objects.indexOf('\n', at) + 1;
    at = begin + size + 1;
    return { path, executable, octets: objects.subarray(begin, begin + size) };
  });
}

function git({ context, source, repository }: Call, words: readonly string[], stdin = ''): Promise<Buffer> {
  const environment = Object.fromEntries(
    Object.entries(context.environment).filter(
      ([name]) => !ELSEWHERE.test(name) && !name.startsWith('REGCTL_'),
    ),
  );
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...SETTINGS.flatMap((setting) => ['-c', setting]), ...words],
      {
        cwd: repository,
        env: {
          ...environment,
          GIT_ALLOW_PROTOCOL: PROTOCOLS,
          LC_ALL: 'C',
          ...(context.prompt.interactive ? {} : { GIT_TERMINAL_PROMPT: '0' }),
        },
        encoding: 'buffer',
        maxBuffer: MAX_OCTETS + MAX_LIST,
        timeout: TIMEOUT_MS,
        signal: context.signal,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(gitFailure(context, source, error, stderr.toString()));
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin);
  });
}

function gitFailure(context: Context, source: string, cause: Error, stderr: string): RegctlError {
  if (context.signal.aborted)
    return new RegctlError('INTERRUPTED', `reading ${source} was interrupted`, {
      reason: 'it was asked to stop',
      hint: 'nothing was installed',
      cause,
    });
  if ('code' in cause && cause.code === 'ENOENT')
    return new RegctlError('PROGRAM_FAILED', `cannot read ${source}`, {
      reason: 'git is not on PATH',
      hint: 'install git, or name a folder that holds the extension',
      cause,
    });
  const lines = stderr.split('\n').filter((line) => /^(?:fatal|error|remote|ssh|ERROR):? /.test(line));
  return new RegctlError('PROGRAM_FAILED', `git cannot read ${source}`, {
    reason: plainLine(lines.find((line) => line.startsWith('fatal')) ?? lines[0] ?? cause.message).replace(
      /^fatal: /,
      '',
    ),
    hint: 'try `git ls-remote` with the same address, which takes https, ssh and file',
    cause,
  });
}
