import type { LocalDeps } from '../../src/control-plane/local.ts';
import type { DnsProvider, Provider } from '../../src/ports/dns-provider.ts';
import { replacing } from './replacing.ts';

/** Writes of one change each, that can be held up: a provider that takes its time, by a test's leave. */
export interface GatedWrites {
  /** Puts it between a control plane and its providers. */
  readonly wrap: (deps: LocalDeps) => LocalDeps;
  /** Writes that were let through. */
  made(): number;
  /** Holds up what comes after so many writes in all. @returns once one is held up */
  holdAfter(writes: number): Promise<void>;
  /** Lets all through. */
  release(): void;
}

export function createGatedWrites(): GatedWrites {
  let made = 0;
  let most = Infinity;
  let held = Promise.withResolvers<void>();
  let gate = Promise.withResolvers<void>();
  const pass = async (): Promise<void> => {
    while (made >= most) {
      held.resolve();
      await gate.promise;
    }
    made += 1;
  };
  const holdAfter = (writes: number): Promise<void> => {
    most = writes;
    held = Promise.withResolvers<void>();
    // Whoever waits looks again.
    gate.resolve();
    gate = Promise.withResolvers<void>();
    return held.promise;
  };
  const gated = (dns: DnsProvider): DnsProvider =>
    replacing(dns, {
      capabilities: { ...dns.capabilities, maxChangesPerWrite: 1 },
      write: async (zone, changes, precondition) => {
        await pass();
        await dns.write(zone, changes, precondition);
      },
    });
  const provider = (given: Provider): Provider => ({
    ...given,
    open: (context) => {
      const opened = given.open(context);
      return opened.dns === undefined ? opened : { ...opened, dns: gated(opened.dns) };
    },
  });
  return {
    wrap: (deps) => ({
      ...deps,
      registry: replacing(deps.registry, { load: async (name) => provider(await deps.registry.load(name)) }),
    }),
    made: () => made,
    holdAfter,
    release: () => void holdAfter(Infinity),
  };
}
