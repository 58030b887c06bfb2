import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import { MASTER_KEY_FILE } from '../../src/adapters/stores/data-folder-files.ts';
import { awsKmsWrapper } from '../../src/adapters/vault/aws-kms.ts';
import { createServerHost } from '../../src/main/server-host.ts';
import type { KeyWrapper } from '../../src/ports/secret-box.ts';
import { openTestServer, serverConfig } from '../support/hosted.ts';
import { silent } from '../support/open-provider.ts';
import { hasMoto, startMoto, type MotoServer } from '../support/servers/moto.ts';

const KEYS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a-secret-of-the-tests' };
const KEY = new Uint8Array(32).fill(7);

describe.runIf(hasMoto())('a master key in AWS KMS', () => {
  let moto: MotoServer;
  let arn: string;
  const http = createHttpClient({
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    logger: silent,
  });
  beforeAll(async () => {
    moto = await startMoto();
    arn = await createKey();
  });
  afterAll(() => moto.stop());

  /** Makes a key as an operator would; the region stands in the signature's scope, which is all that moto reads of it. */
  const createKey = async (): Promise<string> => {
    const response = await fetch(moto.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'TrentService.CreateKey',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261121/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: '{}',
    });
    const made = (await response.json()) as { readonly KeyMetadata: { readonly Arn: string } };
    return made.KeyMetadata.Arn;
  };
  const wrapperOf = (key: string, endpoint = moto.url): KeyWrapper =>
    awsKmsWrapper(`aws-kms:${key}`, {
      http,
      clock: systemClock,
      credentials: () => Promise.resolve(KEYS),
      endpoint,
    });

  it('wraps and unwraps, in its own context and by its own key', async () => {
    const wrapper = wrapperOf(arn);
    const wrapped = await wrapper.wrap('data-key/org_a', KEY);
    expect(wrapped).not.toContain(Buffer.from(KEY).toString('base64'));
    await expect(wrapper.unwrap('data-key/org_a', wrapped)).resolves.toEqual(KEY);
    await expect(wrapper.unwrap('data-key/org_b', wrapped)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await expect(wrapperOf(await createKey()).unwrap('data-key/org_a', wrapped)).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
  });

  it('says what AWS refused, and what cannot be reached', async () => {
    const gone = arn.replace(/key\/.*/, 'key/00000000-0000-0000-0000-000000000000');
    await expect(wrapperOf(gone).wrap('data-key/org_a', KEY)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      reason: expect.stringContaining('NotFoundException') as string,
    });
    await expect(wrapperOf(arn, 'http://127.0.0.1:9/').wrap('data-key/org_a', KEY)).rejects.toMatchObject({
      code: 'NETWORK',
    });
    expect(() => wrapperOf('arn:aws:kms:eu-central-1:111122223333:alias/main')).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG' }) as Error,
    );
  });

  it('takes over the vault of a server whose key lay in a file', async () => {
    const server = await openTestServer();
    try {
      await server.client().accounts.add({
        name: 'pdns',
        provider: 'powerdns',
        endpoint: 'http://127.0.0.1:1',
        verify: false,
        credentials: { 'api-key': 'correct-horse' },
      });
      await server.app.close();
      const config = serverConfig(server.folder);
      const inFile = readFileSync(join(config.dataDir, MASTER_KEY_FILE), 'utf8').trim();
      const host = createServerHost({
        version: '0.0.0-test',
        logger: silent,
        resolver: { hosts: {}, roots: [] },
        environment: {
          AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
          AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
          AWS_ENDPOINT_URL_KMS: moto.url,
        },
      });
      const both = { ...config, masterKeys: [`aws-kms:${arn}`, inFile] };
      expect(await host.rotateKeys(both)).toBe(1);
      const only = { ...config, masterKeys: [`aws-kms:${arn}`] };
      expect(await host.doctor(only)).toContainEqual(
        expect.objectContaining({ check: 'vault', status: 'ok', detail: '1 data keys open' }),
      );
      expect(await host.doctor({ ...config, masterKeys: [inFile] })).toContainEqual(
        expect.objectContaining({ check: 'vault', status: 'broken' }),
      );
    } finally {
      await server.dispose().catch(() => undefined);
    }
  });
});
