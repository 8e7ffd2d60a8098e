import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Vite prefers the "module" build of graphql, Node the "main" one; two copies refuse each other's types.
const resolve = { alias: { graphql: fileURLToPath(import.meta.resolve('graphql')) } };
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

export default defineConfig({
  test: {
    // Two at a time: tests run real servers beside themselves, on machines with two cores.
    maxWorkers: 2,
    projects: [
      { resolve, test: { name: 'static', include: ['test/static/**/*.test.ts'], testTimeout: 60_000, env } },
      {
        resolve,
        test: {
          name: 'suites',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', 'dist/**', '.tempograph/**', 'test/static/**'],
          globalSetup: 'test/global-setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env,
        },
      },
    ],
  },
});
