import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForTest } from '../../../../test/support/open-provider.ts';
import { RegctlError } from '../../../core/errors.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import { createKeySource, type KeySource } from './credentials.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-aws-'));
  writeFileSync(join(folder, 'credentials'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A source with its own environment and files, and the secrets of an account. */
function source(
  own: { readonly [field: string]: string },
  environment: { readonly [name: string]: string } = {},
  settings: { readonly [name: string]: string } = {},
): KeySource {
  let found: ProviderContext | undefined;
  openForTest(
    {
      description: undefined as never,
      checkSettings: () => undefined,
      open: (context) => {
        found = context;
        return { test: () => Promise.resolve([]), close: () => Promise.resolve() };
      },
    },
    { endpoint: '', credentials: own, settings },
  );
  if (found === undefined) throw new Error('not opened');
  return createKeySource({
    ...found,
    environment: {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
      ...environment,
    },
  });
}

/** A profile whose credentials a program prints; it counts how often it ran. */
function profile(name: string, script: string): void {
  const path = join(folder, 'print.cjs');
  writeFileSync(
    path,
    `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x');\n${script}`,
  );
  writeFileSync(
    join(folder, 'config'),
    `[profile ${name}]\ncredential_process = "${process.execPath}" "${path}" --token very-secret\n`,
  );
}

async function failure(work: Promise<unknown>): Promise<RegctlError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RegctlError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'AKIAENV',
  AWS_SECRET_ACCESS_KEY: 'env',
  AWS_SESSION_TOKEN: 'token',
};
const PRINTED = JSON.stringify({
  Version: 1,
  AccessKeyId: 'AKIAPROCESS',
  SecretAccessKey: 'process',
  Expiration: '2099-01-01T00:00:00Z',
});

describe('AWS credentials', () => {
  it("are the account's own first", async () => {
    const keys = source({ 'access-key-id': 'AKIAOWN', 'secret-access-key': 'own' }, ENVIRONMENT);
    expect(await keys()).toEqual({ accessKeyId: 'AKIAOWN', secretAccessKey: 'own' });
  });

  it('are then those of the environment', async () => {
    expect(await source({}, ENVIRONMENT)()).toEqual({
      accessKeyId: 'AKIAENV',
      secretAccessKey: 'env',
      sessionToken: 'token',
    });
  });

  it.each([
    ['the setting', {}, { profile: 'dns' }],
    ['AWS_PROFILE', { ...ENVIRONMENT, AWS_PROFILE: 'dns' }, {}],
  ])('are those of the profile that %s names, asked once', async (_what, environment, settings) => {
    profile('dns', `console.log(${JSON.stringify(PRINTED)})`);
    const keys = source({}, environment, settings);
    for (let i = 0; i < 3; i++)
      expect(await keys()).toEqual({ accessKeyId: 'AKIAPROCESS', secretAccessKey: 'process' });
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('x');
  });

  it('that are nearly over are asked for again', async () => {
    profile(
      'dns',
      `console.log(JSON.stringify({ ...${PRINTED}, Expiration: new Date(Date.now() + 60_000).toISOString() }))`,
    );
    const keys = source({}, {}, { profile: 'dns' });
    await keys();
    await keys();
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('xx');
  });

  it('of a program that fails are missing, and its command line stays out of the error', async () => {
    profile('dns', 'console.error("very-secret"); process.exit(3)');
    const missing = await failure(source({}, ENVIRONMENT, { profile: 'dns' })());
    expect(missing.code).toBe('CREDENTIAL_MISSING');
    expect(`${missing.message} ${missing.reason} ${missing.hint}`).not.toContain('very-secret');
    expect(missing.hint).toContain('--profile dns');
  });

  it('of a profile that is not there are missing; nothing takes its place', async () => {
    writeFileSync(join(folder, 'config'), '');
    const missing = await failure(source({}, ENVIRONMENT, { profile: 'gone' })());
    expect(missing.code).toBe('CREDENTIAL_MISSING');
    expect(missing.reason).toContain('gone');
  });

  it('are not half a key', async () => {
    const missing = await failure(source({ 'secret-access-key': 'own' })());
    expect([missing.code, missing.reason]).toEqual(['CREDENTIAL_MISSING', 'there is no access-key-id']);
  });

  it('are not waited for when one is asked to stop', async () => {
    profile('dns', 'setTimeout(() => undefined, 5_000)');
    const stop = new AbortController();
    const asked = failure(source({}, {}, { profile: 'dns' })(stop.signal));
    stop.abort();
    expect((await asked).code).toBe('INTERRUPTED');
  });
});
