import { vi } from 'vitest';

/**
 * Before each test file: test files share a process, as it takes a second to load libraries. Of our own modules each
 * has new ones, as if it were alone.
 */
vi.useRealTimers();
vi.unstubAllEnvs();
vi.unstubAllGlobals();
vi.resetModules();
