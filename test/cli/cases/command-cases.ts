/**
 * How each command is called in the output matrix. `ok` must end with the exit code given (0 where none is), in a home that has an account `local`,
 * a zone example.org with a few records and a project file. What a command cannot have (an empty result, a zone that is missing) it leaves out.
 */
export interface CommandCases {
  readonly ok: {
    readonly argv: readonly string[];
    readonly exitCode?: number;
    readonly stdin?: string;
    /** Whether it runs until it is stopped; it then is, before it begins. */
    readonly stopped?: boolean;
  };
  /** A call whose result is empty: an empty list, or nothing to do. */
  readonly empty?: { readonly argv: readonly string[]; readonly exitCode?: number };
  /** A call that names something that is not there: exit code 5 where none is given. */
  readonly notFound?: { readonly argv: readonly string[]; readonly exitCode?: number };
  /** A call that a guard stops: exit code 7. */
  readonly guard?: { readonly argv: readonly string[] };
  /** A call that waits and gives up: exit code 8. */
  readonly timeout?: { readonly argv: readonly string[] };
  /** Whether it needs an account: called without one it must end with 4. */
  readonly needsAccount: boolean;
}

export const words = (text: string): readonly string[] => text.split(' ');
export const needsZone: { readonly needsAccount: true } = { needsAccount: true };
export const alone: { readonly needsAccount: false } = { needsAccount: false };
/** A directory that nobody serves. */
export const NO_CA: string = 'http://127.0.0.1:9/directory';
