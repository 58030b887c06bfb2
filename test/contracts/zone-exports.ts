import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseMasterFile } from '../../src/core/master-file/parse.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { ZoneExportOperations } from '../../src/control-plane/zone-exports.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import type { JobRecord } from '../../src/ports/job-queue.ts';
import type { ServerSubject } from './server.ts';

const DAY_MS = 86_400_000;
/** Days that exports are kept in these tests. */
export const KEEP_DAYS = 3;

/** A server that keeps exports of zones for `KEEP_DAYS`, or makes none. */
export interface ZoneExportSubject extends ServerSubject {
  readonly blobs: BlobStore;
  /** Does the job of today for the organization of a key. */
  export(token: string): Promise<JobRecord>;
}

/** What holds of the exports that a server makes of zones by itself, whatever runs it. */
export function zoneExportContract(
  name: string,
  open: (options: { readonly isOn: boolean }) => Promise<ZoneExportSubject>,
): void {
  describe(`exports of zones: ${name}`, () => {
    let server: ZoneExportSubject;
    beforeEach(async () => {
      vi.useFakeTimers({
        toFake: ['Date'],
        now: new Date('2026-11-21T10:00:00Z'),
        shouldAdvanceTime: true,
      });
      server = await open({ isOn: true });
    });
    afterEach(async () => {
      vi.useRealTimers();
      await server.dispose();
    });
    const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
    const exportsOf = (regctl: ControlPlane): ZoneExportOperations => {
      if (regctl.zoneExports === undefined) throw new Error('there are exports');
      return regctl.zoneExports;
    };
    const addZones = async (regctl: ControlPlane, zones: readonly string[]): Promise<void> => {
      await regctl.accounts.add({ ...server.account, name: 'main' });
      for (const zone of zones)
        await regctl.zones.create({ zone, account: 'main', nameservers: ['ns1.example.net'] });
    };
    const setAddress = async (regctl: ControlPlane, rdata: string): Promise<void> => {
      const rrset = { name: 'www', type: 'A', ttl: 60, rdata: [rdata] };
      const target = { kind: 'merge' as const, rrsets: [rrset], onlyNew: false };
      await regctl.plans.apply({ plan: await regctl.plans.create({ zone: 'example.org', target }) });
    };
    const list = async (regctl: ControlPlane, zone?: string): Promise<readonly string[]> =>
      (await exportsOf(regctl).list({ limit: 100, ...(zone === undefined ? {} : { zone }) })).map(
        (one) => `${one.zone} ${one.account} ${one.day}`,
      );

    it('are master files of each day, that a name server would load', async () => {
      const regctl = server.client();
      await addZones(regctl, ['example.org', '0/25.2.0.192.in-addr.arpa']);
      await setAddress(regctl, '192.0.2.1');
      expect(await server.export(server.token)).toMatchObject({ state: 'done', result: 2 });
      await setAddress(regctl, '192.0.2.2');
      later(DAY_MS);
      await server.export(server.token);
      expect(await list(regctl)).toEqual([
        '0/25.2.0.192.in-addr.arpa main 2026-11-21',
        '0/25.2.0.192.in-addr.arpa main 2026-11-22',
        'example.org main 2026-11-21',
        'example.org main 2026-11-22',
      ]);
      expect(await list(regctl, 'example.org')).toHaveLength(2);
      const address = async (day: string): Promise<unknown> => {
        const { text } = await exportsOf(regctl).get({ zone: 'example.org', day });
        const { rrsets } = parseMasterFile(text, { origin: 'example.org' });
        return rrsets.find(({ type }) => type === 'A')?.rdata;
      };
      expect(await address('2026-11-21')).toEqual(['192.0.2.1']);
      expect(await address('latest')).toEqual(['192.0.2.2']);
      const [first] = await exportsOf(regctl).list({ limit: 1 });
      expect(await exportsOf(regctl).list({ limit: 1, after: first?.id ?? '' })).toMatchObject([
        { day: '2026-11-22', octets: expect.any(Number) as number },
      ]);
      await expect(exportsOf(regctl).get({ zone: 'example.org', day: '2026-11-20' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(exportsOf(regctl).get({ zone: 'example.com', day: 'latest' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('are kept for some days, of zones that are gone, too', async () => {
      const regctl = server.client();
      await addZones(regctl, ['example.org', 'example.com']);
      await server.export(server.token);
      await regctl.zones.delete({ zone: 'example.com', account: 'main' }, { confirm: 'example.com' });
      later(KEEP_DAYS * DAY_MS);
      await server.export(server.token);
      expect((await exportsOf(regctl).get({ zone: 'example.com', day: 'latest' })).text).toContain('SOA');
      later(DAY_MS);
      await server.export(server.token);
      expect(await list(regctl)).toEqual(['example.org main 2026-11-24', 'example.org main 2026-11-25']);
    });

    it('are kept no longer though none are made any more', async () => {
      const regctl = server.client();
      const organization = async (): Promise<string> =>
        (await server.client().session?.get())?.organization.id ?? '';
      await addZones(regctl, ['example.org']);
      await server.export(server.token);
      const [before, old] = [await organization(), server];
      const made = await Promise.all(
        (await old.blobs.list('', { limit: 10 })).map(async ({ key }) => ({
          key,
          content: await old.blobs.get(key),
        })),
      );
      await old.dispose();
      server = await open({ isOn: false });
      for (const { key, content = new Uint8Array() } of made)
        await server.blobs.put(key.replace(before, await organization()), content);
      await server.client().accounts.add({ ...server.account, name: 'main' });
      later(KEEP_DAYS * DAY_MS);
      await server.export(server.token);
      expect(await list(server.client())).toEqual(['example.org main 2026-11-21']);
      later(DAY_MS);
      expect(await server.export(server.token)).toMatchObject({ state: 'done', result: null });
      expect(await list(server.client())).toEqual([]);
    });

    it('that are there already are not made again, and what one failure stopped is made up for', async () => {
      const regctl = server.client();
      await addZones(regctl, ['example.org']);
      expect(await server.export(server.token)).toMatchObject({ result: 1 });
      const [{ key } = { key: '' }] = await server.blobs.list('exports/', { limit: 1 });
      await server.blobs.put(key, new TextEncoder().encode('as it was'));
      await regctl.zones.create({ zone: 'example.net', account: 'main', nameservers: ['ns1.example.net'] });
      expect(await server.export(server.token)).toMatchObject({ result: 1 });
      expect((await exportsOf(regctl).get({ zone: 'example.org', day: 'latest' })).text).toBe('as it was');
    });

    it('of the zones that can be read are made though an account cannot be asked', async () => {
      const regctl = server.client();
      await addZones(regctl, ['example.org']);
      await regctl.accounts.add({
        name: 'away',
        provider: 'powerdns',
        endpoint: 'http://127.0.0.1:1',
        credentials: { 'api-key': 'x' },
        verify: false,
      });
      const job = await server.export(server.token);
      expect(job.state).not.toBe('done');
      expect(job.lastError).toContain('127.0.0.1:1');
      expect(await list(regctl)).toEqual(['example.org main 2026-11-21']);
    });

    it('are seen by whoever may read the zone, in their own organization alone', async () => {
      const regctl = server.client();
      await addZones(regctl, ['example.org', 'example.com']);
      await server.export(server.token);
      const bound = await regctl.apiKeys?.create({
        name: 'bound',
        scopes: ['zones:read'],
        within: [{ account: '*', zone: 'example.com', may: 'read' }],
      });
      const some = server.client(bound?.token);
      expect(await list(some)).toEqual(['example.com main 2026-11-21']);
      await expect(exportsOf(some).get({ zone: 'example.org', day: 'latest' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      expect((await exportsOf(some).get({ zone: 'example.com', day: 'latest' })).text).toContain('SOA');
      const other = await server.addOrganization();
      expect(await list(server.client(other))).toEqual([]);
      await expect(
        exportsOf(server.client(other)).get({ zone: 'example.org', day: 'latest' }),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('are none where the operator wants none', async () => {
      await server.dispose();
      server = await open({ isOn: false });
      await addZones(server.client(), ['example.org']);
      expect(await server.export(server.token)).toMatchObject({ state: 'done', result: null });
      expect(await list(server.client())).toEqual([]);
    });
  });
}
