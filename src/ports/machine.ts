import type { MachineFacts, MachineStep } from '../core/machine-step.ts';

/** What a program did. */
export interface ProgramResult {
  /** Null where it could not be started, or was stopped by a signal or its time-out. */
  readonly exitCode: number | null;
  /** All that it printed to stdout, octet for octet. */
  readonly output: string;
  /** The end of what it printed to stderr. */
  readonly errors: string;
}

/**
 * The machine that regctl runs on, as far as its settings are changed: trust in a root, a timer.
 *
 * Contract: programs are run without a shell and end within a minute; `carryOut` writes a file whole or not at all and throws `FILE_FAILED` or
 * `PERMISSION_MISSING` for what it could not do.
 */
export interface Machine {
  readonly facts: MachineFacts;
  has(program: string): Promise<boolean>;
  isThere(path: string): Promise<boolean>;
  /** Undefined where there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  run(command: readonly [string, ...string[]]): Promise<ProgramResult>;
  carryOut(step: MachineStep): Promise<void>;
}
