import { WorkerRefused } from '../workers/worker-refused.ts';
import { DomainError } from './errors.ts';
import type { Bus } from './platform/bus/bus.ts';
import { createBus } from './platform/bus/create-bus.ts';
import { processEnv, readSettings, SettingsError, type Settings } from './platform/env.ts';
import { createLog, type Log } from './platform/log.ts';
import { createMetrics, type Metrics } from './platform/metrics/metrics.ts';

interface Running {
  stopped?: Promise<void>;
  close(): Promise<void>;
}

/** Starts it. The signal ends a start that waits; once it is running, it is closed. */
type Mode = (
  settings: Settings,
  bus: Bus,
  log: Log,
  options: { signal: AbortSignal; metrics: Metrics },
) => Promise<Running>;

/** Loaded when they are run: a worker does without the 40 MB of a GraphQL server, an API without Temporal's core. */
const modes: Record<Exclude<Settings['runMode'], 'migrate' | 'doctor'>, Mode> = {
  api: async (...args) => (await import('./modes/api.ts')).startApi(...args),
  worker: async (...args) => (await import('./modes/worker.ts')).startWorker(...args),
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
  if (runMode === 'doctor') {
    process.exitCode = (await (await import('./modes/doctor.ts')).runDoctor(settings)) ? 0 : 1;
    return;
  }
  const log = createLog(settings.logLevel).child({ mode: runMode });
  const signal = signalled(log);
  try {
    if (runMode === 'migrate') await (await import('./modes/migrate.ts')).runMigrate(settings, log, signal);
    else await run(modes[runMode], settings, log, signal);
  } catch (error) {
    if (error !== signal.reason) throw error; // else it was told to stop while it waited for what it needs
    if (runMode === 'migrate') process.exitCode = 1; // nobody may take it for done
  }
}

async function run(mode: Mode, settings: Settings, log: Log, signal: AbortSignal) {
  const metrics = createMetrics(log);
  metrics.watchProcess();
  const bus = createBus(settings, log, metrics);
  try {
    const running = await mode(settings, bus, log, { signal, metrics });
    try {
      // A worker that fails ends the API beside it too: half a product looks alive and does nothing.
      await Promise.race([aborted(signal), ...(running.stopped ? [running.stopped] : [])]);
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

/** Aborted when this process is told to stop. */
function signalled(log: Log): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping');
      stop.abort();
    });
  }
  return stop.signal;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

main().catch((error: unknown) => {
  // What an operator can mend is said in words; a stack trace would hide it.
  const mendable = [SettingsError, WorkerRefused, DomainError].some((kind) => error instanceof kind);
  const told = error instanceof Error ? (mendable ? error.message : error.stack || error.message) : String(error);
  process.stderr.write(`${told}\n`);
  // Everything is closed by now; but a worker that was refused by Temporal leaves its core running, and the process with it.
  process.exit(1);
});
