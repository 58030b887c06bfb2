import 'reflect-metadata/lite';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch as undiciFetch } from 'undici';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createHttpClient } from '../../../src/adapters/http/client.ts';
import { formatPem } from '../../../src/core/pem.ts';
import type { HttpClient } from '../../../src/ports/http-client.ts';
import { silent } from '../open-provider.ts';
import { freePort, startServer, testFolder, type TestServer } from './process.ts';

export interface Pebble extends TestServer {
  readonly directoryUrl: string;
  /** Sends requests that trust this server alone. */
  readonly http: HttpClient;
  /** File with the certificate that it shows. */
  readonly caFile: string;
  /** Requests that were sent through `http`, as `POST /order-plz`. */
  readonly requests: string[];
  /** Asks its management interface: `/roots/0`. */
  manage(path: string, body?: object): Promise<string>;
}

export interface PebbleOptions {
  /** `address:port` of the name server that it asks. */
  readonly dnsServer: string;
  /** Good nonces that are refused, in percent. */
  readonly nonceReject?: number;
  /** Valid authorizations that are used again, in percent. */
  readonly authzReuse?: number;
  readonly alternateRoots?: number;
  readonly binding?: { readonly keyId: string; readonly hmacKey: string };
  readonly blocked?: readonly string[];
}

/** Where `go install` puts programs when nothing else is said. */
const GO_BIN = join(homedir(), 'go', 'bin', 'pebble');

/** The program: the one that REGCTL_PEBBLE names, else of `go install`, else of the distribution. */
function pebbleProgram(): string {
  return process.env['REGCTL_PEBBLE'] ?? (existsSync(GO_BIN) ? GO_BIN : 'pebble');
}

/** Tells whether Pebble is there, and whether it is one that knows renewal information and profiles (2.7 and later). */
export function pebbleStands(): 'none' | 'old' | 'current' {
  const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', pebbleProgram()]).status === 0;
  const advice = 'go install github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.1, or apt-get install pebble';
  if (!found) {
    if (process.env['REGCTL_TEST_REQUIRE_ALL'] === '1') throw new Error(`pebble is not installed: ${advice}`);
    process.stderr.write(`skipped: pebble is not installed: ${advice}\n`);
    return 'none';
  }
  // Debian's 2.4.0 has no such flag and fails on it.
  return spawnSync(pebbleProgram(), ['-version']).status === 0 ? 'current' : 'old';
}

/** Starts Pebble, strict and without pauses, over a name server of the test. */
export async function startPebble(options: PebbleOptions): Promise<Pebble> {
  const folder = testFolder();
  const [port, managementPort] = [await freePort(), await freePort()];
  const { certificate, key } = await serverCertificate();
  writeFileSync(join(folder, 'server.pem'), certificate);
  writeFileSync(join(folder, 'server.key'), key, { mode: 0o600 });
  writeFileSync(
    join(folder, 'pebble.json'),
    JSON.stringify({ pebble: configOf(options, port, managementPort) }),
  );
  const requests: string[] = [];
  const agent = new Agent({ connect: { ca: certificate } });
  const http = createHttpClient({
    fetch: async (url, init) => {
      const request = `${init.method ?? 'GET'} ${new URL(url).pathname}`;
      requests.push(request);
      const response = await undiciFetch(url, { ...(init as object), dispatcher: agent });
      // One certificate of some hundred is not found by its serial (a first octet of zero), and so cannot be replaced: it is asked for once more, without that.
      if (request === 'POST /order-plz' && response.status === 500)
        requests.splice(requests.lastIndexOf(request), 1);
      return response as unknown as Response;
    },
    clock: systemClock,
    logger: silent,
  });
  const directoryUrl = `https://127.0.0.1:${port}/dir`;
  const environment = [
    'PEBBLE_VA_NOSLEEP=1',
    `PEBBLE_WFE_NONCEREJECT=${options.nonceReject ?? 0}`,
    `PEBBLE_AUTHZREUSE=${options.authzReuse ?? 0}`,
    `PEBBLE_ALTERNATE_ROOTS=${options.alternateRoots ?? 0}`,
  ];
  const args = ['-strict', '-config', join(folder, 'pebble.json'), '-dnsserver', options.dnsServer];
  const server = await startServer(folder, 'env', [...environment, pebbleProgram(), ...args], async () => {
    const answer = await http.send({ method: 'GET', url: directoryUrl, repeatable: false });
    return answer.status === 200;
  });
  requests.length = 0;
  return {
    ...server,
    directoryUrl,
    http,
    caFile: join(folder, 'server.pem'),
    requests,
    manage: async (path, body) => {
      const answer = await undiciFetch(`https://127.0.0.1:${managementPort}${path}`, {
        dispatcher: agent,
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
      return answer.text();
    },
    stop: async () => {
      await agent.destroy();
      await server.stop();
    },
  };
}

function configOf(options: PebbleOptions, port: number, managementPort: number): object {
  const { binding } = options;
  return {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: 'server.pem',
    privateKey: 'server.key',
    httpPort: 5002,
    tlsPort: 5001,
    ocspResponderURL: '',
    externalAccountBindingRequired: binding !== undefined,
    ...(binding === undefined ? {} : { externalAccountMACKeys: { [binding.keyId]: binding.hmacKey } }),
    domainBlocklist: options.blocked ?? [],
    // Retry-After of whole seconds would make every test one of seconds.
    retryAfter: { authz: 0, order: 0 },
    keyAlgorithm: 'ecdsa',
    certificateValidityPeriod: 90 * 86_400,
    profiles: {
      classic: { description: 'ninety days', validityPeriod: 90 * 86_400 },
      shortlived: { description: 'six days', validityPeriod: 6 * 86_400 },
    },
  };
}

async function serverCertificate(): Promise<{ certificate: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      new BasicConstraintsExtension(true),
    ],
  });
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { certificate: certificate.toString('pem'), key: formatPem('PRIVATE KEY', pkcs8) };
}
