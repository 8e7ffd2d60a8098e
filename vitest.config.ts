import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

// Vite prefers the "module" build of graphql, Node the "main" one; two copies refuse each other's types.
const resolve = { alias: { graphql: fileURLToPath(import.meta.resolve('graphql')) } };
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

export default defineConfig({
  test: {
    // Three at a time on two cores: tests run real servers beside themselves, and wait for them a third of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      { resolve, test: { name: 'static', include: ['test/static/**/*.test.ts'], testTimeout: 60_000, env } },
      {
        resolve,
        test: {
          name: 'suites',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', 'dist/**', '.tempograph/**', 'test/static/**'],
          globalSetup: 'test/global-setup.ts',
          isolate: false, // of libraries only: see test/fresh-modules.ts
          setupFiles: 'test/fresh-modules.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env,
        },
      },
    ],
  },
});
