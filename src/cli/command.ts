import type { Context } from './context.ts';
import type { View } from './output/view.ts';

/** What a word on the command line may be completed with; values come from a cache, never from the network. */
export type Completes =
  'zone' | 'name' | 'type' | 'account' | 'profile' | 'provider' | 'file' | 'snapshot' | 'plan';

/** One flag. `boolean` takes no value, `list` may be given more than once, `duration` takes `90s`, `5m`, `1h` and gives milliseconds. */
export interface Flag {
  readonly type: 'boolean' | 'string' | 'list' | 'integer' | 'duration';
  readonly description: string;
  readonly short?: string;
  /** What stands for the value in help: `NAME`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

/** One positional argument. A variadic one is the last and takes all words left. */
export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly completes?: Completes;
}

/** One field of the command's JSON output. */
export interface OutputField {
  readonly name: string;
  readonly description: string;
}

type ValueOf<F extends Flag> = F['type'] extends 'boolean'
  ? boolean
  : F['type'] extends 'list'
    ? readonly string[]
    : F['type'] extends 'string'
      ? string | undefined
      : number | undefined;

export type Flags = { readonly [name: string]: Flag };

/** What `run` is handed: flags under their names, words under those of the arguments. */
export interface Input<F extends Flags> {
  readonly flags: { readonly [N in keyof F]: ValueOf<F[N]> };
  /** The word of an argument; empty where an optional one was not given. */
  readonly arg: (name: string) => string;
  /** The words of a variadic argument. */
  readonly rest: readonly string[];
}

/** What one flag's value may be, whatever the flag. */
export type FlagValue = string | number | boolean | readonly string[] | undefined;

/** The input of a command whose flags are not known to the types. */
export interface AnyInput {
  readonly flags: { readonly [name: string]: FlagValue };
  readonly arg: (name: string) => string;
  readonly rest: readonly string[];
}

/** A command as data, and the function that carries it out. Help, completion, documentation and the JSON tree read the same record. */
export interface Command<F extends Flags = Flags> {
  /** One sentence, a verb first, no full stop. */
  readonly summary: string;
  readonly description?: string;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly args: readonly Argument[];
  readonly flags: F;
  /** Fields of the rows or of the object that `--json` prints; empty for commands that print no data. */
  readonly fields: readonly OutputField[];
  /** Exit codes besides 0, 1, 2 and 130, with what they mean here. */
  readonly exitCodes?: { readonly [code: number]: string };
  /** Whether it may change something at a provider or in the store. */
  readonly writes: boolean;
  /** Carries it out and gives what to print; never prints data itself. */
  run(context: Context, input: Input<F>): Promise<View>;
}

/** A command whose flags are of any kind: what registries hold. */
export interface AnyCommand extends Omit<Command, 'run'> {
  run(context: Context, input: AnyInput): Promise<View>;
}

/** A noun: what stands above its verbs in help. */
export interface Group {
  readonly summary: string;
  readonly section: 'zones' | 'code' | 'accounts' | 'tool';
  readonly aliases?: readonly string[];
  /** Verbs in the order of help; others follow by name. */
  readonly order?: readonly string[];
}

/** Makes a command of its record; the flags' types flow into `run`. */
export function defineCommand<const F extends Flags>(command: Command<F>): AnyCommand {
  return command as unknown as AnyCommand;
}
