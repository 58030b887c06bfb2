import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { checkChain, type Identifier } from '../../src/core/certificate.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import { createAcmeWorld, type AcmeWorld } from '../support/acme-world.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

const x509 = createX509();
const IDENTIFIERS: readonly Identifier[] = [
  { type: 'dns', value: '*.example.org' },
  { type: 'dns', value: 'example.org' },
];

/** Fails one call of many: the nth, before or after it had its effect. Calls are counted over all parts that write or ask the CA. */
interface Fault {
  readonly at: number;
  readonly when: 'before' | 'after';
  calls: string[];
}

type Methods = { readonly [name: string]: unknown };

function failing<T extends object>(part: string, target: T, fault: Fault): T {
  const wrapped = Object.entries(target as Methods).map(([name, method]) => {
    if (typeof method !== 'function') return [name, method] as const;
    const call = async (...args: readonly unknown[]): Promise<unknown> => {
      fault.calls.push(`${part}.${name}`);
      const isIt = fault.calls.length - 1 === fault.at;
      if (isIt && fault.when === 'before') throw broken(part, name);
      const result = await (method as (...all: readonly unknown[]) => Promise<unknown>).apply(target, [
        ...args,
      ]);
      if (isIt) throw broken(part, name);
      return result;
    };
    return [name, call] as const;
  });
  return Object.fromEntries(wrapped) as T;
}

function broken(part: string, name: string): RegctlError {
  return part === 'ca'
    ? new RegctlError('NETWORK', `${name} was cut`, { details: { class: 'transient' } })
    : new RegctlError('STORE_FAILED', `${part}.${name} failed`, { reason: 'the disk is full' });
}

const withFault =
  (fault: Fault) =>
  (deps: LocalDeps): LocalDeps => ({
    ...deps,
    certificates: failing('certificates', deps.certificates, fault),
    keys: failing('keys', deps.keys, fault),
    operations: failing('operations', deps.operations, fault),
    snapshots: failing('snapshots', deps.snapshots, fault),
    openAuthority: async (url, surroundings) =>
      failing('ca', await deps.openAuthority(url, surroundings), fault),
  });

describe.runIf(pebbleStands() !== 'none')('a fault at any point of a renewal', () => {
  let world: AcmeWorld;
  beforeAll(async () => {
    world = await createAcmeWorld();
    await world.regctl.certs.issue({
      identifiers: IDENTIFIERS,
      agreesToTerms: true,
      wish: { cas: [world.pebble.directoryUrl] },
    });
  });
  afterAll(() => world.dispose());

  const inUse = async (): Promise<string> => {
    const { chainPem, keyPem, certificate } = await world.regctl.certs.files('example.org');
    const wanted = { identifiers: IDENTIFIERS, publicKeyHash: await x509.publicKeyHash(keyPem ?? '') };
    expect(checkChain(await x509.readCertificates(chainPem), wanted, new Date())).toBeUndefined();
    return certificate.issued?.serial ?? '';
  };
  const leftovers = async (): Promise<readonly string[]> => {
    const { rrsets } = await world.regctl.zones.read({ zone: 'example.org' });
    return rrsets.filter((rrset) => rrset.type === 'TXT').flatMap((rrset) => rrset.rdata);
  };

  it.each(['before', 'after'] as const)(
    'leaves a valid certificate in use, and the next run renews and cleans up (%s its effect)',
    async (when) => {
      let points = 0;
      const failed = new Set<string>();
      for (let at = 0; ; at++) {
        const fault: Fault = { at, when, calls: [] };
        const regctl = world.open(withFault(fault));
        const before = await inUse();
        // oxlint-disable-next-line vitest/no-conditional-expect -- a loop over points of failure
        await regctl.certs
          .renew({ name: 'example.org', force: true })
          .catch((error: unknown) => expect(error).toBeInstanceOf(RegctlError));
        if (fault.calls.length <= at) break;
        points += 1;
        failed.add(fault.calls[at] ?? '');
        await inUse();
        const [again] = await world.regctl.certs.renew({ name: 'example.org', force: true });
        expect(again?.error, `${when} ${fault.calls[at] ?? ''} (${at})`).toBeNull();
        expect(await inUse()).not.toBe(before);
        expect(await leftovers(), `${when} ${fault.calls[at] ?? ''} (${at})`).toEqual([]);
      }
      process.stderr.write(`${points} points of failure, ${when}: ${[...failed].toSorted().join(', ')}\n`);
      expect(points).toBeGreaterThan(30);
      const keys = readdirSync(join(world.folder, 'state', 'keys'));
      // The account's and the certificate's, and of each fault between two writes at most one that nobody uses.
      expect(keys.length).toBeLessThanOrEqual(6);
    },
    120_000,
  );
});
