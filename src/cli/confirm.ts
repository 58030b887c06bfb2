import { RegctlError } from '../core/errors.ts';
import type { Context } from './context.ts';

/** Asks before something is done that cannot be undone. @throws RegctlError `INTERRUPTED` when the answer is no, `CONFIRMATION_REQUIRED` */
export async function confirmOrStop(context: Context, question: string, kept: string): Promise<void> {
  if (context.flags.yes === true || (await context.prompt.confirm(question, '--yes'))) return;
  throw new RegctlError('INTERRUPTED', kept, { reason: 'the answer was no' });
}
