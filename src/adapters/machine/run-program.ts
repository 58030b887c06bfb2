import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How a program ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  /** Why there is no exit code, a sentence. */
  readonly failure: string | null;
  /** The end of what it printed to both streams; with `exact` all of stdout, as it is. */
  readonly output: string;
  /** The end of what it printed to stderr. */
  readonly errors: string;
}

export interface ProgramOptions {
  readonly timeoutMs: number;
  readonly environment?: { readonly [name: string]: string | undefined };
  readonly stdin?: string;
  /** Whether all of stdout is wanted as it is; else the end of both streams is kept, where programs say what was wrong. */
  readonly exact?: boolean;
  readonly signal?: AbortSignal;
}

/** Characters that are kept of what is only for people. */
const MAX_OUTPUT = 2_000;
/** Octets of stdout that are wanted as they are: a table of cron, a credential. More is a failure. */
const MAX_EXACT = 4_000_000;
/** Milliseconds to wait for the last output after a program ended. */
const LAST_WORDS_MS = 500;

/** Runs a program without a shell. When its time is up it is killed, with what it started where the system can tell. */
export function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { timeoutMs, environment, stdin, signal, exact = false }: ProgramOptions,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const ownGroup = process.platform !== 'win32';
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
      detached: ownGroup,
      ...(environment === undefined ? {} : { env: { ...environment } }),
    });
    let failure: string | null = null;
    const kill = (why: string): void => {
      failure ??= why;
      killGroup(child, ownGroup);
    };
    const late = `it did not end within ${Math.round(timeoutMs / 1000)} s`;
    const timer = setTimeout(() => kill(late), timeoutMs);
    const stop = (): void => kill('it was asked to stop');
    signal?.addEventListener('abort', stop, { once: true });
    const heard = listen(child, exact, kill);
    // A program need not read what it is given.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
    const end = (exitCode: number | null, why: string | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      // What it started in the background may hold them open for ever, and this process with them.
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      failure ??= why;
      resolve({ exitCode: failure === null ? exitCode : null, failure, ...heard() });
    };
    child.once('error', (error) => end(null, `it could not be started: ${error.message}`));
    child.once('exit', (code, by) => {
      const why = by === null ? null : `it was ended by ${by}`;
      const wait = setTimeout(
        () => end(code, exact ? 'something that it started holds its output open' : why),
        LAST_WORDS_MS,
      );
      child.once('close', () => {
        clearTimeout(wait);
        end(code, why);
      });
    });
  });
}

type Child = ReturnType<typeof spawn> & { readonly stdout: Readable; readonly stderr: Readable };

function killGroup(child: Child, ownGroup: boolean): void {
  try {
    if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It ended in this very moment.
  }
}

/** Collects what it prints; what it gives tells it at the end. */
function listen(
  child: Child,
  exact: boolean,
  kill: (why: string) => void,
): () => { readonly output: string; readonly errors: string } {
  const whole: Buffer[] = [];
  let size = 0;
  let both = '';
  let errors = '';
  const add = (text: string, chunk: Buffer): string => (text + chunk.toString()).slice(-MAX_OUTPUT);
  child.stdout.on('data', (chunk: Buffer) => {
    both = add(both, chunk);
    if (!exact) return;
    size += chunk.length;
    if (size > MAX_EXACT) kill('it prints more than can be right');
    else whole.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    both = add(both, chunk);
    errors = add(errors, chunk);
  });
  return () => ({
    output: exact ? Buffer.concat(whole).toString() : printable(both),
    errors: printable(errors),
  });
}

/** Without what would move the cursor of the terminal on which it is shown. */
function printable(text: string): string {
  return text
    .replaceAll(/\p{Cc}\[[0-9;?]*[ -/]*[@-~]/gu, '')
    .replaceAll(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : ''));
}
