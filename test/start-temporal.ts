import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { supervise } from '../src/local/supervise.ts';
import { temporalServer } from '../src/local/temporal-server.ts';
import { processEnv } from '../src/platform/env.ts';
import { createLog } from '../src/platform/log.ts';

/** A Temporal server of a test's own, with values of its dynamic configuration chosen. */
export async function startTemporal(chosen: Record<string, string> = {}) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tempograph-temporal-'));
  const log = createLog('silent');
  const placement = { command: await temporalServer.find(processEnv()), dataDir, env: {}, log };
  const { args, ...server } = await temporalServer.define(placement);
  const values = Object.entries(chosen).map(([key, value]) => `--dynamic-config-value=${key}=${value}`);
  const others = args.filter((arg) => !Object.keys(chosen).some((key) => arg.includes(`-value=${key}=`)));
  const start = () => supervise({ ...server, args: [...others, ...values] }, { dataDir, env: processEnv(), log });
  let running = await start();
  return {
    settings: { address: server.provides['TEMPORAL_ADDRESS']!, namespace: server.provides['TEMPORAL_NAMESPACE']! },
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
