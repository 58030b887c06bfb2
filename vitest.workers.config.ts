import { randomBytes } from 'node:crypto';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { storeStatements } from './test/support/store-statements.ts';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: './deploy/workers/wrangler.jsonc' },
      miniflare: {
        bindings: {
          MIGRATIONS: await readD1Migrations('src/adapters/stores/sql/migrations'),
          STATEMENTS: storeStatements(),
          MASTER_KEY: randomBytes(32).toString('base64'),
          ALLOW_PRIVATE_ADDRESSES: 'true',
          PUBLIC_URL: 'http://control-plane.test',
        },
      },
    })),
  ],
  test: {
    globalSetup: ['test/workers/global-setup.ts'],
    include: ['test/workers/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

export default config;
