import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import { CHALLENGE_ZONE, createDelegationWorld, type DelegationWorld } from '../support/delegation-world.ts';
import { addOrganization } from '../support/hosted.ts';
import { pebbleStands } from '../support/servers/pebble.ts';
import { refused } from '../support/refused.ts';

describe.runIf(pebbleStands() !== 'none')('delegated validation', () => {
  let world: DelegationWorld;
  let regctl: ControlPlane;
  let theirs: ControlPlane;
  beforeAll(async () => {
    world = await createDelegationWorld({ authzReuse: 100 });
    regctl = world.regctl;
    theirs = world.server.client(await addOrganization(world.server));
  });
  afterAll(() => world.dispose());
  beforeEach(() => {
    world.setZone('example.org', '');
    world.setZone('example.com', '');
  });

  const part = (of: ControlPlane): NonNullable<ControlPlane['delegations']> => {
    if (of.delegations === undefined) throw new Error('no delegations');
    return of.delegations;
  };
  const plain = { wish: null } as const;
  const issue = (of: ControlPlane, ...names: readonly string[]): ReturnType<ControlPlane['certs']['issue']> =>
    of.certs.issue({
      identifiers: names.map((name) => parseIdentifier(name)),
      agreesToTerms: true,
      force: true,
      wish: { cas: [world.pebble.directoryUrl], profile: 'classic', profileRequired: false },
    });

  it('gives one target for ever, and never the same to anybody else', async () => {
    const first = await part(regctl).delegate({ domain: 'example.org', ...plain });
    expect(first.target).toMatch(new RegExp(`^[a-z2-7]{26}\\.${CHALLENGE_ZONE}$`));
    expect(first.state).toBe('pending_cname');
    expect((await part(regctl).delegate({ domain: 'Example.ORG', ...plain })).target).toBe(first.target);
    const other = await part(theirs).delegate({ domain: 'example.org', ...plain });
    expect(other.target).not.toBe(first.target);
    await part(regctl).delete('example.org');
    expect(await refused(part(regctl).get('example.org'))).toMatchObject({ code: 'NOT_FOUND' });
    const again = await part(regctl).delegate({ domain: 'example.org', ...plain });
    expect([first.target, other.target]).not.toContain(again.target);
    expect((await part(regctl).list({ after: '', limit: 10 })).map(({ domain }) => domain)).toEqual([
      'example.org',
    ]);
    for (const domain of ['192.0.2.1', '2001:db8::1', 'com'])
      expect(await refused(part(regctl).delegate({ domain, ...plain })), domain).toMatchObject({
        code: 'INVALID_NAME',
      });
    expect(await refused(part(regctl).delegate({ domain: '*.example.org', ...plain }))).toMatchObject({
      code: 'INVALID_NAME',
    });
  });

  it('says what it saw, and where the record landed', async () => {
    const { target } = await part(regctl).get('example.org');
    const seen = async (records: string): Promise<string> => {
      world.setZone('example.org', records);
      const { sighting, state } = await part(regctl).verify('example.org');
      expect([sighting?.ok, state]).toEqual([false, 'pending_cname']);
      return (sighting?.seen ?? []).join('\n');
    };
    expect(await seen('')).toContain('its own name servers: no CNAME and no TXT record (NXDOMAIN)');
    expect(await seen('_acme-challenge CNAME other.example.com.')).toContain(
      'CNAME other.example.com, which is not the target',
    );
    expect(await seen('_acme-challenge TXT "left-over"')).toContain(
      'TXT "left-over", which stands in the way',
    );
    expect(await seen('_acme-challenge CNAME a\na CNAME _acme-challenge')).toContain('lead round in circles');
    expect(await seen(`_acme-challenge.example.org CNAME ${target}.`)).toContain(
      'the record stands at _acme-challenge.example.org.example.org',
    );
    const { target: foreign } = await part(theirs).get('example.org');
    expect(await seen(`_acme-challenge CNAME ${foreign}.`)).toContain(`CNAME ${foreign}`);
    world.setZone('example.org', `_acme-challenge CNAME ${target}.`);
    const good = await part(regctl).verify('example.org');
    expect(good, JSON.stringify(good)).toMatchObject({
      state: 'active',
      reason: null,
      sighting: { ok: true },
    });
    expect(good.sighting?.seen).toHaveLength(3);
    // A chain is followed, and so is a host that answers for the name itself.
    world.setZone('example.org', `_acme-challenge CNAME step\nstep CNAME ${target}.`);
    expect(await part(regctl).verify('example.org')).toMatchObject({ sighting: { ok: true } });
    world.setZone('example.org', '');
    expect(await part(regctl).verify('example.org')).toMatchObject({
      state: 'error',
      sighting: { ok: false },
    });
  });

  it('issues for apex and wildcard without any account at a DNS host, and leaves nothing at the target', async () => {
    const { target } = await part(regctl).get('example.org');
    world.setZone('example.org', `_acme-challenge CNAME ${target}.`);
    const { certificate } = await issue(regctl, 'example.org', '*.example.org');
    expect(certificate.issued?.issuer).toContain('Pebble');
    world.recursor.asked.length = 0;
    const values = await part(regctl).setChallenge({ target, value: 'x'.repeat(43) });
    expect(values).toEqual(['x'.repeat(43)]);
    expect(await part(regctl).unsetChallenge({ target, value: 'x'.repeat(43) })).toEqual([]);
  });

  it('lets nobody issue for a domain of others, whatever the CA remembers', async () => {
    const ours = await part(regctl).get('example.org');
    const foreign = await part(theirs).get('example.org');
    world.setZone('example.org', `_acme-challenge CNAME ${ours.target}.`);
    expect(await refused(issue(theirs, 'example.org'))).toMatchObject({ code: 'DELEGATION_BROKEN' });
    expect(await part(theirs).verify('example.org')).toMatchObject({ state: 'pending_cname' });
    // Somebody points another domain to our target: neither they nor we get a certificate for it by that.
    world.setZone('example.com', `_acme-challenge CNAME ${ours.target}.`);
    await part(theirs).delegate({ domain: 'example.com', ...plain });
    expect(await refused(issue(theirs, 'example.com'))).toMatchObject({ code: 'DELEGATION_BROKEN' });
    expect(await refused(issue(regctl, 'example.com'))).toMatchObject({ code: 'DELEGATION_BROKEN' });
    expect(
      await refused(part(theirs).setChallenge({ target: ours.target, value: 'x'.repeat(43) })),
    ).toMatchObject({
      code: 'NOT_FOUND',
    });
    // The domain goes to another hand: the CNAME is gone, and so is the right, though the CA would still take its own word.
    world.setZone('example.org', `_acme-challenge CNAME ${foreign.target}.`);
    world.pebble.requests.length = 0;
    expect(await refused(issue(regctl, 'example.org', '*.example.org'))).toMatchObject({
      code: 'DELEGATION_BROKEN',
    });
    expect(world.pebble.requests.filter((one) => one.includes('order'))).toEqual([]);
    await part(theirs).verify('example.org');
    expect((await issue(theirs, 'example.org')).outcome).toBe('issued');
  });

  it('takes only what answers a challenge', async () => {
    const { target } = await part(regctl).get('example.org');
    for (const value of ['', 'short', '"quoted"'.padEnd(43, 'x'), 'ü'.repeat(43), 'x'.repeat(44)])
      expect(await refused(part(regctl).setChallenge({ target, value }))).toMatchObject({
        code: 'INVALID_RDATA',
      });
  });

  it('lets a key that is bound to one target at that one, and at nothing else', async () => {
    const { target } = await part(regctl).get('example.org');
    const other = await part(regctl).delegate({ domain: 'sub.example.org', ...plain });
    const key = await regctl.apiKeys?.create({
      name: 'lego',
      scopes: ['challenges:write'],
      within: [{ account: '*', zone: target, may: 'write' }],
    });
    const bound = world.server.client(key?.token);
    const value = 'y'.repeat(43);
    expect(await part(bound).setChallenge({ target, value })).toEqual([value]);
    expect(await part(bound).unsetChallenge({ target, value })).toEqual([]);
    expect(await refused(part(bound).setChallenge({ target: other.target, value }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await refused(part(bound).list({ after: '', limit: 1 }))).toMatchObject({
      code: 'PERMISSION_MISSING',
    });
    expect(await refused(bound.certs.list({ limit: 1 }))).toMatchObject({ code: 'PERMISSION_MISSING' });
  });
});
