import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * `node deploy/prune-modules.mjs <node_modules>`: removes what no program reads: Temporal's core for other machines than this
 * one and the sources it was built from, and TypeScript and source maps of all packages.
 */
const folder = path.resolve(process.argv[2] ?? 'node_modules');
const core = path.join(folder, '@temporalio', 'core-bridge');
const { getPrebuiltTargetName } = createRequire(import.meta.url)(path.join(core, 'common.js'));
const releases = path.join(core, 'releases');
const own = getPrebuiltTargetName();
if (!readdirSync(releases).includes(own)) throw new Error(`Temporal has no core for this machine: ${own}`);
for (const target of readdirSync(releases)) {
  if (target !== own) rmSync(path.join(releases, target), { recursive: true });
}
for (const sources of ['sdk-core', 'src', 'bridge-macros', 'ts']) {
  rmSync(path.join(core, sources), { recursive: true });
}
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && /\.([cm]?ts|map)$/.test(entry.name)) rmSync(path.join(entry.parentPath, entry.name));
}
