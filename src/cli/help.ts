import type { Argument, CommandRecord } from './command-record.ts';
import type { Flag } from './flag.ts';
import type { CommandEntry, GroupEntry, Registry } from './registry.ts';
import type { Paint } from './output/view.ts';

export interface HelpStyle {
  readonly paint: Paint;
  readonly columns: number;
}

const SECTIONS = {
  domains: 'DOMAINS',
  zones: 'ZONES AND RECORDS',
  code: 'DNS AS CODE',
  accounts: 'ACCOUNTS AND SETTINGS',
  tool: 'THE TOOL ITSELF',
} as const;

/** Exit codes that every command has. */
export const COMMON_EXIT_CODES: { readonly [code: number]: string } = {
  0: 'done, or nothing to do',
  1: 'failed, nothing more exact is known',
  2: 'usage error: unknown command or flag, invalid value',
  3: 'changes are present',
  4: 'credentials missing, rejected or not allowed',
  5: 'not found',
  6: 'the provider or account cannot do this',
  7: 'a guard refused',
  8: 'not finished before the time given',
  9: 'partly done; each item is listed',
  10: 'transient: rate limit, server trouble, network',
  130: 'interrupted',
};

/** The root's help: what there is, by section. */
export function rootHelp(registry: Registry, style: HelpStyle): string {
  const sections = Object.entries(SECTIONS).map(([section, title]) => {
    const nouns = registry.groups
      .filter((group) => group.section === section && !group.name.includes(' '))
      .map((group) => [group.name, group.summary] as const);
    const singles = registry.commands
      .filter((entry) => entry.path.length === 1 && sectionOf(entry) === section)
      .map((entry) => [entry.path[0], entry.summary] as const);
    return block(
      style,
      title,
      table(
        style,
        [...nouns, ...singles].toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
    );
  });
  return join([
    'One tool for domains, DNS and certificates.',
    block(style, 'USAGE', ['regctl <noun> <verb> [arguments] [flags]']),
    block(style, 'EXAMPLES', [
      'regctl init',
      'regctl dns list example.org',
      'regctl dns set example.org www A 192.0.2.7',
      'regctl plan --out changes.json && regctl apply changes.json',
    ]),
    ...sections,
    block(
      style,
      'HELP TOPICS',
      table(style, [
        ['help TOPIC', 'environment, events, exit-codes, flags, formatting, safety'],
        ['help PROVIDER', 'what a provider can do, and how to connect it'],
      ]),
    ),
    block(style, 'LEARN MORE', ['regctl <noun> --help, regctl <noun> <verb> --help']),
  ]);
}

/** A noun's help: its verbs. */
export function groupHelp(registry: Registry, group: GroupEntry, style: HelpStyle): string {
  return join([
    `${group.summary}.`,
    block(style, 'USAGE', [`regctl ${group.name} <verb> [arguments] [flags]`]),
    block(
      style,
      'COMMANDS',
      table(style, [
        ...registry.verbsOf(group).map((entry) => [entry.path.at(-1) ?? '', entry.summary] as const),
        ...registry
          .partsOf(group)
          .map((part) => [`${part.name.split(' ').at(-1) ?? ''} …`, part.summary] as const),
      ]),
    ),
    block(style, 'LEARN MORE', [`regctl ${group.name} <verb> --help`]),
  ]);
}

/** A command's help, examples right behind the usage. */
export async function commandHelp(name: string, command: CommandRecord, style: HelpStyle): Promise<string> {
  const codes = Object.entries(command.exitCodes ?? {});
  return join([
    `${command.summary}.`,
    command.description === undefined ? '' : wrap(command.description, style.columns).join('\n'),
    block(style, 'USAGE', [usageLine(name, command)]),
    block(
      style,
      'EXAMPLES',
      command.examples.flatMap(({ command: line, does }) => [style.paint.dim(`# ${does}`), line]),
    ),
    block(
      style,
      'ARGUMENTS',
      table(
        style,
        command.args.map((argument) => [argument.name.toUpperCase(), argument.description] as const),
      ),
    ),
    block(
      style,
      'FLAGS',
      table(
        style,
        Object.entries(command.flags).map(
          ([flag, about]) => [flagForm(flag, about), describeFlag(about)] as const,
        ),
      ),
    ),
    block(
      style,
      'JSON FIELDS',
      command.fields.length === 0
        ? []
        : wrap(command.fields.map((field) => field.name).join(', '), style.columns - 2),
    ),
    block(style, 'PROVIDERS', table(style, await providerRows(name))),
    block(style, 'EXIT CODES', codes.length === 0 ? [] : table(style, codes)),
    block(style, 'LEARN MORE', [
      'regctl help flags has the flags of every command, regctl help exit-codes the codes',
    ]),
  ]);
}

/** Which registrars can do it; loaded for those commands alone. */
async function providerRows(name: string): Promise<readonly (readonly [string, string])[]> {
  return name.startsWith('domains ') ? (await import('./registrar-support.ts')).supportRows(name) : [];
}

/** The usage line: `regctl dns set ZONE NAME TYPE VALUE... [flags]`. */
export function usageLine(name: string, command: CommandRecord): string {
  return ['regctl', name, ...command.args.map(argumentForm), '[flags]'].join(' ');
}

export function argumentForm(argument: Argument): string {
  const form = `${argument.name.toUpperCase()}${argument.variadic === true ? '...' : ''}`;
  return argument.optional === true ? `[${form}]` : form;
}

export function flagForm(name: string, flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  return `${short}--${name}${flag.type === 'boolean' ? '' : ` ${flag.value ?? flag.type.toUpperCase()}`}`;
}

export function describeFlag(flag: Flag): string {
  const choices = flag.choices === undefined ? '' : `: ${flag.choices.join(', ')}`;
  return `${flag.description}${choices}${flag.type === 'list' ? '; may be given more than once' : ''}`;
}

/** Words and meanings side by side, the latter wrapped. */
export function table(style: HelpStyle, rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(34, Math.max(0, ...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) => {
    const room = Math.max(20, style.columns - width - 4);
    const [first = '', ...others] = wrap(right, room);
    if (left.length > width)
      return [left, ...[first, ...others].map((line) => `${' '.repeat(width + 2)}${line}`)];
    return [`${left.padEnd(width)}  ${first}`, ...others.map((line) => `${' '.repeat(width + 2)}${line}`)];
  });
}

function sectionOf(entry: CommandEntry): string {
  return ['plan', 'apply', 'drift', 'pull', 'validate', 'fmt', 'init'].includes(entry.path[0])
    ? 'code'
    : 'tool';
}

function block(style: HelpStyle, title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [style.paint.bold(title), ...lines.map((line) => `  ${line}`)].join('\n');
}

function join(blocks: readonly string[]): string {
  return `${blocks.filter((part) => part !== '').join('\n\n')}\n`;
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
