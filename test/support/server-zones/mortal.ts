import type { LocalDeps } from '../../../src/control-plane/local.ts';
import type { DnsProvider, Provider } from '../../../src/ports/dns-provider.ts';
import { replacing } from '../replacing.ts';

/** What a process that was killed throws here, where it cannot really be gone. */
export class Death extends Error {}

/** When a process dies: right before or right after its n-th effect on the store or the provider; with 0 it lives. */
export interface DeathPoint {
  readonly moment: 'before' | 'after';
  readonly at: number;
}

/** A life in which every effect is counted. */
export class Life {
  readonly #death: DeathPoint;
  #isDead = false;
  /** Effects so far: store writes and requests. */
  points = 0;

  constructor(death: DeathPoint) {
    this.#death = death;
  }

  /** Once it is dead, nothing more comes of anything, whatever is caught on the way. */
  async point<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Death();
    this.points += 1;
    // The lock is held around other points, which count on meanwhile.
    const isLast = this.points === this.#death.at;
    if (isLast && this.#death.moment === 'before') this.#isDead = true;
    if (this.#isDead) throw new Death();
    const result = await work();
    if (isLast) this.#isDead = true;
    if (this.#isDead) throw new Death();
    return result;
  }

  /** Makes everything that has an effect a point of this life; a write holds few changes, so that there are several. */
  of(deps: LocalDeps, maxChangesPerWrite: number): LocalDeps {
    const { operations, snapshots, plans, lock, registry, surroundings } = deps;
    return {
      ...deps,
      operations: replacing(operations, {
        save: (operation) => this.point(() => operations.save(operation)),
      }),
      snapshots: replacing(snapshots, {
        save: (snapshot, rrsets) => this.point(() => snapshots.save(snapshot, rrsets)),
      }),
      plans: replacing(plans, { save: (plan) => this.point(() => plans.save(plan)) }),
      lock: { withLock: (name, options, work) => this.point(() => lock.withLock(name, options, work)) },
      registry: {
        ...registry,
        load: async (name) => withSmallWrites(await registry.load(name), maxChangesPerWrite),
      },
      surroundings: {
        ...surroundings,
        http: { send: (request) => this.point(() => surroundings.http.send(request)) },
      },
    };
  }
}

function withSmallWrites(provider: Provider, maxChangesPerWrite: number): Provider {
  return {
    ...provider,
    open: (context) => {
      const opened = provider.open(context);
      return opened.dns === undefined ? opened : { ...opened, dns: limited(opened.dns, maxChangesPerWrite) };
    },
  };
}

/** The same, also where it is an object of a class. */
function limited(dns: DnsProvider, maxChangesPerWrite: number): DnsProvider {
  const capabilities = { ...dns.capabilities, maxChangesPerWrite };
  return new Proxy(dns, {
    get: (target, key): unknown => {
      if (key === 'capabilities') return capabilities;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
