import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Gives the source of `migrations.gen.ts`: the numbered SQL files of a folder as data, so that a package or a single file needs no SQL beside it. */
export function generateMigrations(folder: string): string {
  const migrations = readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
    .toSorted()
    .map((file) => {
      const body = readFileSync(join(folder, file), 'utf8');
      return `  { number: ${Number(file.slice(0, 4))}, name: ${JSON.stringify(file)}, sql: ${JSON.stringify(body)} },`;
    });
  return `// Written by scripts/generate.ts from migrations/*.sql.\nexport const MIGRATIONS: readonly { readonly number: number; readonly name: string; readonly sql: string }[] = [\n${migrations.join('\n')}\n];\n`;
}
