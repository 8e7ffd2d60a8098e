#!/usr/bin/env node
import { existsSync } from 'node:fs';

const source = new URL('../src/cli/main.ts', import.meta.url);
const built = new URL('../dist/src/cli/main.js', import.meta.url);

/** A checkout is run as it is, like everything else in it; what was built, where nothing that compiles is installed. */
async function entry() {
  if (existsSync(source)) {
    try {
      const { register } = await import('tsx/esm/api');
      register();
      return source;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    }
  }
  return existsSync(built) ? built : null;
}

const main = await entry();
if (main) {
  await import(main.href);
} else {
  process.stderr.write('Run `npm install` first, or `npm run build` where tsx is not installed.\n');
  process.exitCode = 1;
}
