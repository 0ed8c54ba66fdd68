import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { inspectorPage } from './tool/page.mjs';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [inspectorPage],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    setupFiles: ['test/support/seed.ts'],
    globals: false,
    // Processes, not threads: many tests start programs, send signals or change process-wide state.
    pool: 'forks',
    maxWorkers: 2,
    // Far longer than any test takes, so that a busy machine never causes a failure: tests wait for conditions, not for fixed times.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    expect: { requireAssertions: true },
  },
});
