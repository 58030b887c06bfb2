import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { createJsonLogger } from '../adapters/logger.ts';
import { restoreBackup, writeBackup } from '../adapters/stores/backup.ts';
import {
  damageOf,
  MASTER_KEY_FILE,
  organizationsIn,
  schemaOf,
  storesOf,
} from '../adapters/stores/data-folder-files.ts';
import { takeDataFolder } from '../adapters/stores/data-folder.ts';
import { createSqlAuditStore } from '../adapters/stores/sql/audit.ts';
import { createSqlDirectory } from '../adapters/stores/sql/directory.ts';
import { openNodeDatabase } from '../adapters/stores/sql/node.ts';
import { createSqlOrganizationStore } from '../adapters/stores/sql/organizations.ts';
import { createSqlServerKeyStore, retireSigningKeys } from '../adapters/stores/sql/server-secrets.ts';
import { createSqlVaultKeyStore } from '../adapters/stores/sql/vault.ts';
import { masterKeyFile } from '../adapters/vault/master-key-file.ts';
import { createSecretBox } from '../adapters/vault/secret-box.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { Logger } from '../ports/logger.ts';
import type {
  ServerConfig,
  ServerFinding,
  ServerHost,
  ServerLimits,
  StoreSchema,
} from '../ports/server-host.ts';
import { listLimits, setLimits } from '../services/identity/set-limits.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { KeyWrapper } from '../ports/secret-box.ts';
import { verifyChain } from '../services/audit/chain.ts';
import { keyWrappersOf, requireMasterKey, startNodeServer, type NodeServerOptions } from './node.ts';
import { makePasswordLink } from './password-link.ts';

type HostOptions = Omit<NodeServerOptions, 'config'>;

/** Runs servers on this machine. */
export function createServerHost(options: HostOptions): ServerHost {
  return {
    start: (config) => startNodeServer({ ...options, config, logger: loggerOf(config, options.logger) }),
    migrate: (config) => withFolder(config, () => migrateStores(config)),
    check: (config) =>
      withFolder(config, async () => {
        const stores = await migrateStores(config);
        if (stores.length === 0) return;
        const wrappers = keyWrappersOf(config, options);
        await withDirectory(config, (database) => requireMasterKey(database, wrappers));
      }),
    backup: (config, folder, options) => writeBackup(config.dataDir, folder, options),
    restore: (config, folder) => withFolder(config, () => restoreBackup(folder, config.dataDir)),
    doctor: (config) => doctor(config, options),
    limits: (config, change) => limits(config, change),
    passwordLink: (config, email) =>
      withServer(config, (database) =>
        makePasswordLink(database, config.publicUrl ?? addressOf(config), email),
      ),
    rotateKeys: (config) => withFolder(config, () => rotateKeys(config, options)),
  };
}

/** Lines of JSON, where the configuration asks for them, are for whatever collects the output of a service. */
function loggerOf({ logFormat }: ServerConfig, logger: Logger): Logger {
  if (logFormat !== 'json') return logger;
  return createJsonLogger((line) => process.stderr.write(`${line}\n`), { debug: false });
}

function addressOf({ host, port }: ServerConfig): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

async function migrateStores({ dataDir }: ServerConfig): Promise<readonly StoreSchema[]> {
  const schemas = [];
  for (const store of storesOf(dataDir)) {
    const path = join(dataDir, store);
    const before = schemaOf(path);
    await openNodeDatabase(path).close();
    schemas.push({ store, before, after: schemaOf(path) });
  }
  return schemas;
}

async function withFolder<T>(config: ServerConfig, work: () => Promise<T>): Promise<T> {
  const folder = takeDataFolder(config.dataDir);
  try {
    return await work();
  } finally {
    folder.release();
  }
}

/** A key of the data folder is exchanged for a new one, which is there before the old one goes; the key that signs access tokens gives way to a new one, too. */
async function rotateKeys(config: ServerConfig, options: HostOptions): Promise<number> {
  return withServer(config, async (database) => {
    await retireSigningKeys(database, systemClock.now());
    if (config.masterKeys.length > 0) return rewrapAll(database, keyWrappersOf(config, options));
    const path = join(config.dataDir, MASTER_KEY_FILE);
    const old = masterKeyFile(path, { mayMake: false });
    const fresh = masterKeyFile(`${path}.new`, { mayMake: true });
    const count = await rewrapAll(database, [fresh, old]);
    renameSync(`${path}.new`, path);
    return count;
  });
}

/** @returns how many keys of organizations were wrapped; that of the server itself is one more */
async function rewrapAll(database: SqlDatabase, wrappers: readonly KeyWrapper[]): Promise<number> {
  await createSecretBox(createSqlServerKeyStore(database), wrappers, systemClock).rewrap();
  return createSecretBox(createSqlVaultKeyStore(database), wrappers, systemClock).rewrap();
}

/** Works on the directory of a server that is there, beside it where it runs. @throws RegctlError `NOT_FOUND` */
async function withServer<T>(config: ServerConfig, work: (database: SqlDatabase) => Promise<T>): Promise<T> {
  if (!existsSync(join(config.dataDir, 'control.db'))) {
    throw new RegctlError('NOT_FOUND', `there is no server in ${config.dataDir}`, {
      reason: 'the folder holds no directory of organizations',
      hint: 'regctl server start makes it; or name another with `--data`',
    });
  }
  return withDirectory(config, work);
}

function limits(config: ServerConfig, change: ServerLimits | undefined): ReturnType<ServerHost['limits']> {
  return withServer(config, async (database) => {
    const directory = createSqlDirectory(database);
    if (change !== undefined) await setLimits(directory, change.organization, change.plan);
    const list = await listLimits(directory);
    return list.map(({ organization, limits: given }) => ({ organization: organization.slug, ...given }));
  });
}

async function withDirectory<T>(
  config: ServerConfig,
  work: (database: SqlDatabase) => Promise<T>,
): Promise<T> {
  const database = openNodeDatabase(join(config.dataDir, 'control.db'));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function doctor(config: ServerConfig, options: HostOptions): Promise<readonly ServerFinding[]> {
  const { dataDir } = config;
  if (!existsSync(dataDir))
    return [finding('data folder', 'warning', `${dataDir} is not there`, 'regctl server start makes it')];
  const findings = [folderMode(dataDir), running(config)];
  for (const store of storesOf(dataDir)) {
    const damage = damageOf(join(dataDir, store));
    findings.push(
      damage === undefined
        ? finding(store, 'ok', `sound, schema ${schemaOf(join(dataDir, store))}`)
        : finding(store, 'broken', damage, 'bring back a backup with `regctl server restore`'),
    );
  }
  if (!existsSync(join(dataDir, 'control.db'))) return findings;
  return withDirectory(config, async (database) => [
    ...findings,
    await vault(config, options, database),
    ...(await chains(database)),
    ...(await strays(dataDir, database)),
  ]);
}

function folderMode(folder: string): ServerFinding {
  if (process.platform === 'win32' || (statSync(folder).mode & 0o077) === 0)
    return finding('data folder', 'ok', folder);
  return finding('data folder', 'broken', `${folder} can be read by others`, `chmod 700 ${folder}`);
}

function running(config: ServerConfig): ServerFinding {
  try {
    takeDataFolder(config.dataDir).release();
    return finding('process', 'ok', 'no server runs on it');
  } catch (error) {
    if (!isRegctlError(error, 'LOCKED')) throw error;
    return finding('process', 'ok', 'a server runs on it');
  }
}

async function vault(
  config: ServerConfig,
  options: HostOptions,
  database: SqlDatabase,
): Promise<ServerFinding> {
  const keys = createSqlVaultKeyStore(database);
  const organizations = await keys.organizations();
  try {
    const box = createSecretBox(keys, keyWrappersOf(config, options), systemClock);
    for (const organization of organizations) await box.seal(organization, 'doctor', '');
    return finding('vault', 'ok', `${organizations.length} data keys open`);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    return finding('vault', 'broken', error.reason ?? error.message, error.hint ?? '');
  }
}

async function chains(database: SqlDatabase): Promise<readonly ServerFinding[]> {
  const findings: ServerFinding[] = [];
  const store = createSqlAuditStore(database);
  for (const id of await store.organizations()) {
    const { entries, broken } = await verifyChain(store, id);
    findings.push(
      broken === null
        ? finding(`audit ${id}`, 'ok', `${entries} entries`)
        : finding(
            `audit ${id}`,
            'broken',
            `entry ${broken.sequence} is ${broken.reason}`,
            'compare with a backup: somebody changed the store besides regctl',
          ),
    );
  }
  return findings;
}

/** Stores that no organization has: those of deleted ones go within the hour. */
async function strays(dataDir: string, database: SqlDatabase): Promise<readonly ServerFinding[]> {
  const known = new Set((await createSqlOrganizationStore(database).list()).map(({ id }) => id));
  return organizationsIn(dataDir)
    .filter((id) => !known.has(id))
    .map((id) =>
      finding(
        `store ${id}`,
        'warning',
        'belongs to no organization',
        `if it is there tomorrow, move ${join(dataDir, 'organizations', id)} away`,
      ),
    );
}

function finding(check: string, status: ServerFinding['status'], detail: string, advice = ''): ServerFinding {
  return { check, status, detail, advice };
}
