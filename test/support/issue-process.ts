// regctl in a process of its own, which issues one certificate: `issue-process.ts STATE FOLDER NAMESERVER DIRECTORY NAME`.
import { createHttpClient } from '../../src/adapters/http/client.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { silent, unlimited } from './open-provider.ts';

const [stateDir = '', dataDir = '', nameServer = '', ca = '', name = ''] = process.argv.slice(2);
const http = createHttpClient({ fetch, clock: systemClock, logger: silent });
const regctl = openLocalControlPlane({
  environment: {},
  stateDir,
  dataDir,
  resolver: { hosts: {}, roots: [nameServer] },
  logger: silent,
  wrap: (deps) => ({ ...deps, surroundings: { ...deps.surroundings, limiter: unlimited, http } }),
});
const { certificate } = await regctl.certs.issue({
  identifiers: [parseIdentifier(name)],
  agreesToTerms: true,
  force: true,
  wish: { cas: [ca] },
});
process.stdout.write(`${certificate.issued?.serial ?? ''}\n`);
await regctl.close();
