import { RegctlError } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { readInstalled, type Installed } from './installed.ts';

/** Refuses a name that calls something else already. @throws RegctlError `ALREADY_EXISTS` */
export async function refuseTaken(context: Context, name: string): Promise<void> {
  const { registry, folders } = context;
  const { aliases } = await context.settings();
  const taken = (what: string, hint: string): RegctlError =>
    new RegctlError('ALREADY_EXISTS', `${what} ${name} is there already`, {
      reason: 'an extension never takes the place of something else',
      hint,
    });
  if (registry.findGroup(name) !== undefined || registry.findCommand(name) !== undefined)
    throw taken('the command', 'ask its author for another name');
  if (name in aliases) throw taken('the alias', `delete it with \`regctl alias delete ${name}\``);
  if (readInstalled(folders.extensionsDir, name) !== undefined)
    throw taken('the extension', `bring it up to date with \`regctl extensions upgrade ${name}\``);
}

/** Gives what was installed under a name. @throws RegctlError `NOT_FOUND` */
export function findInstalled({ folders }: Context, name: string): Installed {
  const installed = /^[A-Za-z0-9][\w-]*$/.test(name) ? readInstalled(folders.extensionsDir, name) : undefined;
  if (installed !== undefined) return installed;
  throw new RegctlError('NOT_FOUND', `extension ${name} not found`, {
    reason: "none of that name was installed; programs on PATH are not regctl's to change",
    hint: 'regctl extensions list',
  });
}
