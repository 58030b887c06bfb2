// Parsing and checking a master file of 1,000,000 records, beside named-checkzone on the same file in the same run; each in processes of its own.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkZone } from '../../src/core/master-file/check.ts';
import { parseMasterFile } from '../../src/core/master-file/parse.ts';

const RECORDS = 1_000_000;
const RUNS = 3;
const ZONE = 'big.example';

export async function bench(): Promise<{ title: string; rows: Record<string, string | number>[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  const path = join(folder, 'big.zone');
  await writeZone(path);
  const bind: number[] = [];
  const own: number[] = [];
  let rssMb = 0;
  for (let i = 0; i < RUNS; i++) {
    bind.push(timed(() => spawnSync('named-checkzone', [ZONE, path], { stdio: 'ignore' })));
    own.push(
      timed(() => {
        const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), path], {
          encoding: 'utf8',
        });
        rssMb = Math.max(rssMb, Number(stdout));
      }),
    );
  }
  rmSync(folder, { recursive: true, force: true });
  const [theirs, ours] = [median(bind), median(own)];
  return {
    title: `parse and check ${RECORDS} records`,
    rows: [
      {
        'named-checkzone s': theirs.toFixed(2),
        'regctl s': ours.toFixed(2),
        ratio: (ours / theirs).toFixed(2),
        'target ratio': 1.5,
        'peak RSS MB': rssMb,
        'target MB': 1200,
      },
    ],
  };
}

async function writeZone(path: string): Promise<void> {
  const out = createWriteStream(path);
  out.write('$TTL 3600\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n@ NS ns1\nns1 A 192.0.2.1\n');
  for (let i = 1; i < RECORDS - 2; i++) {
    const kind = i % 10;
    const line =
      kind < 5
        ? `h${i} 300 IN A 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`
        : kind < 7
          ? `h${i} IN AAAA 2001:db8::${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}`
          : kind === 7
            ? `h${i} IN CNAME h${i - 1}`
            : kind === 8
              ? `h${i} IN MX 10 h${i - 8}`
              : `h${i} IN TXT "v=spf1 include:_spf${i}.example.net -all" "tok=${i * 7919}"`;
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const file = process.argv[2];
if (file?.endsWith('.zone') === true) {
  const { rrsets } = parseMasterFile(readFileSync(file), { origin: ZONE });
  checkZone(ZONE, rrsets);
  process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
}
