#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `✗ regctl cannot start: Node.js ${process.versions.node} is too old  [UNSUPPORTED_RUNTIME]\n` +
      '  regctl needs Node.js 24 or newer.\n' +
      '  → in a clone, run `npx regctl`, which uses the Node.js of the project\n',
  );
  process.exit(1);
}
module.enableCompileCache();
// A clone runs the sources by type stripping; the npm package holds compiled JavaScript only.
const sources = new URL('../src/main/cli.ts', import.meta.url);
const { main } = await import(
  existsSync(sources) ? sources.href : new URL('../dist/src/main/cli.js', import.meta.url).href
);
await main(process);
