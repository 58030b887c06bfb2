import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startServer, testFolder, type TestServer } from './process.ts';
import { connect } from 'node:net';

export interface Nginx extends TestServer {
  readonly port: number;
  /** Program and arguments that have it read its configuration again. */
  readonly reload: readonly string[];
}

/** Starts nginx on loopback with one server that includes a file about its certificate. */
export async function startNginx(snippet: string): Promise<Nginx> {
  const folder = testFolder();
  const port = await freePort();
  mkdirSync(join(folder, 'temporary'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, 'temporary', name)};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 2;
pid ${join(folder, 'nginx.pid')};
error_log stderr notice;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  server {
    listen 127.0.0.1:${port} ssl;
    include ${snippet};
    location / { return 200 "served\\n"; }
  }
}
`,
  );
  const words = ['-p', folder, '-c', join(folder, 'nginx.conf')];
  const server = await startServer(folder, 'nginx', [...words, '-g', 'daemon off;'], () => isOpen(port));
  return {
    ...server,
    port,
    reload: ['nginx', ...words, '-s', 'reload'],
    stop: async () => {
      // Its workers live on when it is killed: it is asked to end them, and has when its file is gone.
      spawnSync('nginx', [...words, '-s', 'stop']);
      const deadline = Date.now() + 10_000;
      while (existsSync(join(folder, 'nginx.pid')) && Date.now() < deadline)
        await new Promise((resolve) => setImmediate(resolve));
      await server.stop();
    },
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
