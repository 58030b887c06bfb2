import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createKeychainStore } from '../adapters/stores/keychain/index.ts';
import { openNodeDatabase } from '../adapters/stores/sql/node.ts';
import { sql } from '../adapters/stores/sql/statement.ts';
import type { Diagnosis, Folders } from '../cli/context.ts';
import { isRegctlError } from '../core/errors.ts';

/** A clock before this, when the version was made, is wrong. */
const EARLIEST = Date.parse('2026-11-01T00:00:00Z');

/** Looks at what regctl needs on this machine. */
export async function diagnose(options: {
  readonly environment: { readonly [name: string]: string | undefined };
  readonly folders: Folders;
}): Promise<readonly Diagnosis[]> {
  return [
    pathClash(options.environment),
    clock(),
    proxy(options.environment),
    await store(options.folders),
    secretsMode(options.folders),
    await keychain(),
  ];
}

function pathClash(environment: { readonly [name: string]: string | undefined }): Diagnosis {
  const found = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'regctl'))
    .filter((path) => isExecutable(path));
  if (found.length < 2) return ok('PATH', found[0] === undefined ? 'no regctl on PATH' : found[0]);
  return {
    check: 'PATH',
    status: 'warning',
    detail: `several programs are called regctl: ${found.join(', ')}`,
    advice: 'the first one runs; rctl is a second name of this one',
  };
}

function clock(): Diagnosis {
  const now = Date.now();
  if (now > EARLIEST) return ok('clock', new Date(now).toISOString());
  return {
    check: 'clock',
    status: 'broken',
    detail: `the clock says ${new Date(now).toISOString()}`,
    advice: 'set it: signatures with a time (TSIG, certificates) are refused otherwise',
  };
}

function proxy(environment: { readonly [name: string]: string | undefined }): Diagnosis {
  const names = [
    'HTTPS_PROXY',
    'https_proxy',
    'HTTP_PROXY',
    'http_proxy',
    'ALL_PROXY',
    'all_proxy',
    'NODE_EXTRA_CA_CERTS',
  ].filter((name) => (environment[name] ?? '') !== '');
  const ca = environment['NODE_EXTRA_CA_CERTS'];
  if (ca !== undefined && ca !== '' && !existsSync(ca)) {
    return {
      check: 'proxy',
      status: 'broken',
      detail: `NODE_EXTRA_CA_CERTS names ${ca}, which is not there`,
      advice: 'correct the path',
    };
  }
  return ok('proxy', names.length === 0 ? 'none configured' : `taken from ${names.join(', ')}`);
}

async function store({ stateDir }: Folders): Promise<Diagnosis> {
  const path = join(stateDir, 'regctl.db');
  try {
    const database = openNodeDatabase(path);
    const row = await database.first(sql('select count(*) as accounts from accounts'));
    await database.close();
    return ok('store', `${path}, ${String(row?.['accounts'])} accounts`);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    return {
      check: 'store',
      status: 'broken',
      detail: `${error.message}: ${error.reason ?? ''}`,
      advice: error.hint ?? '',
    };
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
    if (!isRegctlError(error)) throw error;
    return {
      check: 'keychain',
      status: 'warning',
      detail: error.reason ?? error.message,
      advice: error.hint ?? '',
    };
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function ok(check: string, detail: string): Diagnosis {
  return { check, status: 'ok', detail, advice: '' };
}
