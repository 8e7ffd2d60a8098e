import { WorkerRefused } from '../workers/worker-refused.ts';
import { DomainError } from './errors.ts';
import type { Bus } from './platform/bus/bus.ts';
import { createBus } from './platform/bus/create-bus.ts';
import { processEnv, readSettings, SettingsError, type Settings } from './platform/env.ts';
import { createLog, type Log } from './platform/log.ts';

interface Running {
  stopped?: Promise<void>;
  close(): Promise<void>;
}

/** Loaded when they are run: a worker does without the 40 MB of a GraphQL server, an API without Temporal's core. */
const modes: Record<
  Exclude<Settings['runMode'], 'migrate'>,
  (settings: Settings, bus: Bus, log: Log) => Promise<Running>
> = {
  api: async (...args) => (await import('./modes/api.ts')).startApi(...args),
  worker: async (...args) => (await import('../workers/main.ts')).startWorkers(...args),
  all: async (...args) => (await import('./modes/all.ts')).runAll(...args),
  scheduler: async (...args) => (await import('./modes/scheduler.ts')).startScheduler(...args),
};

/** The AWS SDK announces on Node 20 what it will need one day: that is for our package.json, not for an operator. */
processEnv()['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Reads the environment, starts the mode, and stops it in order on SIGTERM or SIGINT. */
async function main() {
  const settings = readSettings();
  const { runMode } = settings;
  if (readArguments(runMode, process.argv.slice(2)).dryRun) {
    process.exitCode = await (await import('./modes/schedules-plan.ts')).printPlan(settings);
    return;
  }
  const log = createLog(settings.logLevel).child({ mode: runMode });
  if (runMode === 'migrate') return (await import('./modes/migrate.ts')).runMigrate(settings, log);
  const bus = createBus(settings, log);
  try {
    const running = await modes[runMode](settings, bus, log);
    try {
      // A worker that fails ends the API beside it too: half a product looks alive and does nothing.
      await Promise.race([signalled(log), ...(running.stopped ? [running.stopped] : [])]);
    } finally {
      await running.close();
    }
    await running.stopped; // one may also fail while it stops
  } finally {
    await bus.close();
  }
}

/** Throws SettingsError, so that nobody believes that something was asked for which nobody heard. */
function readArguments(runMode: Settings['runMode'], args: readonly string[]) {
  const known = runMode === 'scheduler' ? ['--dry-run'] : [];
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown !== undefined) {
    throw new SettingsError(`RUN_MODE: ${runMode} takes no argument ${unknown}; --dry-run is one of scheduler.`);
  }
  return { dryRun: args.includes('--dry-run') };
}

const signalled = (log: Log) =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        log.info({ signal }, 'stopping');
        resolve();
      });
    }
  });

main().catch((error: unknown) => {
  // What an operator can mend is said in words; a stack trace would hide it.
  const mendable = [SettingsError, WorkerRefused, DomainError].some((kind) => error instanceof kind);
  const told = error instanceof Error ? (mendable ? error.message : error.stack || error.message) : String(error);
  process.stderr.write(`${told}\n`);
  // Everything is closed by now; but a worker that was refused by Temporal leaves its core running, and the process with it.
  process.exit(1);
});
