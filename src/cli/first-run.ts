import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProjectFile } from './config/load.ts';
import { userFilePath } from './config/user-file.ts';
import type { Context } from './context.ts';

/** Calls of regctl, one behind the other. */
type Calls = readonly (readonly string[])[];

/** How somebody begins, and what is left to say then. */
interface Beginning {
  readonly calls: Calls;
  readonly next?: string;
}

/** What a first try of regctl does, without a network: an account of files, a zone, a record. */
const OFFLINE: Calls = [
  ['accounts', 'add', 'zonefile', '--name', 'local'],
  ['zones', 'create', 'example.org', '--nameserver', 'ns1.example.net'],
  ['dns', 'set', 'example.org', 'www', 'A', '192.0.2.7', '--yes'],
  ['dns', 'list', 'example.org'],
];

const AFTER_OFFLINE =
  'Next: `regctl zones restore example.org` undoes the last write; `regctl init`, in a folder of your own, takes the zone as a file to edit, plan and apply; `regctl --help` shows the rest.';

/**
 * Offers the three ways in to somebody at a terminal on whose machine nothing of regctl is yet.
 *
 * @returns what was chosen; undefined where there is nobody to ask, or something is there already
 */
export async function firstCalls(context: Context): Promise<Beginning | undefined> {
  if (!context.prompt.interactive || !context.io.stdout.isTty || !isNew(context)) return undefined;
  context.notice('Nothing is set up here yet.');
  const way = await context.prompt.choose(
    'How do you want to begin?',
    [
      { name: 'Try it offline: a zone as a file on this machine, no account needed', value: 'offline' },
      { name: 'Connect a registrar or DNS host, and take its zones as files', value: 'connect' },
      { name: 'Sign in to a control plane', value: 'sign-in' },
      { name: 'Show the commands', value: 'help' },
    ],
    'a command; see regctl --help',
  );
  switch (way) {
    case 'offline':
      return { calls: OFFLINE, next: AFTER_OFFLINE };
    case 'connect':
      return { calls: [['init']] };
    case 'sign-in': {
      const host = await context.prompt.text('Address of the control plane:', { flag: '--host URL' });
      return { calls: [['auth', 'login', '--host', host]] };
    }
    default:
      return undefined;
  }
}

function isNew({ environment, folders, cwd }: Context): boolean {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  return (
    !isSet('REGCTL_HOST') &&
    !isSet('REGCTL_TOKEN') &&
    !existsSync(userFilePath(folders.configDir)) &&
    !existsSync(join(folders.stateDir, 'regctl.db')) &&
    findProjectFile({ flags: {}, cwd }) === undefined
  );
}
