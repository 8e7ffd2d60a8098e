import { startWorkers } from '../workers/main.ts';
import { WorkerRefused } from '../workers/worker.ts';
import { runAll } from './modes/all.ts';
import { startApi } from './modes/api.ts';
import { silentBus } from './platform/bus.ts';
import { readSettings, SettingsError, type Settings } from './platform/env.ts';
import { createLog, type Log } from './platform/log.ts';

interface Running {
  stopped?: Promise<void>;
  close(): Promise<void>;
}

const modes: Record<Settings['runMode'], (settings: Settings, log: Log) => Promise<Running>> = {
  api: (settings, log) => startApi(settings, silentBus, log),
  worker: (settings, log) => startWorkers(settings, silentBus, log),
  all: runAll,
};

/** Reads the environment, starts the mode, and stops it in order on SIGTERM or SIGINT. */
async function main() {
  const settings = readSettings();
  const log = createLog(settings.logLevel).child({ mode: settings.runMode });
  const running = await modes[settings.runMode](settings, log);
  const signal = await Promise.race([signalled(), running.stopped?.then(() => 'stopped') ?? signalled()]);
  log.info({ signal }, 'stopping');
  await running.close();
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
