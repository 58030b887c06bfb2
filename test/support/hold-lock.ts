// A process that takes the lock of a store: `once` for a moment, `forever` until it is killed, `open` not at all. It writes when it is in and out.
import { appendFileSync } from 'node:fs';
import { systemClock } from '../../src/adapters/clock.ts';
import { currentProcess } from '../../src/adapters/process-info.ts';
import { createSqlLock } from '../../src/adapters/stores/sql/lock.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';

const [path = '', log = '', mode = ''] = process.argv.slice(2);
const database = openNodeDatabase(path);
if (mode !== 'open') {
  const lock = createSqlLock(database, systemClock, currentProcess(), () => crypto.randomUUID());
  await lock.withLock('zone/a/b', { timeoutMs: 20_000 }, async () => {
    appendFileSync(log, `in ${process.pid}\n`);
    process.stdout.write('held\n');
    await systemClock.sleep(mode === 'forever' ? 60_000 : 20);
    appendFileSync(log, `out ${process.pid}\n`);
  });
}
await database.close();
