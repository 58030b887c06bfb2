import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenServer, ServerSubject } from './server.ts';
import { accept, addMember, fullClient, type FullControlPlane } from '../support/members.ts';

/** What holds of members, roles and organizations, whatever runs the server. */
export function memberContract(runtime: string, open: OpenServer): void {
  describe(`members and roles: ${runtime}`, () => {
    let server: ServerSubject;
    let owner: FullControlPlane;
    beforeEach(async () => {
      server = await open();
      owner = fullClient(server);
    });
    afterEach(() => server.dispose());

    it('an invitation brings somebody in, once, with what its role may do', async () => {
      const { token, ...invitation } = await owner.invitations.create({
        email: 'Grace@Example.org',
        role: 'viewer',
      });
      expect(invitation).toMatchObject({ email: 'grace@example.org', role: 'viewer', acceptedAt: null });
      const accepted = (await (await accept(server, token)).json()) as { readonly token: string };
      const viewer = fullClient(server, accepted.token);
      expect((await viewer.session.get()).scopes).toContain('zones:read');
      await expect(viewer.accounts.add({ name: 'main', provider: 'zonefile' })).rejects.toMatchObject({
        code: 'PERMISSION_MISSING',
      });
      expect((await accept(server, token)).status).toBe(401);
      expect((await owner.members.list()).map(({ email, role }) => [email, role])).toContainEqual([
        'grace@example.org',
        'viewer',
      ]);
      const entries = await owner.audit.list({ after: 0, limit: 100 });
      expect(entries.map(({ action, actor }) => `${actor}: ${action}`)).toContain(
        'user grace@example.org: invitations.accept',
      );
      expect(JSON.stringify(entries)).not.toContain(token);
      expect(JSON.stringify(await owner.invitations.list())).not.toContain(token);
      const again = await owner.invitations.create({ email: 'grace@example.org', role: 'admin' });
      // Whoever invites has the token too: it gives no key of somebody who is there.
      expect((await accept(server, again.token)).status).toBe(401);
      expect((await owner.members.get('grace@example.org')).role).toBe('viewer');
    });

    it('an invitation that was taken back or is too old opens nothing', async () => {
      const back = await owner.invitations.create({ email: 'a@example.org', role: 'viewer' });
      await owner.invitations.delete(back.id);
      expect((await accept(server, back.token)).status).toBe(401);
      await expect(owner.invitations.delete(back.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const old = await owner.invitations.create({ email: 'b@example.org', role: 'viewer' });
      await server.inDirectory(
        'update organization_invitations set expires_at = ? where id = ?',
        '2020-01-01T00:00:00.000Z',
        old.id,
      );
      expect((await accept(server, old.token)).status).toBe(401);
      expect(await owner.members.list()).toHaveLength(1);
    });

    it('what a role holds acts on the next request, for keys too', async () => {
      await owner.roles.create({ name: 'staging', scopes: ['accounts:read', 'keys:write'] });
      const token = await addMember(server, 'grace@example.org', 'staging');
      const grace = fullClient(server, token);
      const key = fullClient(
        server,
        (await grace.apiKeys.create({ name: 'ci', scopes: ['accounts:read'] })).token,
      );
      expect(await key.accounts.list()).toEqual([]);
      await owner.roles.update('staging', { scopes: ['zones:read'] });
      await expect(grace.accounts.list()).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
      await expect(key.accounts.list()).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
      await owner.members.update('grace@example.org', { role: 'admin' });
      expect(await key.accounts.list()).toEqual([]);
      await owner.members.remove('grace@example.org');
      await expect(key.accounts.list()).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
      // Who comes back does not find old keys good again.
      const { organization } = await owner.session.get();
      await server.inDirectory(
        "insert into members select 'again', ?, id, 'admin', created_at from users where email = ?",
        organization.id,
        'grace@example.org',
      );
      expect((await owner.members.get('grace@example.org')).role).toBe('admin');
      await expect(key.accounts.list()).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
    });

    it('nobody gives, takes or makes more than they have', async () => {
      const admin = fullClient(server, await addMember(server, 'admin@example.org', 'admin'));
      const [ada] = (await owner.members.list()).filter(({ role }) => role === 'owner');
      const refused = { code: 'PERMISSION_MISSING' };
      await expect(admin.invitations.create({ email: 'x@example.org', role: 'owner' })).rejects.toMatchObject(
        refused,
      );
      await expect(admin.members.update('admin@example.org', { role: 'owner' })).rejects.toMatchObject(
        refused,
      );
      await expect(admin.members.update(ada?.user ?? '', { role: 'viewer' })).rejects.toMatchObject(refused);
      await expect(admin.members.remove(ada?.user ?? '')).rejects.toMatchObject(refused);
      await expect(admin.roles.create({ name: 'more', scopes: ['audit:read'] })).rejects.toMatchObject(
        refused,
      );
      await expect(admin.apiKeys.create({ name: 'k', scopes: ['organization:write'] })).rejects.toMatchObject(
        refused,
      );
      const bound = await addMember(server, 'bound@example.org', 'admin', {
        within: [{ account: '*', zone: 'example.org', may: 'write' }],
      });
      await expect(
        fullClient(server, bound).invitations.create({ email: 'y@example.org', role: 'viewer' }),
      ).rejects.toMatchObject(refused);
      const member = fullClient(server, await addMember(server, 'm@example.org', 'member'));
      const key = (await owner.apiKeys.list())[0];
      await expect(member.apiKeys.revoke(key?.id ?? '')).rejects.toMatchObject(refused);
    });

    it('an owner is bound to nothing', async () => {
      const within = [{ account: '*', zone: 'example.org', may: 'write' as const }];
      const refused = { code: 'INVALID_INPUT' };
      await expect(
        owner.invitations.create({ email: 'o@example.org', role: 'owner', within }),
      ).rejects.toMatchObject(refused);
      const [ada] = await owner.members.list();
      await expect(owner.members.update(ada?.user ?? '', { within })).rejects.toMatchObject(refused);
    });

    it('the last owner stays, also when two go at the same moment', async () => {
      const [ada] = await owner.members.list();
      const conflict = { code: 'CONFLICT' };
      await expect(owner.members.remove(ada?.user ?? '')).rejects.toMatchObject(conflict);
      await expect(owner.members.update(ada?.user ?? '', { role: 'admin' })).rejects.toMatchObject(conflict);
      const second = fullClient(server, await addMember(server, 'b@example.org', 'owner'));
      const results = await Promise.allSettled([
        owner.members.remove(ada?.user ?? ''),
        second.members.update('b@example.org', { role: 'viewer' }),
      ]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });

    it('roles that all have cannot be changed, and one that is in use not deleted', async () => {
      const changes = [
        owner.roles.update('owner', { scopes: ['zones:read'] }),
        owner.roles.delete('viewer'),
        owner.roles.create({ name: 'admin', scopes: ['zones:read'] }),
      ];
      const results = await Promise.allSettled(changes);
      for (const result of results)
        expect(result).toMatchObject({ status: 'rejected', reason: { code: 'CONFLICT' } });
      await owner.roles.create({ name: 'dns', description: 'zones only', scopes: ['zones:write'] });
      await addMember(server, 'g@example.org', 'dns');
      await expect(owner.roles.delete('dns')).rejects.toMatchObject({ code: 'CONFLICT' });
      await owner.members.remove('g@example.org');
      await owner.roles.delete('dns');
      await expect(owner.roles.get('dns')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  describe(`organizations: ${runtime}`, () => {
    it('are made, renamed and deleted by their owners, and nobody else sees them', async () => {
      const server = await open();
      try {
        const owner = fullClient(server);
        const { token, ...made } = await owner.organizations.create({ name: 'Second' });
        const second = fullClient(server, token);
        expect((await second.session.get()).organization.id).toBe(made.id);
        expect((await owner.organizations.list()).map(({ name }) => name)).toEqual(['Example', 'Second']);
        expect(await second.organizations.update({ name: 'Other' })).toMatchObject({
          name: 'Other',
          slug: made.slug,
        });
        const admin = fullClient(server, await addMember(server, 'a@example.org', 'admin', { by: token }));
        expect(await admin.organizations.list()).toHaveLength(1);
        await expect(
          admin.organizations.get((await owner.session.get()).organization.id),
        ).rejects.toMatchObject({
          code: 'NOT_FOUND',
        });
        await second.accounts.add({ name: 'main', ...server.account });
        await expect(second.organizations.delete({ confirm: 'no' })).rejects.toMatchObject({
          code: 'CONFIRMATION_REQUIRED',
        });
        await expect(second.organizations.delete({ confirm: made.slug })).rejects.toMatchObject({
          code: 'CONFLICT',
        });
        await second.accounts.remove('main');
        await second.organizations.delete({ confirm: made.slug });
        await expect(second.session.get()).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
        expect(await owner.organizations.list()).toHaveLength(1);
      } finally {
        await server.dispose();
      }
    });
  });
}
