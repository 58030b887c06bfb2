import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  /** Why there is no exit code, a sentence. */
  readonly failure: string | null;
  /** The end of what it printed to both streams. */
  readonly output: string;
}

export interface ProgramOptions {
  readonly timeoutMs: number;
  readonly environment?: { readonly [name: string]: string | undefined };
  readonly stdin?: string;
  /** Characters of output that are kept; the end of 2,000 when omitted, where programs say what was wrong. */
  readonly maxOutput?: number;
  /** Whether what is said on stderr is not wanted. */
  readonly stdoutOnly?: boolean;
  readonly signal?: AbortSignal;
}

const MAX_OUTPUT = 2_000;

/** Runs a program without a shell. When its time is up it is killed, with what it started where the system can tell. */
export function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { timeoutMs, environment, stdin, signal, maxOutput = MAX_OUTPUT, stdoutOnly = false }: ProgramOptions,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    let output = '';
    let failure: string | null = null;
    const ownGroup = process.platform !== 'win32';
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
      detached: ownGroup,
      ...(environment === undefined ? {} : { env: { ...environment } }),
    });
    const kill = (why: string): void => {
      failure ??= why;
      try {
        if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It ended in this very moment.
      }
    };
    const timer = setTimeout(
      () => kill(`it did not end within ${Math.round(timeoutMs / 1000)} s`),
      timeoutMs,
    );
    const stop = (): void => kill('it was asked to stop');
    signal?.addEventListener('abort', stop, { once: true });
    child.stderr.resume();
    for (const stream of stdoutOnly ? [child.stdout] : [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-maxOutput)));
    // A program need not read what it is given.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
    const end = (exitCode: number | null, why: string | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve({ exitCode, failure: failure ?? why, output: printable(output) });
    };
    child.once('error', (error) => end(null, `it could not be started: ${error.message}`));
    // What it started in the background may hold its streams open; it is over when it ended.
    child.once('exit', (code, by) => {
      const over = (): void =>
        end(failure === null ? code : null, by === null ? null : `it was ended by ${by}`);
      const late = setTimeout(over, LAST_WORDS_MS);
      child.once('close', () => {
        clearTimeout(late);
        over();
      });
    });
  });
}

/** Milliseconds to wait for the last output after a program ended. */
const LAST_WORDS_MS = 500;

/** Without what would move the cursor of the terminal on which it is shown. */
function printable(text: string): string {
  return text
    .replaceAll(/\p{Cc}\[[0-9;?]*[ -/]*[@-~]/gu, '')
    .replaceAll(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : ''));
}
