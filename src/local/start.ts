import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createBus } from '../platform/bus/create-bus.ts';
import { processEnv, readSettings, SettingsError, type Settings } from '../platform/env.ts';
import { createLog, type Log } from '../platform/log.ts';
import { emptied } from '../platform/temporal-settings.ts';
import { ApiFailure, UnreachableError } from '../cli/api/failures.ts';
import { print, printError } from '../cli/terminal.ts';
import { choosePort, usualPort } from './address.ts';
import { dataDirOf } from './data-dir.ts';
import { runDemo } from './demo.ts';
import { hasKeys } from './existing-keys.ts';
import { notice } from './fake-ai/notice.ts';
import { lockInstance } from './instance-lock.ts';
import { forgetServers, serversFileOf, tellServers } from './running-servers.ts';
import { prepareLog } from './server-log.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';
import { startLocalStack } from './stack.ts';
import { StartFailure } from './start-failure.ts';
import { readStartOptions, usage } from './start-options.ts';
import { ServerDidNotStart } from './supervise.ts';
import { temporalServer } from './temporal-server.ts';
import { keptTokenSecret } from './token-secret.ts';

/** `npm start`: everything on this machine, in one command. Returns the exit code; only with `--once`, else it stays until a signal. */
async function start(shutdown: Shutdown): Promise<number> {
  const env = processEnv();
  // npm runs its scripts in the checkout and says here where the user was.
  const options = readStartOptions(process.argv.slice(2), env.INIT_CWD || process.cwd());
  if (options.help) {
    print(usage);
    return 0;
  }
  const { http, logLevel } = readStartSettings(env);
  const dataDir = dataDirOf(env);
  const lock = lockInstance(dataDir);
  shutdown.add(() => lock.release());
  forgetServers(dataDir); // of a start that was killed
  shutdown.add(() => forgetServers(dataDir));
  const port = await choosePort(http.host, env.PORT ? http.port : null);
  if (!env.PORT && port !== usualPort) print(`Port ${usualPort} is taken: another is used instead.`);

  const logs = path.join(dataDir, 'logs');
  const logFile = path.join(logs, 'app.log');
  prepareLog(logFile);
  const log = createLog(logLevel, logFile);

  const startServers = async () => {
    const stack = await startLocalStack({ dataDir, env, log });
    shutdown.add(() => stack.stop());
    const played = options.fakeAi ? await playProviders(shutdown) : {};
    const provided = { ...stack.env, ...played };
    tellServers(dataDir, provided);
    return { temporalUi: stack.temporalUi, provided };
  };
  print('starting the servers ...');
  // Loading the product takes seconds: not before a wrong option is refused, and not after the servers are up.
  const [{ temporalUi, provided }, { runAll }] = await Promise.all([startServers(), import('../modes/all.ts')]);
  // Into the real environment: the AWS SDK looks for credentials there.
  Object.assign(env, provided, { HOST: http.host, PORT: `${port}` });
  env.TOKEN_SECRET ||= keptTokenSecret(dataDir);
  const { settings, open } = await withDemoKey(withNotice(readSettings(env), options.fakeAi), options.demo, log);
  const bus = createBus(settings, log);
  shutdown.add(() => bus.close());
  const product = await runAll(settings, bus, log);
  await Promise.race([product.started, workersEnd(product.stopped, logFile)]);
  const { url } = product;
  const key = settings.access.adminKey ?? null;
  shutdown.add(() => product.close());
  lock.servesAt(url);
  print(`ready ${url}`);

  const present = async () => {
    const failed = options.demo && !(await demoWorked({ ...options, url, key, dataDir, signal: shutdown.signal }));
    if (options.once) return failed ? 1 : 0;
    print(`\nDashboard    ${url}`);
    print(`Playground   ${new URL('/graphql', url).href}`);
    if (temporalUi) print(`Temporal UI  ${temporalUi}`);
    print(`Data         ${dataDir}`);
    print(`Logs         ${logs}`);
    print(`Servers      ${serversFileOf(dataDir)}, for other programs: node --env-file=FILE ...`);
    if (open) {
      print('\nNo keys yet: whoever reaches this port on this machine may do anything.');
      const where = env['DATA_DIR'] ? `DATA_DIR=${dataDir} ` : '';
      print(`\`${where}npx tempograph keys create --name me --role admin\` makes the first one.`);
    }
    if (options.fakeAi) print(`\n${notice}`);
    print(`\nServing until Ctrl-C.`);
    return null;
  };
  const workers = workersEnd(product.stopped, logFile);
  return (await Promise.race([present(), workers])) ?? workers;
}

/** Plays the providers of models and Meta, loaded only where somebody wants that. */
async function playProviders(shutdown: Shutdown): Promise<Record<string, string>> {
  const { startFakeProviders } = await import('./fake-ai/providers.ts');
  const { env, close } = await startFakeProviders();
  shutdown.add(close);
  return env;
}

/** Nobody who sees an answer should take it for a real one. */
const withNotice = (settings: Settings, fakeAi: boolean): Settings =>
  fakeAi ? { ...settings, http: { ...settings.http, notice } } : settings;

/**
 * With a key for the demo where one will be asked for: the one of the environment, else one that only this process knows,
 * as those in the database cannot be read back. Where nobody is asked for one, having one would end that.
 */
async function withDemoKey(settings: Settings, demo: boolean, log: Log) {
  const { databaseUrl, access } = settings;
  const open = access.adminKey === undefined && databaseUrl !== undefined && !(await hasKeys(databaseUrl, log));
  const adminKey = access.adminKey ?? (demo && !open ? randomBytes(32).toString('hex') : undefined);
  return { open, settings: { ...settings, access: { ...access, adminKey } } };
}

/** Settings that are wrong are said before anything is started. */
function readStartSettings(env: NodeJS.ProcessEnv) {
  if (env.RUN_MODE && env.RUN_MODE !== 'all') {
    throw new StartFailure(
      `RUN_MODE=${env.RUN_MODE}: "npm start" always runs API and worker. README, "Operate it", has the command for one.`,
      2,
    );
  }
  // The database is not up yet, and BUS=postgres means the one that will be. What leads to another Temporal than ours, as
  // it does for the command line, is not used.
  const temporal = temporalServer.replaced(env) ? {} : emptied(env);
  return readSettings({ ...env, ...temporal, DATABASE_URL: env.DATABASE_URL || 'postgres://embedded' });
}

/** Rejects when a worker fails: an API that only takes orders is worse than none. */
async function workersEnd(stopped: Promise<void>, logFile: string): Promise<number> {
  try {
    await stopped;
    return 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(`A worker has failed, so everything is stopped: ${reason} (more in ${logFile})`, 1, {
      cause: error,
    });
  }
}

async function demoWorked(options: Omit<Parameters<typeof runDemo>[0], 'stream'>): Promise<boolean> {
  try {
    await runDemo({ ...options, stream: process.stdout });
    return true;
  } catch (error) {
    if (!options.signal.aborted) printError(describe(error));
    return false;
  }
}

/** One sentence for a failure that was foreseen, everything there is for one that was not. */
function describe(error: unknown): string {
  if (error instanceof ApiFailure) return `${error.code}: ${error.message}`;
  const foreseen = [StartFailure, ServerDidNotStart, SettingsError, UnreachableError].some(
    (type) => error instanceof type,
  );
  if (!(error instanceof Error)) return String(error);
  return foreseen ? error.message : (error.stack ?? error.message);
}

const shutdown = createShutdown((error) => printError(describe(error)));
const asked = new Promise<number>((resolve) => {
  shutdown.signal.addEventListener('abort', () => resolve(0), { once: true });
});
try {
  // A signal in the middle of starting up does not wait for the rest of it.
  await shutdown.exit(await Promise.race([start(shutdown), asked]));
} catch (error) {
  printError(describe(error));
  await shutdown.exit(error instanceof StartFailure ? error.exitCode : 1);
}
