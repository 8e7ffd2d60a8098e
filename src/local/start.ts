import path from 'node:path';
import { createBus } from '../platform/bus/create-bus.ts';
import { processEnv, readSettings, SettingsError } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { chooseAddress } from './address.ts';
import { runDemo } from './demo.ts';
import { DemoFailure } from './demo-client.ts';
import { lockInstance } from './instance-lock.ts';
import { prepareLog } from './server-log.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';
import { startLocalStack } from './stack.ts';
import { StartFailure } from './start-failure.ts';
import { readStartOptions, usage } from './start-options.ts';
import { ServerDidNotStart } from './supervise.ts';
import { print, printError } from './terminal.ts';

const checkout = path.resolve(import.meta.dirname, '../..');

/** `npm start`: everything on this machine, in one command. Returns the exit code, or null to stay until a signal. */
async function start(shutdown: Shutdown): Promise<number | null> {
  const env = processEnv();
  // npm runs its scripts in the checkout and says here where the user was.
  const options = readStartOptions(process.argv.slice(2), env.INIT_CWD || process.cwd());
  if (options.help) {
    print(usage);
    return 0;
  }
  const address = await chooseAddress(env);
  const dataDir = path.resolve(env.DATA_DIR || path.join(checkout, '.tempograph'));
  const lock = lockInstance(dataDir);
  shutdown.add(() => lock.release());

  const logs = path.join(dataDir, 'logs');
  const logFile = path.join(logs, 'app.log');
  prepareLog(logFile);
  const log = createLog(env.LOG_LEVEL || 'info', logFile);

  const startServers = async () => {
    const stack = await startLocalStack({ dataDir, env, log });
    shutdown.add(() => stack.stop());
    return stack;
  };
  // Loading the product takes seconds: not before a wrong option is refused, and not after the servers are up.
  const [stack, { runAll }] = await Promise.all([startServers(), import('../modes/all.ts')]);
  // Into the real environment: the AWS SDK looks for credentials there.
  Object.assign(env, stack.env, address);
  const settings = readSettings(env);
  const bus = createBus(settings, log);
  shutdown.add(() => bus.close());
  const product = await runAll(settings, bus, log);
  const { url } = product;
  shutdown.add(() => product.close());
  lock.servesAt(url);
  print(`ready ${url}`);

  const failed = options.demo && !(await demoWorked({ ...options, url, dataDir, signal: shutdown.signal }));
  if (options.once) return failed ? 1 : 0;
  print(`\nPlayground   ${new URL('/graphql', url).href}`);
  if (stack.temporalUi) print(`Temporal UI  ${stack.temporalUi}`);
  print(`Data         ${dataDir}`);
  print(`Logs         ${logs}`);
  print(`\nServing until Ctrl-C.`);
  return null;
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
  if (error instanceof DemoFailure) return `${error.code}: ${error.message}`;
  const foreseen = [StartFailure, ServerDidNotStart, SettingsError].some((type) => error instanceof type);
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') return `${error.message}: set PORT to another port, or to 0.`;
  return foreseen ? error.message : (error.stack ?? error.message);
}

const shutdown = createShutdown((error) => printError(describe(error)));
const asked = new Promise<number>((resolve) => {
  shutdown.signal.addEventListener('abort', () => resolve(0), { once: true });
});
try {
  // A signal in the middle of starting up does not wait for the rest of it.
  const code = await Promise.race([start(shutdown), asked]);
  await shutdown.exit(code ?? (await asked));
} catch (error) {
  printError(describe(error));
  await shutdown.exit(error instanceof StartFailure ? error.exitCode : 1);
}
