// `npm run generate`: writes everything that follows from commands, providers, errors and migrations. With --check it writes nothing and fails where a file is not current.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { generateMigrations } from '../src/adapters/stores/sql/generate-migrations.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const stale: string[] = [];

await write(
  'src/adapters/stores/sql/migrations.gen.ts',
  generateMigrations(join(root, 'src/adapters/stores/sql/migrations')),
);
await write('src/adapters/providers/registry.gen.ts', providerRegistry('everywhere'));
await write('src/adapters/providers/workers-registry.gen.ts', providerRegistry('workers'));
await write('src/cli/commands/registry.gen.ts', await commandRegistry());
// The pages are made by code that imports the registries, so it is loaded once they are current.
const { generatePages } = await import('./generate-pages.ts');
const pages = await generatePages();
for (const [path, content] of Object.entries(pages)) await write(path, content);
for (const folder of ['docs/commands', 'docs/providers']) removeStrays(folder, pages);

if (stale.length > 0) {
  process.stderr.write(
    `✗ not current: ${stale.join(', ')}\n  run \`npm run generate\` and commit what it writes\n`,
  );
  process.exit(1);
}

async function write(path: string, content: string): Promise<void> {
  const full = join(root, path);
  const config = (await resolveConfig(full)) ?? {};
  const text = /\.(?:ts|md|json)$/.test(path)
    ? await format(content, { ...config, filepath: full })
    : content;
  if (existsSync(full) && readFileSync(full, 'utf8') === text) return;
  if (check) {
    stale.push(path);
    return;
  }
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

function removeStrays(folder: string, pages: { readonly [path: string]: string }): void {
  if (!existsSync(join(root, folder))) return;
  for (const file of readdirSync(join(root, folder))) {
    const path = `${folder}/${file}`;
    if (path in pages) continue;
    if (check) stale.push(path);
    else rmSync(join(root, path));
  }
}

/** Lists providers: all of them, or those that do without Node.js and so run on Workers too. */
function providerRegistry(where: 'everywhere' | 'workers'): string {
  const folder = join(root, 'src/adapters/providers');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (where === 'everywhere' || !usesNode(join(folder, entry.name))))
    .map((entry) => entry.name)
    .toSorted();
  const entries = names.map(
    (name) =>
      `{ name: '${name}', describe: async () => (await import('./${name}/description.ts')).description, load: async () => (await import('./${name}/index.ts')).provider },`,
  );
  return `// Written by scripts/generate.ts from the folders beside this file${where === 'workers' ? ' that use no module of Node.js' : ''}.
import type { Provider, ProviderDescription } from '../../ports/dns-provider.ts';

export const providers: readonly { readonly name: string; readonly describe: () => Promise<ProviderDescription>; readonly load: () => Promise<Provider> }[] = [${entries.join('\n')}];
`;
}

function usesNode(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .some((file) => readFileSync(join(folder, file), 'utf8').includes("from 'node:"));
}

/** A folder with `group` in its index.ts is a noun; one with `command` is a command by itself. */
async function commandRegistry(): Promise<string> {
  const folder = join(root, 'src/cli/commands');
  const commands: string[] = [];
  const groups: string[] = [];
  for (const noun of readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()) {
    const index = (await import(join(folder, noun, 'index.ts'))) as {
      readonly group?: object;
      readonly command?: { readonly summary: string };
    };
    if (index.command !== undefined)
      commands.push(entryOf([noun], `./${noun}/index.ts`, index.command.summary));
    if (index.group === undefined) continue;
    await addNoun([noun], index.group, { groups, commands });
  }
  return `// Written by scripts/generate.ts from the folders beside this file.
import type { Group } from '../command-record.ts';
import type { AnyCommand } from '../command.ts';
import type { CommandEntry } from '../registry.ts';

export const GROUPS: readonly (Group & { readonly name: string })[] = [${groups.join('\n')}];

/** A command that can be run. */
export interface RunnableEntry extends CommandEntry {
  readonly load: () => Promise<AnyCommand>;
}

export const COMMANDS: readonly RunnableEntry[] = [${commands.join('\n')}];
`;
}

/** Adds a noun, its verbs and its parts: folders in its folder, each with a `group` of its own. */
async function addNoun(
  path: readonly string[],
  group: object,
  lists: { readonly groups: string[]; readonly commands: string[] },
): Promise<void> {
  const folder = join(root, 'src/cli/commands', ...path);
  lists.groups.push(`{ name: '${path.join(' ')}', ...${JSON.stringify(group)} },`);
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) {
      const part = (await import(join(file, 'index.ts'))) as { readonly group?: object };
      if (part.group === undefined) throw new Error(`${relative(root, file)}/index.ts exports no group`);
      await addNoun([...path, entry.name], part.group, lists);
    }
    if (!entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts') || entry.name === 'index.ts') continue;
    const { command } = (await import(file)) as { readonly command?: { readonly summary: string } };
    if (command === undefined) throw new Error(`${relative(root, file)} exports no command`);
    lists.commands.push(
      entryOf([...path, entry.name.slice(0, -3)], `./${path.join('/')}/${entry.name}`, command.summary),
    );
  }
}

function entryOf(path: readonly string[], file: string, summary: string): string {
  return `{ path: ${JSON.stringify(path)}, summary: ${JSON.stringify(summary)}, load: async () => (await import('${file}')).command },`;
}
