import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { publicHalf, releaseManifest, writeRelease } from '../../scripts/package/release.ts';

/** A key that signs releases in tests and nowhere else: it follows from a word that everybody can read. */
export const TEST_KEY: KeyObject = keyOf('regctl test releases');
export const TEST_PUBLIC_KEY: string = publicHalf(createPublicKey(TEST_KEY));

/** An Ed25519 key that follows from a word. */
export function keyOf(word: string): KeyObject {
  const seed = createHash('sha256').update(word).digest();
  // RFC 8410 §7: the seed in its PKCS #8 frame.
  const frame = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([frame, seed]), format: 'der', type: 'pkcs8' });
}

/** A program that does nothing but tell a version: as good as a binary to an updater. */
export function writeProgram(path: string, version: string): void {
  writeFileSync(path, `#!/bin/sh\n# ${'padding '.repeat(4000)}\necho ${version}\n`);
  chmodSync(path, 0o755);
}

export interface ReleaseServer {
  readonly url: string;
  /** What was asked for, in order. */
  readonly requests: readonly string[];
  /** Puts a release there, as the newest too. */
  publish(
    version: string,
    options?: {
      readonly keys?: readonly KeyObject[];
      readonly says?: string;
      readonly target?: string;
      /** The program, where it is not one that tells the version. */
      readonly program?: string;
    },
  ): void;
  /** Changes what is answered to a path that ends so. */
  tamper(ending: string, change: (content: Buffer) => Buffer | 'cut' | 'stall' | number): void;
  stop(): Promise<void>;
}

/** Serves releases from a folder, on loopback. */
export async function startReleaseServer(folder: string): Promise<ReleaseServer> {
  const changes = new Map<string, (content: Buffer) => Buffer | 'cut' | 'stall' | number>();
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    let content: Buffer;
    try {
      content = readFileSync(join(folder, path));
    } catch {
      response.writeHead(404).end();
      return;
    }
    const change = [...changes].find(([ending]) => path.endsWith(ending))?.[1];
    const answer = change?.(content) ?? content;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else if (Buffer.isBuffer(answer)) response.end(answer);
    else {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, content.length / 2), () => {
        if (answer === 'cut') response.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    publish: (version, { keys = [TEST_KEY], says = version, target = 'linux-x64', program } = {}) => {
      for (const place of [`v${version}`, 'latest']) {
        const at = join(folder, place);
        mkdirSync(at, { recursive: true });
        const name = `regctl-${target}`;
        if (program === undefined) writeProgram(join(at, name), says);
        else writeFileSync(join(at, name), program);
        const about = { version, commit: 'c0ffee', createdAt: new Date('2026-11-21T00:00:00Z') };
        writeRelease(at, releaseManifest(at, { ...about, files: { [target]: name } }), keys);
      }
    },
    tamper: (ending, change) => void changes.set(ending, change),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
