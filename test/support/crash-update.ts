// An update in which the process kills itself, by SIGKILL, right before a step: `crash-update.ts STEP PROGRAM RELEASES install|rollback`.
import { createUpdater } from '../../src/adapters/update/index.ts';
import { TEST_PUBLIC_KEY } from './release-server.ts';

const [at = '', program = '', releases = '', what = 'install'] = process.argv.slice(2);
const updater = createUpdater({
  program,
  isBinary: true,
  version: '1.0.0',
  target: 'linux-x64',
  keys: [TEST_PUBLIC_KEY],
  releases,
  fetch: (url, init) => fetch(url, init),
  step: (name) => {
    process.stdout.write(`${name}\n`);
    if (name === at) process.kill(process.pid, 'SIGKILL');
  },
});
if (what === 'rollback') await updater.rollback();
else await updater.install(await updater.release(), {});
