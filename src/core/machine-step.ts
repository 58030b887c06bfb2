/** One change to the settings of a machine, as data: shown before it is done, and done in order. */
export type MachineStep =
  | { readonly op: 'write'; readonly path: string; readonly text: string; readonly mode: number }
  | { readonly op: 'remove'; readonly path: string }
  | {
      readonly op: 'run';
      readonly command: readonly [string, ...string[]];
      readonly stdin?: string;
      /** Whether a failure is no matter: what is to go may be gone. */
      readonly mayFail?: boolean;
    };

/** What must be known of a machine to change its settings. */
export interface MachineFacts {
  /** As Node.js names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly home: string;
  readonly userId: number;
  /** How regctl is started here: program and first words. */
  readonly self: readonly [string, ...string[]];
}

/** A step as a person would do it. */
export function describeStep(step: MachineStep): string {
  switch (step.op) {
    case 'write':
      return `write ${step.path}`;
    case 'remove':
      return `remove ${step.path}`;
    case 'run':
      return `run ${step.command.map(quoted).join(' ')}${step.stdin === undefined ? '' : ' with the new text'}`;
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
