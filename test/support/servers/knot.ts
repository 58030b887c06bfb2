import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateServer } from './bind.ts';
import { freePort, startServer, testFolder } from './process.ts';
import { answersZone, ZONE, ZONE_TEXT } from './zone.ts';

/**
 * Starts knotd with one zone that a TSIG key made here may transfer and update.
 *
 * @param actions - what the key may do instead
 */
export async function startKnot(
  algorithm = 'hmac-sha256',
  actions = '[transfer, update]',
): Promise<UpdateServer> {
  const folder = testFolder();
  mkdirSync(join(folder, 'db'));
  const port = await freePort();
  const key = { name: 'test-key', secret: randomBytes(32).toString('base64'), algorithm };
  writeFileSync(join(folder, 'example.org.zone'), `$ORIGIN ${ZONE}.\n${ZONE_TEXT}`);
  writeFileSync(
    join(folder, 'knot.conf'),
    `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
  user: root
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: warning
database:
  storage: "${folder}/db"
key:
  - id: ${key.name}
    algorithm: ${algorithm}
    secret: ${key.secret}
acl:
  - id: all
    key: ${key.name}
    action: ${actions}
zone:
  - domain: ${ZONE}
    storage: "${folder}"
    file: example.org.zone
    acl: all
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: changes
`,
  );
  const address = `127.0.0.1:${port}`;
  const server = await startServer(folder, 'knotd', ['-c', join(folder, 'knot.conf')], () =>
    answersZone(address),
  );
  return { ...server, address, key };
}
