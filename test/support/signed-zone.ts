import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFolder } from './servers/process.ts';

/** A zone example.org as BIND's tools sign it, and the DS that belongs at its parent. */
export interface SignedZone {
  readonly text: string;
  /** RDATA. */
  readonly ds: string;
}

/**
 * Signs a zone with keys made for it.
 *
 * @param period - arguments of dnssec-signzone that say from when to when signatures are in force
 */
export function signZone(
  text: string,
  algorithm = 'ECDSAP256SHA256',
  period: readonly string[] = [],
): SignedZone {
  const folder = testFolder();
  const run = (program: string, ...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
    return stdout.trim();
  };
  const size = algorithm.startsWith('RSA') ? ['-b', '2048'] : [];
  const ksk = run('dnssec-keygen', '-q', '-a', algorithm, ...size, '-f', 'KSK', 'example.org');
  run('dnssec-keygen', '-q', '-a', algorithm, ...size, 'example.org');
  const keys = readdirSync(folder).filter((name) => name.endsWith('.key'));
  const dnskeys = keys.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  writeFileSync(join(folder, 'zone'), `${text}${dnskeys}`);
  run('dnssec-signzone', '-q', '-o', 'example.org', ...period, '-f', 'signed', 'zone');
  const [, , , ...ds] = run('dnssec-dsfromkey', '-2', ksk).split(/\s+/);
  const signed = readFileSync(join(folder, 'signed'), 'utf8');
  rmSync(folder, { recursive: true, force: true });
  return { text: signed, ds: `${ds.slice(0, 3).join(' ')} ${ds.slice(3).join('').toLowerCase()}` };
}
