import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EmbeddedServer, PlacedServer } from '../src/local/embedded-server.ts';
import { supervise } from '../src/local/supervise.ts';
import { processEnv } from '../src/platform/env.ts';
import { createLog } from '../src/platform/log.ts';

/** A server of a test's own, to stop and to start again. */
export async function startOwnServer(server: EmbeddedServer, adapt = (placed: PlacedServer) => placed) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tempograph-server-'));
  await chmod(dataDir, 0o711); // as root, PostgreSQL runs as another account
  const log = createLog('silent');
  const placement = { command: await server.find(processEnv()), dataDir, env: {}, log };
  const placed = adapt(await server.define(placement));
  const start = () => supervise(placed, { dataDir, env: processEnv(), log });
  let running = await start();
  await placed.prepare();
  return {
    /** The variables by which it is found. */
    env: placed.provides,
    /** Takes it away until `back` brings it back with all it knew. */
    away: () => running.stop(),
    async back() {
      running = await start();
    },
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
