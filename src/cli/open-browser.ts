import { spawn } from 'node:child_process';
import type { Context } from './context.ts';

/** Opens a page in the user's browser: `BROWSER`, else what the system has for that. The address is always printed too, as nobody can tell whether a page came up. */
export async function openInBrowser(context: Context, url: string): Promise<void> {
  context.io.stderr.write(`Open this page and approve the request:\n\n  ${url}\n\n`);
  const [program, ...args] = openerOf(context);
  if (program === undefined) return;
  await new Promise<void>((resolve) => {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    // No browser here: the address stands above.
    child.once('error', () => resolve());
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

function openerOf({ environment, prompt }: Context): readonly string[] {
  const browser = environment['BROWSER'] ?? '';
  if (browser !== '') return browser.split(/\s+/);
  if (!prompt.interactive) return [];
  if (process.platform === 'darwin') return ['open'];
  return process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
}
