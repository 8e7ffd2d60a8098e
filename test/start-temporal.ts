import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { supervise } from '../src/local/supervise.ts';
import { temporalServer } from '../src/local/temporal-server.ts';
import { createLog } from '../src/platform/log.ts';

/** A Temporal server of a test's own, with one value of its dynamic configuration chosen. */
export async function startTemporal(key: string, value: string) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tempograph-temporal-'));
  const log = createLog('silent');
  const placement = { command: await temporalServer.find(process.env), dataDir, env: {}, log };
  const { args, ...server } = await temporalServer.define(placement);
  const others = args.filter((arg) => !arg.startsWith(`--dynamic-config-value=${key}=`));
  const running = await supervise(
    { ...server, args: [...others, `--dynamic-config-value=${key}=${value}`] },
    { dataDir, env: process.env, log },
  );
  return {
    settings: { address: server.provides['TEMPORAL_ADDRESS']!, namespace: server.provides['TEMPORAL_NAMESPACE']! },
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
