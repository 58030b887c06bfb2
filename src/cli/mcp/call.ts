import { RegctlError, type Json } from '../../core/errors.ts';
import type { AnyCommand } from '../command.ts';
import type { CommandRecord } from '../command-record.ts';
import type { Context } from '../context.ts';
import type { GlobalFlags } from '../global-flags.ts';
import type { View } from '../output/view.ts';
import { parseInput } from '../parse.ts';
import { createPrompt } from '../prompt.ts';
import type { Tool } from './tools.ts';

export type ToolInput = { readonly [name: string]: unknown };

/** Runs the command of a tool as `regctl … --json` would, and gives what it would print. @throws RegctlError */
export async function callCommand(
  context: Context,
  tool: Tool,
  input: ToolInput,
  extra: readonly string[] = [],
): Promise<Json> {
  if (tool.command === undefined) throw new Error(`${tool.name} is no command's`);
  const { name, record } = tool.command;
  if (!isRunnable(record)) throw new Error(`${name} cannot be run`);
  const parsed = parseInput(name, record, [...extra, ...toWords(tool, input)]);
  return valueOf(await record.run(callContext(context, parsed.globals), parsed.input));
}

/** The context of one call: nobody is asked, nothing is read from stdin, which is the client's, and nothing is printed. */
function callContext(context: Context, globals: GlobalFlags): Context {
  const flags = { ...context.flags, ...globals };
  return {
    ...context,
    flags,
    json: true,
    prompt: createPrompt(false, context.signal),
    io: {
      stdin: { isTty: false, text: () => Promise.reject(noFiles('-')) },
      stdout: { ...context.io.stdout, write: () => undefined },
      stderr: { ...context.io.stderr, write: () => undefined },
    },
    settings: async () => {
      const settings = await context.settings();
      const account = globals.account;
      return typeof account !== 'string'
        ? settings
        : { ...settings, get: (key) => (key === 'account' ? account : settings.get(key)) };
    },
    notice: () => undefined,
    warn: () => undefined,
  };
}

/** The words that a person would type. Flags come first, `--` ends them: no value can pass for a flag. */
function toWords(tool: Tool, input: ToolInput): string[] {
  const flags: string[] = [];
  const record = tool.command?.record;
  const argumentNames = (record?.args ?? []).map((argument) => argument.name);
  for (const [name, value] of Object.entries(input)) {
    if (!(name in tool.inputSchema.properties))
      throw new RegctlError('USAGE', `${tool.name} has no ${name}`, {
        reason: `it takes: ${Object.keys(tool.inputSchema.properties).join(', ')}`,
        hint: 'leave it out',
      });
    if (argumentNames.includes(name)) continue;
    for (const one of [value].flat()) {
      if (one === true) flags.push(`--${name}`);
      else if (one !== false) flags.push(`--${name}=${toText(one)}`);
    }
  }
  const words = argumentNames.flatMap((name) => {
    const value = input[name];
    return value === undefined ? [] : [value].flat().map((one) => toText(one));
  });
  return [...flags, '--', ...words];
}

/** `@file` and `-` would read what the client may not see, or what is the client's own. */
function toText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new RegctlError('USAGE', 'a value is neither text nor number', {
      reason: `it is ${JSON.stringify(value)}`,
      hint: 'give text',
    });
  const word = String(value);
  if (word === '-' || /^@./s.test(word)) throw noFiles(word.slice(0, 1));
  return word;
}

function noFiles(form: string): RegctlError {
  return new RegctlError('USAGE', 'no file and no stdin is read for a tool', {
    reason: `a value that begins with ${form} stands for one`,
    hint: 'give the value itself',
  });
}

function valueOf(view: View): Json {
  switch (view.kind) {
    case 'rows':
      return [...view.rows];
    case 'object':
      return view.value;
    case 'text':
      return view.value ?? { text: view.text };
    case 'nothing':
      return {};
  }
}

function isRunnable(record: CommandRecord): record is AnyCommand {
  return 'run' in record;
}
