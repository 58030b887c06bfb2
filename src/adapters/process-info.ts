import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';

/** This process as locks and the journal name it. */
export function currentProcess(): {
  host: string;
  pid: number;
  processStart: string;
  startOf(pid: number): string | undefined;
  actor: string;
} {
  const start = processStart(process.pid) ?? 'unknown';
  return {
    host: hostname(),
    pid: process.pid,
    processStart: start,
    startOf: processStart,
    actor: `${userName()}@${hostname()} pid ${process.pid}`,
  };
}

/** When a process began, in the system's own words; undefined when there is none of that number. */
function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in parentheses may hold blanks; field 22 is the start in clock ticks since boot (proc(5)).
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    }
    if (process.platform === 'win32') {
      process.kill(pid, 0);
      return 'running';
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Tells whether a process runs and is still the same: numbers are given out anew after a boot, and in each container.
 *
 * @param start - when it began, as {@link currentProcess} has it; empty where that is not known
 */
export function isAlive(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const now = processStart(pid);
  return start === '' || now === undefined || now === start;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
