// `npm run bench`: measures and prints tables; never fails. `npm run bench -- startup plan` runs those named.
import { readdirSync } from 'node:fs';

type Row = Record<string, string | number>;

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
for (const file of files.toSorted()) {
  if (wanted.length > 0 && !wanted.includes(file.slice(0, -3))) continue;
  const { bench } = (await import(`./${file}`)) as { bench?: () => Promise<{ title: string; rows: Row[] }> };
  if (bench === undefined) continue;
  try {
    const { title, rows } = await bench();
    process.stdout.write(`\n${title}\n${table(rows)}\n`);
  } catch (error) {
    process.stdout.write(
      `\n${file}: not measured: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}

function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines.map((line) => `  ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`).join('\n');
}
