import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freePort, startServer, testFolder, type TestServer } from './process.ts';

export interface PowerdnsServer extends TestServer {
  /** Base URL of the API. */
  readonly url: string;
  readonly apiKey: string;
  /** Where it answers DNS questions. */
  readonly address: string;
}

const SCHEMAS = [
  '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql',
  '/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql',
];

/** Starts pdns_server over SQLite, without zones. */
export async function startPowerdns(): Promise<PowerdnsServer> {
  const folder = testFolder();
  const [port, apiPort] = [await freePort(), await freePort()];
  const apiKey = randomBytes(16).toString('hex');
  const schema = SCHEMAS.find((path) => existsSync(path));
  if (schema === undefined) throw new Error('the schema of pdns-backend-sqlite3 is missing');
  const database = new DatabaseSync(join(folder, 'pdns.sqlite3'));
  database.exec(readFileSync(schema, 'utf8'));
  database.close();
  writeFileSync(
    join(folder, 'pdns.conf'),
    `launch=gsqlite3
gsqlite3-database=${folder}/pdns.sqlite3
gsqlite3-pragma-synchronous=0
local-address=127.0.0.1
local-port=${port}
api=yes
api-key=${apiKey}
webserver=yes
webserver-address=127.0.0.1
webserver-port=${apiPort}
socket-dir=${folder}
guardian=no
daemon=no
security-poll-suffix=
enable-lua-records=no
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
`,
  );
  const url = `http://127.0.0.1:${apiPort}`;
  const server = await startServer(folder, 'pdns_server', [`--config-dir=${folder}`], async () => {
    const response = await fetch(`${url}/api/v1/servers/localhost`, { headers: { 'x-api-key': apiKey } });
    await response.arrayBuffer();
    return response.ok;
  });
  return { ...server, url, apiKey, address: `127.0.0.1:${port}` };
}
