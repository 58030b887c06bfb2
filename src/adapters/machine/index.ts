import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, open, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure, isFileError } from '../../core/file-failure.ts';
import { describeStep, type MachineFacts, type MachineStep } from '../../core/machine-step.ts';
import type { Machine } from '../../ports/machine.ts';
import { makeFolder } from '../make-folder.ts';
import { runProgram } from './run-program.ts';

/** Milliseconds for one program: rebuilding a trust store takes seconds. */
const TIMEOUT_MS = 60_000;

/** The machine that this process runs on. */
export function createMachine(
  environment: { readonly [name: string]: string | undefined },
  self: MachineFacts['self'],
): Machine {
  const run: Machine['run'] = (command) =>
    runProgram(command, { timeoutMs: TIMEOUT_MS, environment, exact: true });
  return {
    facts: {
      platform: process.platform,
      home: environment['HOME'] ?? environment['USERPROFILE'] ?? homedir(),
      userId: process.getuid?.() ?? -1,
      self,
    },
    has: async (program) =>
      (environment['PATH'] ?? '')
        .split(delimiter)
        .some((folder) => ['', '.exe'].some((suffix) => existsSync(join(folder, `${program}${suffix}`)))),
    isThere: async (path) => existsSync(path),
    read: async (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        if (isFileError(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw fileFailure('read', path, error);
      }
    },
    list: async (folder) => {
      try {
        return readdirSync(folder).toSorted();
      } catch (error) {
        if (isFileError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
        throw fileFailure('read', folder, error);
      }
    },
    run,
    carryOut: (step) => carryOut(step, environment),
  };
}

async function carryOut(
  step: MachineStep,
  environment: { readonly [name: string]: string | undefined },
): Promise<void> {
  if (step.op === 'run') {
    const { exitCode, failure, output } = await runProgram(step.command, {
      timeoutMs: TIMEOUT_MS,
      environment,
      ...(step.stdin === undefined ? {} : { stdin: step.stdin }),
    });
    if (exitCode === 0 || step.mayFail === true) return;
    throw new RegctlError('PROGRAM_FAILED', `could not ${describeStep(step)}`, {
      reason: output.trim() || failure || `it ended with exit code ${String(exitCode)}`,
      hint: 'do what it asks for, and run this again',
    });
  }
  try {
    if (step.op === 'write') await writeFile(step.path, step.text, step.mode);
    else await rm(step.path, { force: true });
  } catch (error) {
    if (!isFileError(error, 'EACCES', 'EPERM')) throw fileFailure('write', step.path, error);
    throw new RegctlError('PERMISSION_MISSING', `may not ${describeStep(step)}`, {
      reason: 'this belongs to the administrator of the machine',
      hint: 'run it as that user, with `sudo` or from an elevated prompt',
      cause: error,
    });
  }
}

async function writeFile(path: string, text: string, mode: number): Promise<void> {
  makeFolder(dirname(path), 0o755);
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(beside, 'w', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(beside, mode);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
