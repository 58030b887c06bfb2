// `npm run layers`: the import rules of docs/architecture.md, with proof that modules were looked at.
import { spawnSync } from 'node:child_process';

/** Fewer than this means that the sources were not read, as happens with a compiler the tool does not know: that is no pass. */
const FEWEST_MODULES = 60;

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

const run = spawnSync('depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'], {
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
});
if (run.stdout === '') {
  process.stderr.write(`✗ depcruise printed no report\n${run.stderr}`);
  process.exit(1);
}
const { summary } = JSON.parse(run.stdout) as Report;
for (const { rule, from, to } of summary.violations)
  process.stdout.write(`✗ ${rule.name}: ${from} → ${to}\n`);
if (summary.totalCruised < FEWEST_MODULES) {
  process.stdout.write(`✗ only ${summary.totalCruised} modules were looked at\n`);
  process.exit(1);
}
process.stdout.write(`  ${summary.totalCruised} modules, ${summary.violations.length} violations\n`);
process.exit(summary.violations.length === 0 ? 0 : 1);
