import { writeFileSync } from 'node:fs';
import { nodeDeliveryFiles, type DeliveryFiles } from '../../src/adapters/delivery/delivery-files.ts';
import { createDeliveryPlaces } from '../../src/adapters/delivery/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';

/** What happens at a point: called with `files.writeFile#3` and the call itself, it decides what becomes of it. */
export type AtPoint = (
  point: string,
  work: () => Promise<unknown>,
  args: readonly unknown[],
) => Promise<unknown>;

type Methods = { readonly [name: string]: (...args: readonly unknown[]) => Promise<unknown> };

/** Questions change nothing, and are no points. */
const QUESTIONS = new Set(['look', 'list', 'get', 'find', 'due', 'orders', 'account', 'accounts', 'then']);

/** Numbers the calls of every part that writes when a certificate of the internal CA is renewed and delivered. */
export function countedDeps(deps: LocalDeps, at: AtPoint): LocalDeps {
  const counts = new Map<string, number>();
  const counted = <T extends object>(part: string, target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        if (typeof name !== 'string' || QUESTIONS.has(name)) return (target as Methods)[String(name)];
        return (...args: readonly unknown[]) => {
          const key = `${part}.${name}`;
          const nth = (counts.get(key) ?? 0) + 1;
          counts.set(key, nth);
          const work = async (): Promise<unknown> => (target as Methods)[name]?.(...args);
          return at(`${key}#${nth}`, work, args);
        };
      },
    });
  const files: DeliveryFiles = counted('files', nodeDeliveryFiles);
  const places = createDeliveryPlaces({ environment: process.env, files });
  return {
    ...deps,
    certificates: counted('certificates', deps.certificates),
    keys: counted('keys', deps.keys),
    deliveryPlaces: {
      deliver: (target, material, call) =>
        target.kind === 'hook'
          ? (at(`hook#1`, () => places.deliver(target, material, call), []) as Promise<string>)
          : places.deliver(target, material, call),
    },
  };
}

/** Leaves half of a file, as a disk that is full does. */
export function writeHalf(args: readonly unknown[]): void {
  const [path, content] = args as readonly [string, string];
  writeFileSync(path, content.slice(0, Math.ceil(content.length / 2)), { flag: 'wx', mode: 0o600 });
}

/** What the system says of a full disk. */
export function diskFull(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  });
}
