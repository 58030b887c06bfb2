import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ResolverConfig } from '../adapters/resolver/index.ts';
import { createKeychainStore } from '../adapters/stores/keychain/index.ts';
import { openNodeDatabase } from '../adapters/stores/sql/node.ts';
import { sql } from '../adapters/stores/sql/statement.ts';
import type { Diagnosis, Folders } from '../cli/context.ts';
import type { Installation } from '../ports/updater.ts';
import { build } from './build.ts';
import { findingOf, ok } from './diagnosis.ts';
import { clock, dnsAndClock, proxy, trust } from './diagnose-network.ts';
import { libraries, pathClash } from './diagnose-programs.ts';

/** Looks at what regctl needs on this machine; network only where `offline` is false. */
export async function diagnose(options: {
  readonly environment: { readonly [name: string]: string | undefined };
  readonly folders: Folders;
  readonly resolver: ResolverConfig;
  readonly installation: Installation;
  readonly offline: boolean;
}): Promise<readonly Diagnosis[]> {
  const { environment, folders, installation } = options;
  const now = new Date();
  return [
    pathClash(environment, installation.path),
    installed(installation),
    libraries(build !== undefined),
    ...folderFindings(folders),
    await store(folders),
    secretsMode(folders),
    await keychain(),
    proxy(environment),
    trust(environment),
    ...(options.offline ? [clock(now, undefined)] : await dnsAndClock(options.resolver, now)),
  ];
}

function installed({ method, path, command }: Installation): Diagnosis {
  if (!existsSync(path)) {
    return {
      check: 'installation',
      status: 'broken',
      detail: `${path} was deleted while it runs`,
      advice: 'install regctl again',
    };
  }
  return ok('installation', `${path}; brought up to date by \`${command ?? 'regctl update'}\` (${method})`);
}

/** Tells of folders that cannot be written, by the nearest one that is there. */
function folderFindings({ configDir, stateDir, cacheDir }: Folders): readonly Diagnosis[] {
  const wrong = [
    ['configuration', configDir, 'XDG_CONFIG_HOME'],
    ['state', stateDir, 'XDG_STATE_HOME'],
    ['cache', cacheDir, 'XDG_CACHE_HOME'],
  ].flatMap(([what = '', folder = '', variable = '']): Diagnosis[] =>
    canWrite(folder)
      ? []
      : [
          {
            check: 'folders',
            status: what === 'cache' ? 'warning' : 'broken',
            detail: `the folder of the ${what}, ${folder}, cannot be written`,
            advice: `make it writable, or name another by ${variable}`,
          },
        ],
  );
  return wrong.length > 0 ? wrong : [ok('folders', `${configDir}, ${stateDir}, ${cacheDir}`)];
}

function canWrite(folder: string): boolean {
  let at = folder;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  try {
    accessSync(at, constants.W_OK | constants.X_OK);
    return statSync(at).isDirectory();
  } catch {
    return false;
  }
}

async function store({ stateDir }: Folders): Promise<Diagnosis> {
  const path = join(stateDir, 'regctl.db');
  if (!existsSync(path)) return ok('store', `none yet; ${path} is made with the first account`);
  try {
    const database = openNodeDatabase(path);
    try {
      const found = Object.values((await database.first(sql('pragma quick_check(1)'))) ?? {})[0];
      if (found !== 'ok') {
        return {
          check: 'store',
          status: 'broken',
          detail: `${path} is damaged: ${String(found)}`,
          advice: `move it away and connect the accounts again; \`sqlite3 ${path} .recover\` may save its history`,
        };
      }
      const row = await database.first(sql('select count(*) as accounts from accounts'));
      return ok(
        'store',
        `${path}, whole, ${String(row?.['accounts'])} ${row?.['accounts'] === 1 ? 'account' : 'accounts'}`,
      );
    } finally {
      await database.close();
    }
  } catch (error) {
    return findingOf('store', 'broken', error);
  }
}

function secretsMode({ stateDir }: Folders): Diagnosis {
  const path = join(stateDir, 'secrets.json');
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return ok('secrets file', 'none');
  if ((stat.mode & 0o077) === 0 || process.platform === 'win32') return ok('secrets file', path);
  return {
    check: 'secrets file',
    status: 'broken',
    detail: `${path} can be read by others`,
    advice: `chmod 600 ${path}`,
  };
}

async function keychain(): Promise<Diagnosis> {
  try {
    await createKeychainStore().get('regctl-doctor');
    return ok('keychain', 'answers');
  } catch (error) {
    return findingOf('keychain', 'warning', error);
  }
}
