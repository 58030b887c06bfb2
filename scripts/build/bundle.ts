import { rolldown, type OutputChunk } from 'rolldown';
import { join } from 'node:path';
import type { Build } from '../../src/main/build.ts';
import { root } from './root.ts';

/** The sources of a binary in few files: each command's code, and each package, stays a file of its own that is loaded when it is first used. */
export interface Bundle {
  readonly chunks: ReadonlyMap<string, string>;
  readonly entry: string;
  /** The npm packages whose code is in it. */
  readonly packages: readonly string[];
}

/** Bundles an entry for the loader of the binary: CommonJS, minified, nothing joined that was imported lazily. */
export async function bundle(entry: string, build: Build): Promise<Bundle> {
  const bundler = await rolldown({
    input: { main: join(root, entry) },
    cwd: root,
    platform: 'node',
    // The addon is an asset; nothing of its package is wanted.
    external: [/^node:/, '@napi-rs/keyring'],
    transform: {
      target: `node${process.versions.node.split('.')[0] ?? ''}`,
      define: { REGCTL_BUILD: JSON.stringify(build), 'import.meta.url': '"file:///regctl/"' },
    },
    onLog: (level, log, next) => {
      // Imported lazily in one place and at once in another: true of several files, and no fault.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') next(level, log);
    },
  });
  const { output } = await bundler.generate({
    format: 'cjs',
    minify: true,
    comments: { legal: false },
    dynamicImportInCjs: false,
    // A polyfill must run before the package that asks for it, whatever chunks the two come to lie in.
    strictExecutionOrder: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
  });
  await bundler.close();
  const chunks = output.filter((part): part is OutputChunk => part.type === 'chunk');
  return {
    chunks: new Map(chunks.map((chunk) => [chunk.fileName, chunk.code])),
    entry: chunks.find((chunk) => chunk.isEntry)?.fileName ?? '',
    packages: packagesOf(chunks),
  };
}

function packagesOf(chunks: readonly OutputChunk[]): string[] {
  const folders = chunks
    .flatMap((chunk) => chunk.moduleIds)
    .map((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].toSorted();
}
