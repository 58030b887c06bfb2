import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startServer, testFolder, type TestServer } from './process.ts';
import { answersZone, ZONE, ZONE_TEXT } from './zone.ts';

export interface UpdateServer extends TestServer {
  readonly address: string;
  readonly key: { readonly name: string; readonly secret: string; readonly algorithm: string };
}

/**
 * Starts named with one zone that a TSIG key made here may transfer and update.
 *
 * @param permission - statements that say who may update, in the place of the key's full permission
 */
export async function startBind(
  algorithm = 'hmac-sha256',
  permission = 'allow-update { key "test-key"; };',
): Promise<UpdateServer> {
  const folder = testFolder();
  const port = await freePort();
  const key = { name: 'test-key', secret: randomBytes(32).toString('base64'), algorithm };
  writeFileSync(join(folder, 'example.org.zone'), ZONE_TEXT);
  writeFileSync(
    join(folder, 'named.conf'),
    `key "${key.name}" { algorithm ${algorithm}; secret "${key.secret}"; };
options {
  directory "${folder}"; pid-file none; session-keyfile none; lock-file none;
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no; check-names primary ignore;
  allow-query { 127.0.0.1; };
};
controls { };
zone "${ZONE}" { type primary; file "example.org.zone"; ${permission} allow-transfer { key "${key.name}"; }; };
`,
  );
  const address = `127.0.0.1:${port}`;
  const server = await startServer(folder, 'named', ['-g', '-c', join(folder, 'named.conf'), '-n', '1'], () =>
    answersZone(address),
  );
  return { ...server, address, key };
}

/** Starts named with a zone example.org of the given text, for questions only. */
export async function startNamedZone(text: string): Promise<TestServer & { readonly address: string }> {
  const folder = testFolder();
  const port = await freePort();
  writeFileSync(join(folder, 'example.org.zone'), text);
  writeFileSync(
    join(folder, 'named.conf'),
    `options {
  directory "${folder}"; pid-file none; session-keyfile none; lock-file none;
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no; check-names primary ignore; minimal-responses no-auth; zero-no-soa-ttl no;
};
controls { };
zone "${ZONE}" { type primary; file "example.org.zone"; };
`,
  );
  const address = `127.0.0.1:${port}`;
  const server = await startServer(folder, 'named', ['-g', '-c', join(folder, 'named.conf'), '-n', '1'], () =>
    answersZone(address),
  );
  return { ...server, address };
}
