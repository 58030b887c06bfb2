// The manual: a page for each command, one for regctl itself, one for each help topic, from the records that help is made of.
import { COMMANDS, GROUPS } from '../../src/cli/commands/registry.gen.ts';
import type { CommandRecord } from '../../src/cli/command-record.ts';
import type { Flag } from '../../src/cli/flag.ts';
import { GLOBAL_FLAGS } from '../../src/cli/global-flags.ts';
import { argumentForm, COMMON_EXIT_CODES, describeFlag } from '../../src/cli/help.ts';
import { helpTopic, TOPICS } from '../../src/cli/help-topics.ts';
import { createPaint } from '../../src/cli/output/view.ts';
import { supportRows } from '../../src/cli/registrar-support.ts';
import { createRegistry } from '../../src/cli/registry.ts';

export interface ManOptions {
  readonly version: string;
  /** Day of the commit, `2026-11-21`, so that a page follows from its commit alone. */
  readonly date: string;
}

/** Gives the pages by file name, `regctl-dns-set.1`. */
export async function manPages(options: ManOptions): Promise<{ readonly [file: string]: string }> {
  const registry = createRegistry(GROUPS, COMMANDS);
  const pages: { [file: string]: string } = {
    'regctl.1': rootPage(
      registry.commands.map(({ path, summary }) => [path.join(' '), summary] as const),
      options,
    ),
  };
  for (const { path, load } of registry.commands)
    pages[`regctl-${path.join('-')}.1`] = commandPage(path.join(' '), await load(), options);
  for (const topic of Object.keys(TOPICS)) pages[`regctl-${topic}.7`] = topicPage(topic, options);
  return pages;
}

function commandPage(name: string, command: CommandRecord, options: ManOptions): string {
  const page = `regctl-${name.replaceAll(' ', '-')}`;
  const codes = { ...COMMON_EXIT_CODES, ...command.exitCodes };
  const own = Object.entries(codes).filter(
    ([code]) => ['0', '1', '2', '130'].includes(code) || code in (command.exitCodes ?? {}),
  );
  return [
    heading(page, 1, options),
    section('NAME', [`${text(page)} \\- ${text(command.summary)}`]),
    section('SYNOPSIS', [
      `.B regctl ${text(name)}`,
      ...command.args.map((argument) => `.I ${text(argumentForm(argument))}`),
      `[\\fIflags\\fR]`,
    ]),
    section('DESCRIPTION', [line(`${command.summary}.`), ...paragraph(command.description)]),
    section(
      'EXAMPLES',
      command.examples.flatMap(({ command: example, does }) => tagged(`\\fB${text(example)}\\fR`, does)),
    ),
    section(
      'ARGUMENTS',
      command.args.flatMap((argument) =>
        tagged(`\\fI${text(argument.name.toUpperCase())}\\fR`, argument.description),
      ),
    ),
    section('FLAGS', flags(command.flags)),
    section(
      'JSON FIELDS',
      command.fields.flatMap((field) => tagged(`\\fB${text(field.name)}\\fR`, field.description)),
    ),
    section(
      'PROVIDERS',
      supportRows(name).flatMap(([able, providers]) => tagged(able, providers)),
    ),
    section(
      'EXIT STATUS',
      own.flatMap(([code, meaning]) => tagged(code, meaning)),
    ),
    section('SEE ALSO', ['.BR regctl (1),', '.BR regctl\\-flags (7),', '.BR regctl\\-exit\\-codes (7)']),
  ].join('');
}

function rootPage(
  commands: readonly (readonly [name: string, summary: string])[],
  options: ManOptions,
): string {
  return [
    heading('regctl', 1, options),
    section('NAME', ['regctl \\- one tool for domains, DNS and certificates']),
    section('SYNOPSIS', ['.B regctl', '.I NOUN VERB', '[\\fIarguments\\fR]', '[\\fIflags\\fR]']),
    section('DESCRIPTION', [
      line(
        'Every write is read, compared, guarded, kept as a snapshot, written, and read back. Nothing but what was named is touched.',
      ),
    ]),
    section(
      'COMMANDS',
      commands.flatMap(([name, summary]) =>
        tagged(`\\fBregctl\\-${text(name.replaceAll(' ', '-'))}\\fR(1)`, summary),
      ),
    ),
    section('FLAGS', flags(GLOBAL_FLAGS)),
    section('SEE ALSO', [
      Object.keys(TOPICS)
        .map((topic) => `.BR regctl\\-${text(topic)} (7)`)
        .join(',\n'),
    ]),
  ].join('');
}

function topicPage(topic: string, options: ManOptions): string {
  const body = helpTopic(topic, { paint: createPaint(false), columns: 72 }) ?? '';
  return [
    heading(`regctl-${topic}`, 7, options),
    section('NAME', [`regctl\\-${text(topic)} \\- regctl help ${text(topic)}`]),
    section('DESCRIPTION', [
      '.nf',
      ...body
        .trimEnd()
        .split('\n')
        .map((one) => line(one, { keepSpace: true })),
      '.fi',
    ]),
    section('SEE ALSO', ['.BR regctl (1)']),
  ].join('');
}

function flags(all: { readonly [name: string]: Flag }): string[] {
  return Object.entries(all).flatMap(([name, flag]) => {
    const short = flag.short === undefined ? '' : `\\fB\\-${text(flag.short)}\\fR, `;
    const value = flag.type === 'boolean' ? '' : ` \\fI${text(flag.value ?? flag.type.toUpperCase())}\\fR`;
    return tagged(`${short}\\fB\\-\\-${text(name)}\\fR${value}`, describeFlag(flag));
  });
}

function heading(page: string, number: 1 | 7, { version, date }: ManOptions): string {
  return `.\\" Made from the records of the commands; do not edit.\n.TH ${text(page.toUpperCase())} ${number} ${date} "regctl ${version}" "regctl manual"\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `.SH ${title}\n${lines.join('\n')}\n`;
}

function tagged(tag: string, meaning: string): string[] {
  return ['.TP', tag, line(meaning)];
}

function paragraph(description: string | undefined): string[] {
  return description === undefined ? [] : ['.PP', line(description)];
}

/** A line of text; a dot or quote at its start would be a request. */
function line(content: string, { keepSpace = false }: { readonly keepSpace?: boolean } = {}): string {
  const escaped = text(keepSpace ? content : content.replaceAll(/\s+/g, ' ').trim());
  if (escaped === '') return '\\&';
  return /^[.'\s]/.test(escaped) ? `\\&${escaped}` : escaped;
}

/** Text as roff takes it: octets only, hyphens that can be copied. */
function text(content: string): string {
  return content
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '\\(ga')
    .replaceAll(
      /[^\0-\x7f]/gu,
      (character) => `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}
