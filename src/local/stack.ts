import { processEnv } from '../platform/env.ts';
import type { EmbeddedServer, PlacedServer } from './embedded-server.ts';
import { postgresServer } from './postgres-server.ts';
import { s3Server } from './s3-server.ts';
import { ServerDidNotStart, supervise, type SupervisedServer, type SupervisorLog } from './supervise.ts';
import { temporalServer } from './temporal-server.ts';

/** All embedded servers. They do not depend on each other and start side by side. */
const embedded: readonly EmbeddedServer[] = [temporalServer, s3Server, postgresServer];

/** Real servers, as children of this process, on loopback. */
export interface LocalStack {
  /** Variables for everything else: `TEMPORAL_ADDRESS`, `S3_ENDPOINT`, `DATABASE_URL` ... Only of the servers that were started. */
  env: Record<string, string>;
  temporalUi: string | null;
  /** Process ids of the servers that run now, by name. */
  pids(): Promise<Record<string, number>>;
  /** Ends the servers. Their data stays. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Absolute path. Everything the servers keep is below it. */
  dataDir: string;
  /** Decides which servers are needed: those it does not replace. */
  env: NodeJS.ProcessEnv;
  log: SupervisorLog;
}

/** Starts the servers that the environment does not replace and waits until they serve. */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const needed = embedded.filter((server) => !server.replaced(options.env));
  const outcomes = await Promise.allSettled(needed.map((server) => start(server, options)));
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const stop = async () => {
    await Promise.all(started.map(({ running }) => running.stop()));
  };
  const [failed, ...others] = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of others) options.log.error({ err: reason as unknown }, 'another server could not be started');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    env: Object.assign({}, ...started.map(({ placed }) => placed.provides)),
    temporalUi: started.find(({ placed }) => placed.name === 'temporal')?.placed.ui ?? null,
    async pids() {
      const pairs = started.map(async ({ placed, running }) => [placed.name, await running.pid()] as const);
      return Object.fromEntries(await Promise.all(pairs));
    },
    stop,
  };
}

interface Started {
  placed: PlacedServer;
  running: SupervisedServer;
}

async function start(server: EmbeddedServer, options: StackOptions, retries = 2): Promise<Started> {
  const { dataDir, env, log } = options;
  // Where binaries are is a matter of the machine, also for a caller that wants no variable to replace a server.
  const machine = { ...processEnv(), ...env };
  const command = await server.find(machine);
  const placed = await server.define({ command, dataDir, env, log });
  try {
    const running = await supervise(placed, { dataDir, env: machine, log });
    await placed.prepare().catch(async (error: unknown) => {
      await running.stop();
      throw error;
    });
    log.info({ server: placed.name, serverPid: await running.pid() }, `${placed.name} serves`);
    return { placed, running };
  } catch (error) {
    // A port was free when it was chosen and is not any more: another checkout starts in the same moment.
    const portTaken = error instanceof ServerDidNotStart && /address already in use/i.test(error.tail);
    if (!portTaken || retries === 0) throw error;
    return start(server, options, retries - 1);
  }
}
