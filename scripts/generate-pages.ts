// The pages that follow from commands, providers and errors, by path.
import { completionScript, SHELLS } from '../src/cli/completion/scripts.ts';
import { argumentForm, COMMON_EXIT_CODES, describeFlag, flagForm, usageLine } from '../src/cli/help.ts';
import { typesText } from '../src/cli/provider-text.ts';
import { COMMANDS, GROUPS } from '../src/cli/commands/registry.gen.ts';
import { createRegistry, type CommandEntry } from '../src/cli/registry.ts';
import { CATEGORIES, ERROR_CODES } from '../src/core/errors.ts';
import type { Flag } from '../src/cli/flag.ts';
import { REGISTRAR_ACTIONS } from '../src/ports/registrar.ts';
import { providers } from '../src/adapters/providers/registry.gen.ts';

const COMPLETION_FILES = {
  bash: 'regctl.bash',
  zsh: '_regctl',
  fish: 'regctl.fish',
  powershell: 'regctl.ps1',
} as const;

const registry = createRegistry(GROUPS, COMMANDS);

export async function generatePages(): Promise<{ readonly [path: string]: string }> {
  const pages: { [path: string]: string } = {
    'docs/errors.md': errorPage(),
    ...(await providerPages()),
    'src/cli/completion/words.gen.ts': await completionWords(),
    'src/cli/registrar-support.gen.ts': await registrarSupport(),
  };
  for (const shell of SHELLS) pages[`completions/${COMPLETION_FILES[shell]}`] = completionScript(shell);
  const index: string[] = [];
  for (const group of registry.groups.filter((candidate) => !candidate.name.includes(' '))) {
    const verbs = [group, ...registry.partsOf(group)].flatMap((noun) => registry.verbsOf(noun));
    pages[`docs/commands/${group.name}.md`] = [
      `# regctl ${group.name}`,
      `${group.summary}.`,
      ...(await Promise.all(verbs.map((entry) => commandSection(entry, '##')))),
    ].join('\n\n');
    index.push(`- [${group.name}](${group.name}.md): ${group.summary}`);
  }
  for (const entry of registry.commands.filter((candidate) => candidate.path.length === 1)) {
    pages[`docs/commands/${entry.path[0]}.md`] = await commandSection(entry, '#');
    index.push(`- [${entry.path[0]}](${entry.path[0]}.md): ${entry.summary}`);
  }
  pages['docs/commands/README.md'] = `# Commands\n\n${index.toSorted().join('\n')}\n`;
  return pages;
}

/** What completion must know of each command, so that it loads no command: their code is a hundred times as much. */
async function completionWords(): Promise<string> {
  const words = await Promise.all(
    registry.commands.map(async ({ path, load }) => {
      const { args, flags } = await load();
      return [path.join(' '), { args: args.map((argument) => argument.completes ?? ''), flags }] as const;
    }),
  );
  return `// Written by scripts/generate-pages.ts from the records of the commands and the registry of providers.
import type { Completes, Flags } from '../flag.ts';

export const PROVIDERS: readonly string[] = ${JSON.stringify(providers.map(({ name }) => name))};

export const WORDS: { readonly [command: string]: { readonly args: readonly (Completes | '')[]; readonly flags: Flags } } = ${JSON.stringify(Object.fromEntries(words))};
`;
}

/** What help says of providers, so that it loads none of them. */
async function registrarSupport(): Promise<string> {
  const descriptions = await Promise.all(providers.map(({ describe }) => describe()));
  const registrars = descriptions.flatMap(({ name, registrar }) =>
    registrar === undefined ? [] : [{ name, actions: registrar.actions }],
  );
  const support = REGISTRAR_ACTIONS.map((action) => {
    const those = (kind: string): readonly string[] =>
      registrars.filter(({ actions }) => actions[action].support === kind).map(({ name }) => name);
    return [action, { full: those('full'), limited: those('limited'), none: those('none') }] as const;
  });
  return `// Written by scripts/generate-pages.ts from what the providers say that they can do.
import type { ActionSupport, RegistrarAction } from '../ports/registrar.ts';

export const REGISTRAR_SUPPORT: { readonly [A in RegistrarAction]: { readonly [S in ActionSupport['support']]: readonly string[] } } = ${JSON.stringify(Object.fromEntries(support))};
`;
}

async function commandSection(entry: CommandEntry, heading: string): Promise<string> {
  const command = await entry.load();
  const name = entry.path.join(' ');
  const examples = command.examples.map(({ command: line, does }) => `# ${does}\n${line}`).join('\n\n');
  const list = (title: string, rows: readonly (readonly [string, string])[]): string[] =>
    rows.length === 0
      ? []
      : [`**${title}**`, rows.map(([left, right]) => `- \`${left.trim()}\`: ${right}`).join('\n')];
  return [
    `${heading} regctl ${name}`,
    `${command.summary}.${command.description === undefined ? '' : ` ${command.description}`}`,
    `\`\`\`text\n${usageLine(name, command)}\n\`\`\``,
    `\`\`\`sh\n${examples}\n\`\`\``,
    ...list(
      'Arguments',
      command.args.map((argument) => [argumentForm(argument), argument.description] as const),
    ),
    ...list(
      'Flags',
      Object.entries(command.flags).map(
        ([flag, about]: [string, Flag]) => [flagForm(flag, about), describeFlag(about)] as const,
      ),
    ),
    ...list(
      'JSON fields',
      command.fields.map((field) => [field.name, field.description] as const),
    ),
    ...list('Exit codes', Object.entries({ 0: COMMON_EXIT_CODES[0] ?? '', ...command.exitCodes })),
  ].join('\n\n');
}

function errorPage(): string {
  const sections = Object.entries(ERROR_CODES).map(([code, { category, meaning }]) => {
    const { exitCode, httpStatus } = CATEGORIES[category];
    return `## ${code}\n\n${meaning}. Exit code ${exitCode}, HTTP status ${httpStatus}, category ${category}.`;
  });
  return [
    '# Error codes',
    'A failure is printed in three lines: what failed on which object with its code, why, and what to do next. With `--json` it is one JSON object on stderr, and stdout stays empty. Codes are stable; scripts may match on them.',
    ...sections,
  ].join('\n\n');
}

type Described = Awaited<ReturnType<(typeof providers)[number]['describe']>>;

const MARKS = { full: '●', limited: '◐', none: '○' } as const;

/** The matrix of all providers, and a page of each. */
async function providerPages(): Promise<{ readonly [path: string]: string }> {
  const all = await Promise.all(providers.map((entry) => entry.describe()));
  const pages: { [path: string]: string } = { 'docs/providers/README.md': providerMatrix(all) };
  for (const provider of all) pages[`docs/providers/${provider.name}.md`] = providerPage(provider);
  return pages;
}

function providerMatrix(all: readonly Described[]): string {
  const registrars = all.filter((provider) => provider.registrar !== undefined);
  const header = (list: readonly Described[]): string[] => [
    `| | ${list.map((provider) => `[${provider.name}](${provider.name}.md)`).join(' | ')} |`,
    `| --- | ${list.map(() => '---').join(' | ')} |`,
  ];
  const row = (title: string, cell: (provider: Described) => string): string =>
    `| ${title} | ${all.map(cell).join(' | ')} |`;
  const yes = (value: boolean): string => (value ? 'yes' : 'no');
  return [
    '# Providers',
    'What each provider can do by its API, as regctl declares and checks it before the first write.',
    '## DNS',
    [
      ...header(all),
      row('Record types', ({ dns }) => typesText(dns)),
      row('One write replaces', ({ dns }) => dns.granularity),
      row('Whole or not at all', ({ dns }) => yes(dns.atomic)),
      row(
        'TTL (s)',
        ({ dns }) => `${dns.minTtl}–${dns.maxTtl}${dns.uniformTtl === true ? ', one a zone' : ''}`,
      ),
      row('Apex NS', ({ dns }) => yes(dns.writesApexNs)),
      row('Creates zones', ({ dns }) => yes(dns.createsZones)),
      row('Deletes zones', ({ dns }) => yes(dns.deletesZones)),
      row('Lists zones', ({ dns }) => yes(dns.listsZones)),
      row('Refuses to overwrite an edit made meanwhile', ({ dns }) => yes(dns.detectsConcurrentEdits)),
      row('DNSSEC', ({ dns }) => dns.dnssec),
      row('Requests of one `dns set`', ({ requestsPerSet }) => String(requestsPerSet ?? '')),
    ].join('\n'),
    '## Registrar',
    '● by the API · ◐ with limits, see its page · ○ no API: exit code 6, with the reason and the page to open',
    [
      ...header(registrars),
      ...REGISTRAR_ACTIONS.map(
        (action) =>
          `| ${action} | ${registrars.map(({ registrar }) => (registrar === undefined ? '' : MARKS[registrar.actions[action].support])).join(' | ')} |`,
      ),
      `| Currency | ${registrars.map(({ registrar }) => registrar?.currency ?? '').join(' | ')} |`,
    ].join('\n'),
  ].join('\n\n');
}

function providerPage(provider: Described): string {
  const { dns, registrar } = provider;
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
  const fields = [...provider.settings, ...provider.credentials].map(
    (field) =>
      `\`${field.name}\`${field.secret ? ' (secret)' : ''}${field.required ? '' : ', optional'}: ${field.label}${field.env === undefined ? '' : `; environment \`${field.env}\` or \`${field.env}_FILE\``}`,
  );
  const named = Object.entries(provider.namedEndpoints ?? {}).map(
    ([word, url]) => `\`--endpoint ${word}\`: ${url}`,
  );
  const differing = Object.entries(registrar?.actions ?? {}).filter(([, { support }]) => support !== 'full');
  return [
    `# ${provider.title}`,
    `\`${provider.name}\`. Endpoint: ${provider.endpoint.label}, such as \`${provider.endpoint.example}\`. How it is written: its [README](../../src/adapters/providers/${provider.name}/README.md).`,
    ...(provider.setup === undefined ? [] : ['## Setup', list(provider.setup)]),
    ...(fields.length + named.length === 0 ? [] : ['## Settings and secrets', list([...fields, ...named])]),
    ...(provider.limits === undefined ? [] : ['## Limits', list(provider.limits)]),
    '## Records',
    list([
      `types: ${typesText(dns)}`,
      `one write replaces a ${dns.granularity}${dns.atomic ? ', whole or not at all' : ''}; at most ${dns.maxChangesPerWrite} changes`,
      ...(provider.requestsPerSet === undefined
        ? []
        : [`one \`dns set\` takes ${provider.requestsPerSet} requests: read, compare, write, read back`]),
      ...dns.notes.map((note) => `${note.subject}: ${note.text}`),
    ]),
    ...(registrar === undefined
      ? []
      : [
          '## Registrar',
          list([
            `prices in ${registrar.currency}; ${registrar.years.min === registrar.years.max ? registrar.years.min : `${registrar.years.min} to ${registrar.years.max}`} years at once; ${registrar.nameservers.min} to ${registrar.nameservers.max} name servers`,
            ...differing.map(
              ([action, { support, note, page }]) =>
                `${MARKS[support]} ${action}: ${note ?? ''}${page === undefined ? '' : ` (${page})`}`,
            ),
          ]),
        ]),
  ].join('\n\n');
}
