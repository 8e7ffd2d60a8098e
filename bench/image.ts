/**
 * What of the image is ours, beside the same with all that npm installs; and the memory of its processes while they have
 * nothing to do. No Docker engine is needed: the last stage of the Dockerfile is put together as a folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installProductionModules, linkTree, pruneModules, unpackImage } from '../test/image.ts';
import { startCommand } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { report, rounded } from './lib/measure.ts';
import { readProc } from './lib/proc.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Long enough for what is only needed to start to be given back. */
const idleMs = 60_000;

const megabytes = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    // In blocks, as a disk has them.
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).blocks * 512, 0) / 1e6;

/** Of one process: what it has in memory, shared libraries included. */
async function residentMb(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await readProc(`${pid}/status`)) ?? [];
  return rounded(Number(kilobytes) / 1024, 0);
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-image-'));
try {
  const stages = { build: path.join(folder, 'build'), modules: path.join(folder, 'modules') };
  for (const stage of Object.values(stages)) mkdirSync(stage);
  execFileSync(process.execPath, ['tools/bootstrap.mjs', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  linkTree(path.join(root, 'dist'), path.join(stages.build, 'dist'));
  installProductionModules(stages.modules);
  const installed = megabytes(stages.modules);
  pruneModules(stages.modules);
  const { app, env, entrypoint } = unpackImage(folder, stages);
  const modules = megabytes(path.join(app, 'node_modules'));
  const program = megabytes(app) - modules;

  await using stack = await startBenchStack();
  const idle: Record<string, number> = {};
  for (const [mode, begins] of Object.entries({
    api: 'API is serving',
    worker: 'workers are polling',
    scheduler: 'scheduler is running',
    all: 'API is serving',
  })) {
    await using running = await startCommand(
      [entrypoint],
      { ...stack.env, ...env, HOST: '127.0.0.1', PORT: '0', RUN_MODE: mode },
      begins,
    );
    await sleep(idleMs);
    idle[mode] = await residentMb(running.pid);
  }
  report({
    name: 'image',
    unit: 'MB of modules, pruned and as npm installs them',
    ours: rounded(modules, 0),
    peer: rounded(installed, 0),
    ratio: rounded(modules / installed),
    programMb: rounded(program, 0),
    idleMb: idle,
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
