import type { Context } from './context.ts';
import type { CommandRecord } from './command-record.ts';
import type { Flag, Flags, FlagValue } from './flag.ts';
import type { View } from './output/view.ts';

type ValueOf<F extends Flag> = F['type'] extends 'boolean'
  ? boolean
  : F['type'] extends 'list'
    ? readonly string[]
    : F['type'] extends 'string'
      ? string | undefined
      : number | undefined;

/** What `run` is handed: flags under their names, words under those of the arguments. */
export interface Input<F extends Flags> {
  readonly flags: { readonly [N in keyof F]: ValueOf<F[N]> };
  /** The word of an argument; empty where an optional one was not given. */
  readonly arg: (name: string) => string;
  /** The words of a variadic argument. */
  readonly rest: readonly string[];
}

/** The input of a command whose flags are not known to the types. */
export interface AnyInput {
  readonly flags: { readonly [name: string]: FlagValue };
  readonly arg: (name: string) => string;
  readonly rest: readonly string[];
}

/** A command: its record as data, and the function that carries it out. */
export interface Command<F extends Flags = Flags> extends CommandRecord<F> {
  /** Carries it out and gives what to print; never prints data itself. */
  run(context: Context, input: Input<F>): Promise<View>;
}

/** A command whose flags are of any kind: what registries hold. */
export interface AnyCommand extends CommandRecord {
  run(context: Context, input: AnyInput): Promise<View>;
}

/** Makes a command of its record; the flags' types flow into `run`. */
export function defineCommand<const F extends Flags>(command: Command<F>): AnyCommand {
  return command as unknown as AnyCommand;
}
