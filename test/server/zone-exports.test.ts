import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFolderBlobStore } from '../../src/adapters/blobs/folder.ts';
import { KEEP_DAYS, zoneExportContract, type ZoneExportSubject } from '../contracts/zone-exports.ts';
import { addOrganization, openTestServer } from '../support/hosted.ts';
import { openServerJobs } from '../support/server-jobs.ts';

async function open({ isOn }: { readonly isOn: boolean }): Promise<ZoneExportSubject> {
  const server = await openTestServer({ config: isOn ? { zoneExportDays: KEEP_DAYS } : {} });
  const jobs = await openServerJobs(server);
  await server.app.background.start();
  return {
    ...server,
    account: { provider: 'zonefile', endpoint: join(server.folder, 'zones') },
    blobs: createFolderBlobStore(join(server.folder, 'server', 'blobs')),
    addOrganization: () => addOrganization(server),
    inDirectory: () => Promise.resolve(),
    export: () => jobs.run('zones.export'),
    dispose: async () => {
      await jobs.close();
      await server.dispose();
    },
  };
}

zoneExportContract('Node', open);

it('the exports of an organization go with it, and no other ones', async () => {
  const server = await open({ isOn: true });
  const regctl = server.client();
  await regctl.accounts.add({ ...server.account, name: 'main' });
  await regctl.zones.create({ zone: 'example.org', account: 'main', nameservers: ['ns1.example.net'] });
  await server.export(server.token);
  await server.blobs.put('exports/org_another/example.org/main/2026-11-21.zone', new Uint8Array(1));
  await regctl.zones.delete({ zone: 'example.org', account: 'main' }, { confirm: 'example.org' });
  await regctl.accounts.remove('main');
  expect(await server.blobs.list('exports/', { limit: 10 })).toHaveLength(2);
  const slug = (await regctl.organizations?.list())?.[0]?.slug ?? '';
  await regctl.organizations?.delete({ confirm: slug });
  const left = async (): Promise<readonly string[]> =>
    (await server.blobs.list('exports/', { limit: 10 })).map(({ key }) => key);
  await expect
    .poll(left, { timeout: 10_000 })
    .toEqual(['exports/org_another/example.org/main/2026-11-21.zone']);
  await server.dispose();
});
