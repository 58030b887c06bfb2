import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Those run in workerd, what was built, and faults at every point: see the other vitest.*.config.ts.
    exclude: ['**/node_modules/**', 'test/workers/**', 'test/binary/**', 'test/proof/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Real name servers and child processes share two cores: more workers only add waiting.
    maxWorkers: 2,
  },
});

export default config;
