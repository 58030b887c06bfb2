import { Script } from 'node:vm';

/** What a chunk is read from, and V8's cache of it, empty where there is none. */
export interface ChunkSource {
  readonly text: (name: string) => string;
  readonly cache: (name: string) => Uint8Array;
}

export interface LoadedChunks {
  readonly load: (name: string) => unknown;
  /** The compiled chunks by name. */
  readonly scripts: ReadonlyMap<string, Script>;
}

type Wrapper = (exports: object, require: (id: string) => unknown, module: { exports: object }) => void;

/** Makes the `require` of the bundle's chunks: each is compiled and run when it is first asked for. */
export function loadChunks(source: ChunkSource): LoadedChunks {
  const scripts = new Map<string, Script>();
  const modules = new Map<string, { exports: object }>();
  const require = (id: string): unknown => (id.startsWith('./') ? load(id.slice(2)) : builtin(id));
  const load = (name: string): unknown => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const script = compileChunk(name, source);
    scripts.set(name, script);
    (script.runInThisContext() as Wrapper)(module.exports, require, module);
    return module.exports;
  };
  return { load, scripts };
}

/** Packages that are not in the bundle are not there: those who try whether there is one must be told so. */
function builtin(id: string): unknown {
  const found: unknown = process.getBuiltinModule(id);
  if (found !== undefined) return found;
  throw Object.assign(new Error(`Cannot find module '${id}'`), { code: 'MODULE_NOT_FOUND' });
}

/** Compiles a chunk, from V8's cache where that fits this V8. */
function compileChunk(name: string, source: ChunkSource): Script {
  const cachedData = source.cache(name);
  return new Script(`(function(exports,require,module){${source.text(name)}\n})`, {
    filename: `regctl/${name}`,
    ...(cachedData.byteLength === 0 ? {} : { cachedData }),
  });
}
