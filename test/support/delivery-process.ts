// regctl in a process of its own, which renews and delivers a certificate: `delivery-process.ts STATE NAME POINT`. It kills itself by SIGKILL before that point; with
// no point it runs to its end and prints the points that it passed.
import { openLocalControlPlane } from '../../src/main/local.ts';
import { countedDeps } from './delivery-points.ts';
import { silent } from './open-provider.ts';

const [stateDir = '', name = '', mortal = ''] = process.argv.slice(2);
const points: string[] = [];
const regctl = openLocalControlPlane({
  environment: process.env,
  stateDir,
  dataDir: stateDir,
  resolver: { hosts: {}, roots: [] },
  logger: silent,
  wrap: (deps) =>
    countedDeps(deps, (point, work) => {
      points.push(point);
      if (point === mortal) process.kill(process.pid, 'SIGKILL');
      return work();
    }),
});
const force = mortal !== 'due';
const results = await regctl.certs.renew(force ? { name, force } : {});
process.stdout.write(JSON.stringify({ points, outcomes: results.map((one) => one.outcome) }));
await regctl.close();
