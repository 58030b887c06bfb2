import type { Completes, Flags } from './flag.ts';

/** One positional argument. A variadic one is the last and takes all words left. */
export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  /** Of the last argument: a word of this form is it, even where it begins with a dash. */
  readonly form?: RegExp;
  readonly completes?: Completes;
}

/** One field of the command's JSON output. */
export interface OutputField {
  readonly name: string;
  readonly description: string;
}

/** Everything about a command but what carries it out: help, completion, documentation and the JSON tree read it. */
export interface CommandRecord<F extends Flags = Flags> {
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
}

/** A noun: what stands above its verbs in help. */
export interface Group {
  readonly summary: string;
  readonly section: 'domains' | 'zones' | 'code' | 'accounts' | 'tool';
  readonly aliases?: readonly string[];
  /** Verbs in the order of help; others follow by name. */
  readonly order?: readonly string[];
}
