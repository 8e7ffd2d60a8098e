import { WorkerRefused } from '../workers/worker-refused.ts';
import type { Bus } from './platform/bus/bus.ts';
import { createBus } from './platform/bus/create-bus.ts';
import { readSettings, SettingsError, type Settings } from './platform/env.ts';
import { createLog, type Log } from './platform/log.ts';

interface Running {
  stopped?: Promise<void>;
  close(): Promise<void>;
}

/** Loaded when they are run: a worker does without the 40 MB of a GraphQL server, an API without Temporal's core. */
const modes: Record<Settings['runMode'], (settings: Settings, bus: Bus, log: Log) => Promise<Running>> = {
  api: async (...args) => (await import('./modes/api.ts')).startApi(...args),
  worker: async (...args) => (await import('../workers/main.ts')).startWorkers(...args),
  all: async (...args) => (await import('./modes/all.ts')).runAll(...args),
};

/** Reads the environment, starts the mode, and stops it in order on SIGTERM or SIGINT. */
async function main() {
  const settings = readSettings();
  const log = createLog(settings.logLevel).child({ mode: settings.runMode });
  const bus = createBus(settings, log);
  const running = await modes[settings.runMode](settings, bus, log);
  const signal = await Promise.race([signalled(), running.stopped?.then(() => 'stopped') ?? signalled()]);
  log.info({ signal }, 'stopping');
  await running.close();
  await bus.close();
}

const signalled = () =>
  new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });

main().catch((error: unknown) => {
  // What an operator can mend is said in words; a stack trace would hide it.
  const mendable = error instanceof SettingsError || error instanceof WorkerRefused;
  process.stderr.write(`${mendable ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
