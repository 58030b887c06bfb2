import { defineConfig, type ViteUserConfig } from 'vitest/config';

// What was built and packed, for machines and for Workers: REGCTL_BIN names the binary. Apart from `npm test`, as every command is run from it, with every flag.
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/binary/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

export default config;
