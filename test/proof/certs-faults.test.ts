import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDeliveryFiles } from '../../src/adapters/delivery/delivery-files.ts';
import { createDeliveryPlaces } from '../../src/adapters/delivery/index.ts';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { checkChain, type Identifier, type KeyType } from '../../src/core/certificate.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import { createAcmeWorld, type AcmeWorld } from '../support/acme-world.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

const x509 = createX509();
const IDENTIFIERS: readonly Identifier[] = [
  { type: 'dns', value: '*.example.org' },
  { type: 'dns', value: 'example.org' },
];

/** Fails one call of many, as `keys.put#1`, before or after it had its effect: a call of a part that writes or asks the CA. */
interface Fault {
  readonly at: string;
  readonly when: 'before' | 'after';
  readonly calls: string[];
}

type Methods = { readonly [name: string]: unknown };

/** Stands before a port; the members of what is loaded late cannot be listed, so each is wrapped when it is asked for. */
function failing<T extends object>(part: string, target: T, fault: Fault): T {
  return new Proxy(target, {
    get: (_, name) => {
      const method = (target as Methods)[String(name)];
      if (typeof name === 'symbol' || typeof method !== 'function') return method;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const point = `${part}.${name}`;
        const nth = fault.calls.filter((one) => one.startsWith(`${point}#`)).length + 1;
        fault.calls.push(`${point}#${nth}`);
        const isIt = fault.at === `${point}#${nth}`;
        if (isIt && fault.when === 'before') throw broken(part, name);
        const result = await (method as (...all: readonly unknown[]) => Promise<unknown>).apply(target, [
          ...args,
        ]);
        if (isIt) throw broken(part, name);
        return result;
      };
    },
  });
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
    deliveryPlaces: createDeliveryPlaces({
      environment: {},
      files: failing('files', nodeDeliveryFiles, fault),
    }),
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
    await world.regctl.deliveries?.add('example.org', { kind: 'files', folder: join(world.folder, 'tls') });
  });
  afterAll(() => world.dispose());

  /** The serial number of a certificate that is in force and fits its key. */
  const validSerial = async (chainPem: string, keyPem: string): Promise<string> => {
    const wanted = { identifiers: IDENTIFIERS, publicKeyHash: await x509.publicKeyHash(keyPem) };
    const chain = await x509.readCertificates(chainPem);
    expect(checkChain(chain, wanted, new Date())).toBeUndefined();
    return chain[0]?.serial ?? '';
  };
  const live = (): Promise<string> => {
    const read = (file: string): string =>
      readFileSync(join(world.folder, 'tls', 'live', 'example.org', file), 'utf8');
    return validSerial(read('fullchain.pem'), read('privkey.pem'));
  };
  const inUse = async (): Promise<string> => {
    const { chainPem, keyPem } = await world.regctl.certs.files('example.org');
    return validSerial(chainPem, keyPem ?? '');
  };
  const leftovers = async (): Promise<readonly string[]> => {
    const { rrsets } = await world.regctl.zones.read({ zone: 'example.org' });
    return rrsets.filter((rrset) => rrset.type === 'TXT').flatMap((rrset) => rrset.rdata);
  };

  /** Whether it goes well or not: with no other error than one of ours. */
  const expectRegctlError = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof RegctlError)) throw error;
    }
  };

  it.each(['before', 'after'] as const)(
    'leaves a valid certificate in use, and the next run renews and cleans up (%s its effect)',
    async (when) => {
      const renew = { name: 'example.org', force: true } as const;
      const whole: Fault = { at: 'none', when, calls: [] };
      await world.open(withFault(whole)).certs.renew(renew);
      let met = 0;
      for (const at of whole.calls) {
        const fault: Fault = { at, when, calls: [] };
        const before = await inUse();
        await expectRegctlError(world.open(withFault(fault)).certs.renew(renew));
        // How often the CA is asked for the end differs from run to run.
        if (!fault.calls.includes(at)) continue;
        met += 1;
        expect([before, await inUse()], `${when} ${at}`).toContain(await live());
        const [again] = await world.regctl.certs.renew(renew);
        expect(again?.error, `${when} ${at}`).toBeNull();
        expect(await inUse(), `${when} ${at}`).not.toBe(before);
        expect(await live(), `${when} ${at}`).toBe(await inUse());
        expect(await leftovers(), `${when} ${at}`).toEqual([]);
      }
      process.stderr.write(
        `${met} points of failure, ${when}: ${[...new Set(whole.calls.map((one) => one.split('#')[0]))].join(', ')}\n`,
      );
      expect(met).toBeGreaterThan(30);
      const keys = readdirSync(join(world.folder, 'state', 'keys'));
      // The account's and the certificate's, and of each fault between two writes at most one that nobody uses.
      expect(keys.length).toBeLessThanOrEqual(6);
    },
    120_000,
  );

  it.each([
    ['before', 'finalize'],
    ['after', 'finalize'],
    ['before', 'certificate'],
    ['after', 'certificate'],
  ] as const)(
    'does so too where an order for another key was left (%s its effect, left at %s)',
    async (when, leftAt) => {
      const issue = (regctl: ControlPlane, keyType: KeyType): Promise<unknown> =>
        regctl.certs.issue({ identifiers: IDENTIFIERS, force: true, wish: { keyType } });
      const leave = (): Promise<void> =>
        expectRegctlError(
          issue(world.open(withFault({ at: `ca.${leftAt}#1`, when: 'before', calls: [] })), 'ec384'),
        );
      const usedType = async (): Promise<string> => {
        const { chainPem } = await world.regctl.certs.files('example.org');
        return (await x509.readCertificates(chainPem))[0]?.keyType ?? '';
      };
      await issue(world.regctl, 'ec256');
      await leave();
      const whole: Fault = { at: 'none', when, calls: [] };
      await issue(world.open(withFault(whole)), 'ec256');
      const points = whole.calls.filter((one) => /^(?:ca|certificates|keys)\./.test(one));
      let met = 0;
      for (const at of points) {
        await leave();
        const fault: Fault = { at, when, calls: [] };
        await expectRegctlError(issue(world.open(withFault(fault)), 'ec256'));
        if (!fault.calls.includes(at)) continue;
        met += 1;
        await inUse();
        await issue(world.regctl, 'ec256');
        expect([await usedType(), await inUse()], `${when} ${at}`).toEqual(['ec256', await live()]);
        expect(await leftovers(), `${when} ${at}`).toEqual([]);
      }
      process.stderr.write(
        `${met} points of failure, ${when}, left at ${leftAt}, ${readdirSync(join(world.folder, 'state', 'keys')).length} keys\n`,
      );
      expect(met).toBeGreaterThan(15);
      // Those of the tests before among them: a key that could not be deleted stays.
      expect(readdirSync(join(world.folder, 'state', 'keys')).length).toBeLessThanOrEqual(12);
    },
    240_000,
  );
});
