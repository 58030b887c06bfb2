import { expect, it } from 'vitest';
import { loadChunks } from '../../scripts/build/load-chunks.ts';

function load(chunks: { readonly [name: string]: string }): unknown {
  return loadChunks({ text: (name) => chunks[name] ?? '', cache: () => new Uint8Array() }).load('main.js');
}

it('gives a chunk other chunks and the modules of Node.js', () => {
  expect(
    load({
      'main.js': `exports.sum = require('./other.js').one + require('node:path').posix.join('a', 'b');`,
      'other.js': `exports.one = '1';`,
    }),
  ).toEqual({ sum: '1a/b' });
});

it('tells who tries whether there is a package that there is none', () => {
  const tries = `try { require('@none/such'); exports.found = true; } catch (error) { exports.code = error.code; }`;
  expect(load({ 'main.js': tries })).toEqual({ code: 'MODULE_NOT_FOUND' });
});
