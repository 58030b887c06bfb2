// The first code that runs in the standalone binary.
import { getRawAsset } from 'node:sea';
import type { start } from '../../src/main/binary.ts';
import { loadChunks } from './load-chunks.ts';

const octets = (asset: string): Buffer => Buffer.from(getRawAsset(asset));
const { load } = loadChunks({
  text: (name) => octets(`chunk/${name}`).toString(),
  cache: (name) => octets(`cache/${name}`),
});
void (load('main.js') as { readonly start: typeof start }).start(process);
