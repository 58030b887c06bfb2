import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Every write point of a piece of work is failed or killed in turn. Apart from `npm test`, as each takes its time.
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/proof/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

export default config;
