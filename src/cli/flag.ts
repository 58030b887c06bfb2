/** What a word on the command line may be completed with; values come from a cache, never from the network. */
export type Completes =
  'zone' | 'domain' | 'name' | 'type' | 'account' | 'profile' | 'provider' | 'file' | 'snapshot' | 'plan';

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

/** Flags by name. */
export type Flags = { readonly [name: string]: Flag };

/** What one flag's value may be, whatever the flag. */
export type FlagValue = string | number | boolean | readonly string[] | undefined;
