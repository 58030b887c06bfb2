import { spawn, spawnSync } from 'node:child_process';
import { testFolder } from './process.ts';
import { rmSync } from 'node:fs';

export interface Keyring {
  /** Variables that a process needs to reach it. */
  readonly environment: { readonly [name: string]: string };
  stop(): void;
}

/** Starts a message bus of its own and, on it, gnome-keyring with an unlocked collection. */
export async function startKeyring(): Promise<Keyring> {
  const folder = testFolder();
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    bus.once('error', reject);
    bus.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  const environment = {
    DBUS_SESSION_BUS_ADDRESS: address,
    HOME: folder,
    XDG_DATA_HOME: `${folder}/data`,
    XDG_RUNTIME_DIR: folder,
  };
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('test\n');
  const owns = (): boolean => {
    const query = [
      '--session',
      '--print-reply',
      '--dest=org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus.NameHasOwner',
      'string:org.freedesktop.secrets',
    ];
    return spawnSync('dbus-send', query, {
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    }).stdout.includes('true');
  };
  const deadline = Date.now() + 10_000;
  while (!owns()) {
    if (Date.now() > deadline) throw new Error('gnome-keyring does not come up');
    // The event loop must turn, or the passphrase never reaches the daemon.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    environment,
    stop: () => {
      daemon.kill('SIGKILL');
      bus.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
