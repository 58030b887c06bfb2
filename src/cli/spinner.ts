import type { Context } from './context.ts';
import { isUnattended } from './prompt.ts';

/** Shows that something is waited for, on a terminal only; the library is loaded only there. */
export async function withSpinner<T>(context: Context, text: string, work: () => Promise<T>): Promise<T> {
  const isWatched = context.io.stderr.isTty && !isUnattended(context.environment);
  if (!isWatched || context.json || context.flags.quiet === true) return work();
  const { default: ora } = await import('ora');
  const spinner = ora({ text, stream: process.stderr, discardStdin: false }).start();
  try {
    return await work();
  } finally {
    spinner.stop();
  }
}
