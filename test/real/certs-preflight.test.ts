import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createFolderSource, startDnsServer, type DnsServer } from '../../src/adapters/dns-server/index.ts';
import { createResolver } from '../../src/adapters/resolver/index.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { findBogus, type Bogus } from '../../src/services/certs/trust.ts';
import { createAcmeWorld, type AcmeWorld } from '../support/acme-world.ts';
import { silent } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';
import { startRootServer } from '../support/root-server.ts';
import { startNamedZone } from '../support/servers/bind.ts';
import { pebbleStands } from '../support/servers/pebble.ts';
import { signZone, type SignedZone } from '../support/signed-zone.ts';
import { refused } from '../support/refused.ts';

const ZONE = '$TTL 300\n@ IN SOA ns1 hostmaster 1 7200 3600 1209600 60\n@ NS ns1\nns1 A 127.0.0.1\n';

describe.runIf(hasProgram('dnssec-signzone', 'bind9-utils') && hasProgram('named', 'bind9'))(
  'the chain of trust',
  () => {
    /** Serves a zone by BIND below a root of ours that has a DS for it, and looks. */
    async function look(zone: string, ds: string | undefined, days = 0): Promise<Bogus | undefined> {
      const named = await startNamedZone(zone);
      const signed = ds === undefined ? '' : `example.org DS ${ds}\n`;
      const root = await startRootServer(`example.org NS ns1.example.org.\n${signed}`);
      const hosts = { ...root.hosts, 'ns1.example.org': named.address };
      const resolver = createResolver({ hosts, roots: [root.address] });
      const clock = { ...systemClock, now: () => new Date(Date.now() + days * 86_400_000) };
      try {
        return await findBogus({ resolver, clock }, 'www.example.org', {});
      } finally {
        await Promise.all([named.stop(), root.stop()]);
      }
    }
    let signed: SignedZone;
    beforeAll(() => {
      signed = signZone(ZONE);
    });

    it.each(['ECDSAP256SHA256', 'ECDSAP384SHA384', 'RSASHA256', 'RSASHA512', 'ED25519'])(
      'is whole where BIND signed with %s',
      async (algorithm) => {
        const zone = signZone(ZONE, algorithm);
        expect(await look(zone.text, zone.ds)).toBeUndefined();
      },
    );

    it('is nothing to keep where the parent has no DS, or one that nobody can judge', async () => {
      expect(await look(ZONE, undefined)).toBeUndefined();
      expect(await look(signed.text, undefined)).toBeUndefined();
      expect(await look(ZONE, `1 253 2 ${'00'.repeat(32)}`)).toBeUndefined();
    });

    it('is broken where the zone is not signed, or by another key', async () => {
      const unsigned = await look(ZONE, signed.ds);
      expect(unsigned?.zone).toBe('example.org');
      expect(unsigned?.faults.join()).toContain(
        `ns1.example.org serves no key, and the root has DS ${signed.ds}`,
      );
      const other = await look(signZone(ZONE).text, signed.ds);
      expect(other?.faults.join()).toContain('no key that fits');
    });

    it('is broken where signatures are over, not in force yet, or not of these records', async () => {
      expect((await look(signed.text, signed.ds, 40))?.faults.join()).toContain('expired at');
      expect((await look(signed.text, signed.ds, -2))?.faults.join()).toContain('not in force yet');
      // Signed under another serial number.
      const forged = signed.text.replace(/^(\s+1)(\s+; serial)/m, '\t\t\t\t\t2$2');
      expect(forged).not.toBe(signed.text);
      const faults = (await look(forged, signed.ds))?.faults.join();
      expect(faults).toContain(
        'the SOA of example.org at ns1.example.org has no signature that fits its keys',
      );
    });
  },
);

describe.runIf(pebbleStands() === 'current')('before an order', () => {
  let world: AcmeWorld;
  let folder: string;
  const lagging: DnsServer[] = [];
  beforeAll(async () => {
    world = await createAcmeWorld();
    folder = mkdtempSync(join(tmpdir(), 'regctl-lag-'));
  });
  afterAll(async () => {
    await Promise.all(lagging.map((server) => server.close()));
    await world.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Another name server of example.org, over a folder of its own. */
  async function serve(name: string, zone: string | undefined, origin = 'example.org'): Promise<string> {
    const own = join(folder, name);
    mkdirSync(own);
    if (zone === undefined)
      copyFileSync(join(world.folder, 'zones', 'example.org.zone'), join(own, 'example.org.zone'));
    else writeFileSync(join(own, `${origin}.zone`), zone);
    const server = await startDnsServer(createFolderSource(own, silent), {
      host: '127.0.0.1',
      port: 0,
      logger: silent,
    });
    lagging.push(server);
    return server.address;
  }

  /** Regctl below a root of ours; `letsencrypt` is the CA of the test. */
  async function below(
    delegation: string,
    hosts: { readonly [name: string]: string },
    work: (regctl: ControlPlane) => Promise<void>,
  ): Promise<void> {
    const root = await startRootServer(delegation);
    const map = { 'ns1.example.com': world.nameServer, ...root.hosts, ...hosts };
    const regctl = world.open((deps) => ({
      ...deps,
      resolver: createResolver({ hosts: map, roots: [root.address] }),
      openAuthority: (_url, surroundings) => deps.openAuthority(world.pebble.directoryUrl, surroundings),
    }));
    try {
      await work(regctl);
    } finally {
      await root.stop();
    }
  }
  const issue = (regctl: ControlPlane, ca: string, warnings: string[] = []): Promise<unknown> =>
    regctl.certs.issue(
      {
        identifiers: [parseIdentifier('www.example.org')],
        agreesToTerms: true,
        force: true,
        wish: { cas: [ca], profile: null },
      },
      { timeoutMs: 1_500, onEvent: (event) => warnings.push(event.message) },
    );
  const posts = (path: string): number => world.pebble.requests.filter((one) => one.includes(path)).length;

  it('refuses a zone whose DNSSEC is bogus, and asks nothing of the CA but its account', async () => {
    const ds = `1 13 2 ${'ab'.repeat(32)}`;
    await below(`example.org NS ns1.example.com.\nexample.org DS ${ds}\n`, {}, async (regctl) => {
      const error = await refused(issue(regctl, world.pebble.directoryUrl));
      expect(error).toMatchObject({
        code: 'ZONE_UNVERIFIABLE',
        details: { class: 'user', zone: 'example.org' },
      });
      expect(error.reason).toContain(`ns1.example.com serves no key, and the root has DS ${ds}`);
      expect(error.hint).toContain('regctl domains dnssec sync example.org');
      expect(posts('/order-plz')).toBe(0);
    });
  });

  it('refuses a zone to which the world is not sent, where the CA is one of the world', async () => {
    const elsewhere = await serve('elsewhere', ZONE);
    const hosts = { 'ns1.elsewhere.example': elsewhere };
    await below('example.org NS ns1.elsewhere.example.\n', hosts, async (regctl) => {
      const error = await refused(issue(regctl, 'letsencrypt'));
      expect(error.code).toBe('ZONE_UNVERIFIABLE');
      expect(error.reason).toBe(
        'the delegation is to ns1.elsewhere.example, and account local writes to ns1.example.com',
      );
      expect(posts('/order-plz')).toBe(0);
    });
  });

  it('refuses a zone that no name server answers for, and says what each does', async () => {
    const lame = await serve('lame', ZONE.replaceAll('ns1', 'ns9'));
    const hosts = { 'ns1.example.com': '127.0.0.1:9', 'ns2.example.com': lame };
    rmSync(join(folder, 'lame', 'example.org.zone'));
    await below(
      'example.org NS ns1.example.com.\nexample.org NS ns2.example.com.\n',
      hosts,
      async (regctl) => {
        const error = await refused(issue(regctl, 'letsencrypt'));
        expect(error.code).toBe('ZONE_UNVERIFIABLE');
        expect(error.reason).toContain('ns1.example.com does not answer');
        expect(error.reason).toContain('ns2.example.com answers REFUSED without authority: it is lame');
      },
    );
  });

  it('asks for CAA records also above the zones of the accounts', async () => {
    const org = `${ZONE}@ CAA 0 issue "other.example"\nexample NS ns1.example.com.\n`;
    const hosts = { 'ns1.org': await serve('org', org, 'org') };
    await below('org NS ns1.org.\n', hosts, async (regctl) => {
      const error = await refused(issue(regctl, 'letsencrypt'));
      expect(error).toMatchObject({ code: 'CA_REFUSED', details: { acme: { type: 'caa' } } });
      expect(error.message).toContain('CAA records at org forbid pebble.letsencrypt.org');
      expect(error.hint).toContain('add the record org CAA 0 issue "pebble.letsencrypt.org"');
    });
  });

  it('refuses where CAA records cannot be looked up, as the CA must', async () => {
    // A server that has the delegation from above and refuses the zone.
    const refusing = { 'ns1.org': await serve('org2', ZONE, 'other') };
    await below('org NS ns1.org.\n', refusing, async (regctl) => {
      const error = await refused(issue(regctl, 'letsencrypt'));
      expect(error).toMatchObject({ code: 'ZONE_UNVERIFIABLE', reason: 'ns1.org answers REFUSED' });
      expect(error.message).toBe('the CAA records of org cannot be looked up');
    });
  });

  it('passes over a name server that is dead, with a warning', async () => {
    const hosts = { 'ns2.example.com': '127.0.0.1:9' };
    await below(
      'example.org NS ns1.example.com.\nexample.org NS ns2.example.com.\n',
      hosts,
      async (regctl) => {
        const warnings: string[] = [];
        await issue(regctl, 'letsencrypt', warnings);
        expect(warnings.join()).toContain('name server ns2.example.com of example.org does not answer');
      },
    );
  });

  it('tells the CA nothing while one of three name servers lags behind', async () => {
    const hosts = {
      'ns2.example.com': world.nameServer,
      'ns3.example.com': await serve('third', undefined),
    };
    const three = [1, 2, 3].map((n) => `example.org NS ns${n}.example.com.\n`).join('');
    await below(three, hosts, async (regctl) => {
      world.pebble.requests.length = 0;
      const error = await refused(issue(regctl, 'letsencrypt'));
      expect(error.code).toBe('NOT_PROPAGATED');
      expect(error.reason).toContain('ns3.example.com');
      expect(error.reason).not.toContain('ns1.example.com');
      expect([posts('/order-plz'), posts('/chalZ/')]).toEqual([1, 0]);
      const { rrsets } = await regctl.zones.read({ zone: 'example.org' });
      expect(rrsets.filter((rrset) => rrset.type === 'TXT')).toEqual([]);
    });
  });
});
