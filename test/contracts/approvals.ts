import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { isRegctlError } from '../../src/core/errors.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { OpenServer, ServerSubject } from './server.ts';
import { addMember, fullClient, type FullControlPlane } from '../support/members.ts';

const REFUSED = { code: 'PERMISSION_MISSING' };

/** What holds of second persons and of limits, whatever runs the server. */
export function approvalContract(runtime: string, open: OpenServer): void {
  describe(`a second person: ${runtime}`, () => {
    let server: ServerSubject;
    let owner: FullControlPlane;
    let grace: FullControlPlane;
    beforeEach(async () => {
      server = await open();
      owner = fullClient(server);
      grace = fullClient(server, await addMember(server, 'grace@example.org', 'member'));
      await owner.accounts.add({ name: 'main', ...server.account });
      for (const zone of ['live.example', 'lab.example'])
        await owner.zones.create({ zone, account: 'main', nameservers: ['ns1.example.net'] });
      await owner.approvals.rules.create({ kind: 'plan', zone: 'live.example', hours: 2 });
    });
    afterEach(() => server.dispose());

    const planFor = (client: ControlPlane, address: string, zone = 'live.example'): Promise<Plan> =>
      client.plans.create({
        zone,
        target: { kind: 'edit', edits: [{ op: 'set', name: 'www', type: 'A', rdata: [address] }] },
      });
    const addresses = async (): Promise<readonly string[]> => {
      const { rrsets } = await owner.zones.read({ zone: 'live.example' });
      return rrsets.filter(({ name, type }) => name === 'www' && type === 'A').flatMap(({ rdata }) => rdata);
    };
    const ask = async (work: Promise<unknown>): Promise<string> => {
      try {
        await work;
      } catch (error) {
        if (isRegctlError(error, 'APPROVAL_PENDING')) {
          expect(error.exitCode).toBe(8);
          const id = error.details?.['approval'];
          if (typeof id === 'string') return id;
        }
        throw error;
      }
      throw new Error('it was done at once');
    };

    it('is asked where a rule says so, and the plan applies once it was approved, as it was reviewed', async () => {
      expect(
        await grace.plans.apply({ plan: await planFor(grace, '192.0.2.1', 'lab.example') }),
      ).toMatchObject({
        outcome: 'applied',
      });
      const plan = await planFor(grace, '192.0.2.1');
      const id = await ask(grace.plans.apply({ plan }));
      expect(await ask(grace.plans.apply({ plan }))).toBe(id);
      expect(await addresses()).toEqual([]);
      expect(await owner.approvals.get(id)).toMatchObject({
        state: 'pending',
        subject: plan.id,
        requestedBy: 'key Grace: first key',
        content: { plan: { id: plan.id }, allowDeletes: null },
      });
      await expect(grace.approvals.approve(id, {})).rejects.toMatchObject(REFUSED);
      expect(await owner.approvals.approve(id, { reason: 'seen' })).toMatchObject({ state: 'approved' });
      // Another plan, or the same with more allowed, was not reviewed.
      const other = await planFor(grace, '192.0.2.66');
      expect(await ask(grace.plans.apply({ plan: other }))).not.toBe(id);
      expect(await ask(grace.plans.apply({ plan, allowDeletes: 5 }))).not.toBe(id);
      await expect(grace.plans.apply({ plan: { ...plan, notes: ['harmless'] } })).rejects.toMatchObject({
        code: 'INVALID_PLAN',
      });
      // The same changes to the same state are what was reviewed, whenever they were planned.
      const again = await planFor(grace, '192.0.2.1');
      expect(again.id).not.toBe(plan.id);
      expect(await grace.plans.apply({ plan: again })).toMatchObject({ outcome: 'applied' });
      expect(await addresses()).toEqual(['192.0.2.1']);
      expect(await owner.approvals.get(id)).toMatchObject({ state: 'used' });
    });

    it('is not who asked, by whatever key, nor nobody, nor who could not do it themselves', async () => {
      const id = await ask(owner.plans.apply({ plan: await planFor(owner, '192.0.2.2') }));
      const again = await owner.apiKeys.create({
        name: 'other hand',
        scopes: ['zones:write', 'approvals:write'],
      });
      await expect(fullClient(server, again.token).approvals.approve(id, {})).rejects.toMatchObject(REFUSED);
      await owner.roles.create({ name: 'clerk', scopes: ['approvals:write', 'zones:read'] });
      const clerk = fullClient(server, await addMember(server, 'clerk@example.org', 'clerk'));
      await expect(clerk.approvals.approve(id, {})).rejects.toMatchObject(REFUSED);
      const viewer = fullClient(server, await addMember(server, 'v@example.org', 'viewer'));
      await expect(viewer.approvals.reject(id, {})).rejects.toMatchObject(REFUSED);
      const lab = fullClient(
        server,
        await addMember(server, 'lab@example.org', 'member', {
          within: [{ account: '*', zone: 'lab.example', may: 'write' }],
        }),
      );
      expect(await lab.approvals.list()).toEqual([]);
      await expect(lab.approvals.approve(id, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await grace.approvals.approve(id, {})).toMatchObject({ state: 'approved' });
    });

    it('may say no, decides once, and too late is too late', async () => {
      const plan = await planFor(grace, '192.0.2.3');
      const id = await ask(grace.plans.apply({ plan }));
      const decisions = await Promise.allSettled([
        owner.approvals.approve(id, {}),
        owner.approvals.reject(id, { reason: 'not today' }),
      ]);
      expect(decisions.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const next = await planFor(grace, '192.0.2.4');
      const second = await ask(grace.plans.apply({ plan: next }));
      await owner.approvals.reject(second, { reason: 'no' });
      const third = await ask(grace.plans.apply({ plan: next }));
      expect(third).not.toBe(second);
      await server.inDirectory(
        'update approvals set expires_at = ? where id = ?',
        '2020-01-01T00:00:00.000Z',
        third,
      );
      await expect(owner.approvals.approve(third, {})).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await owner.approvals.get(third)).toMatchObject({ state: 'expired' });
      expect(await ask(grace.plans.apply({ plan: next }))).not.toBe(third);
    });

    it('is asked before a zone is deleted or moved too, and not for what cannot be done anyhow', async () => {
      const id = await ask(grace.zones.delete({ zone: 'live.example' }, { confirm: 'live.example' }));
      await owner.approvals.approve(id, {});
      await ask(grace.domains.move({ zone: 'live.example', from: 'main', to: 'other', deleteOld: true }));
      const stale = await planFor(grace, '192.0.2.5');
      const direct = await planFor(owner, '192.0.2.6');
      await grace.approvals.approve(await ask(owner.plans.apply({ plan: direct })), {});
      await owner.plans.apply({ plan: direct });
      await expect(grace.plans.apply({ plan: stale })).rejects.toMatchObject({ code: 'PLAN_STALE' });
      expect((await owner.approvals.list()).filter(({ subject }) => subject === stale.id)).toEqual([]);
      await grace.zones.delete({ zone: 'live.example' }, { confirm: 'live.example' });
      expect((await owner.zones.list({})).map(({ name }) => name)).toEqual(['lab.example']);
    });

    it('is needed as long as the rule stands, which only owners change', async () => {
      const [rule] = await owner.approvals.rules.list();
      await expect(grace.approvals.rules.delete(rule?.id ?? '')).rejects.toMatchObject(REFUSED);
      await owner.approvals.rules.delete(rule?.id ?? '');
      expect(await grace.plans.apply({ plan: await planFor(grace, '192.0.2.7') })).toMatchObject({
        outcome: 'applied',
      });
    });
  });

  describe(`limits: ${runtime}`, () => {
    it('of domains are kept however many are changed at the same time, and said in the error', async () => {
      const server = await open();
      try {
        const owner = fullClient(server);
        const { organization } = await owner.session.get();
        await owner.accounts.add({ name: 'main', ...server.account });
        await server.inDirectory(
          'insert into organization_limits values (?, 1000, 3, 2, 1)',
          organization.id,
        );
        const results = await Promise.allSettled(
          Array.from({ length: 8 }, (_, i) =>
            owner.zones.create({
              zone: `z${String(i)}.example`,
              account: 'main',
              nameservers: ['ns1.example.net'],
            }),
          ),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
        for (const result of results)
          if (result.status === 'rejected')
            expect(result.reason).toMatchObject({
              code: 'LIMIT_REACHED',
              details: { limit: 'domains', most: 3 },
            });
        const limits = await owner.organizations.limits();
        expect(limits).toMatchObject({
          limits: { domains: 3, members: 2 },
          used: { domains: 3, members: 1 },
        });
        const [first = ''] = limits.domains;
        await owner.zones.delete({ zone: first }, { confirm: first });
        await owner.zones.create({ zone: 'next.example', account: 'main', nameservers: ['ns1.example.net'] });
        await owner.invitations.create({ email: 'a@example.org', role: 'viewer' });
        await expect(
          owner.invitations.create({ email: 'b@example.org', role: 'viewer' }),
        ).rejects.toMatchObject({
          code: 'LIMIT_REACHED',
        });
      } finally {
        await server.dispose();
      }
    });
  });
}
