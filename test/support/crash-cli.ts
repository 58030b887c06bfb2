// regctl in which the process kills itself, by SIGKILL, right before or right after its n-th write to store or provider: `crash-cli.ts MOMENT N STATE FOLDER ZONE FILE`.
// With N = 0 nothing is killed, and the number of write points is printed.
import { readFileSync } from 'node:fs';
import { parseMasterFile } from '../../src/core/master-file/parse.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import type { Provider } from '../../src/ports/dns-provider.ts';
import { silent } from './open-provider.ts';
import { replacing } from './replacing.ts';

const [moment = '', number = '', state = '', folder = '', zone = '', file = ''] = process.argv.slice(2);
const at = Number(number);
let writes = 0;

async function point<T>(work: () => Promise<T>): Promise<T> {
  writes += 1;
  // The lock is held around other points, which count on meanwhile.
  const mine = writes;
  if (mine === at && moment === 'before') process.kill(process.pid, 'SIGKILL');
  const result = await work();
  if (mine === at && moment === 'after') process.kill(process.pid, 'SIGKILL');
  return result;
}

/** Every call that changes something goes through `point`. */
function counted(deps: LocalDeps): LocalDeps {
  const { operations, snapshots, plans, lock, registry } = deps;
  return {
    ...deps,
    operations: replacing(operations, { save: (operation) => point(() => operations.save(operation)) }),
    snapshots: replacing(snapshots, {
      save: (snapshot, rrsets) => point(() => snapshots.save(snapshot, rrsets)),
    }),
    plans: replacing(plans, { save: (plan) => point(() => plans.save(plan)) }),
    lock: { withLock: (name, options, work) => point(() => lock.withLock(name, options, work)) },
    registry: { ...registry, load: async (name) => countedProvider(await registry.load(name)) },
  };
}

/** One change a write, so that there are many points between them. */
function countedProvider(provider: Provider): Provider {
  return {
    ...provider,
    open: (context) => {
      const opened = provider.open(context);
      const { dns } = opened;
      if (dns === undefined) return opened;
      const capabilities = { ...dns.capabilities, maxChangesPerWrite: 1 };
      return {
        ...opened,
        dns: { ...dns, capabilities, write: (...args) => point(() => dns.write(...args)) },
      };
    },
  };
}

const regctl = openLocalControlPlane({
  environment: {},
  stateDir: state,
  dataDir: folder,
  resolver: { hosts: {}, roots: [] },
  logger: silent,
  wrap: counted,
});
const { rrsets } = parseMasterFile(readFileSync(file), { origin: zone });
const said: string[] = [];
const onEvent = (event: { readonly kind: string; readonly message?: string }): void => {
  if (event.kind === 'resuming') said.push(event.message ?? '');
};
const plan = await regctl.plans.create(
  { zone, target: { kind: 'replace', rrsets }, keep: true },
  { onEvent },
);
const report = await regctl.plans.apply({ plan, allowDeletes: 1000 }, { onEvent });
process.stdout.write(JSON.stringify({ writes, said, outcome: report.outcome }));
await regctl.close();
