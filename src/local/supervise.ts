import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, type GuardedProcess, spawnGuarded } from './guard.ts';
import { awaitLeftover, rememberGuard } from './leftover.ts';
import { reasonOf } from '../../tools/failure.mjs';
import { logEnd, logTail, prepareLog } from './server-log.ts';

/** What the supervisor reports to: fields first, then a sentence. */
export interface SupervisorLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A server as the supervisor knows it. */
export interface ServerDefinition extends Command {
  name: string;
  /** Asks the server once, over its own protocol, whether it serves; throws while it does not. */
  probe(signal: AbortSignal): Promise<void>;
}

export interface SupervisedServer {
  /** The process id of the server that runs now. */
  pid(): Promise<number>;
  /** Ends the server and does not start it again. */
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  /** Logs go to `logs/<name>.log` in here. */
  dataDir: string;
  /** Where PATH, HOME and TMPDIR come from. */
  env: NodeJS.ProcessEnv;
  log: SupervisorLog;
}

/** Thrown when a server does not come up. `tail` is what it printed last. */
export class ServerDidNotStart extends Error {
  readonly tail: string;

  constructor(name: string, how: string, logFile: string, tail: string) {
    super(`${name} did not start (${how}). The end of ${logFile}:\n${tail || '(it printed nothing)'}`);
    this.tail = tail;
  }
}

const readyMs = 60_000;
const probeMs = 2000;
const backoff = { first: 250, longest: 10_000, forgottenAfter: 30_000 };

/** Starts a server, waits until it serves, and from then on starts it again whenever it dies. */
export async function supervise(definition: ServerDefinition, options: SuperviseOptions): Promise<SupervisedServer> {
  const { name } = definition;
  const { dataDir, env, log } = options;
  const logFile = path.join(dataDir, 'logs', `${name}.log`);
  const guardFile = path.join(dataDir, 'logs', `${name}.guard`);
  const stopping = new AbortController();
  prepareLog(logFile);
  await awaitLeftover(guardFile);

  let current = await launch();
  const loop = keepAlive();
  return {
    pid: () => current.serverPid,
    async stop() {
      stopping.abort();
      await current.stop();
      await loop;
    },
  };

  /** One start: resolves when the server serves, and leaves nothing behind when it does not get there. */
  async function launch(): Promise<GuardedProcess> {
    const since = logEnd(logFile);
    const child = spawnGuarded(definition, logFile, env);
    rememberGuard(guardFile, child.guardPid);
    const giveUp = new AbortController();
    const signal = AbortSignal.any([giveUp.signal, stopping.signal, AbortSignal.timeout(readyMs)]);
    const didNotStart = (how: string) => new ServerDidNotStart(name, how, logFile, logTail(logFile, since));
    try {
      const ended = await Promise.race([untilReady(definition, signal), child.ended]);
      if (ended !== undefined) throw didNotStart(ended);
      return child;
    } catch (error) {
      await child.stop();
      if (error instanceof ServerDidNotStart || stopping.signal.aborted) throw error;
      throw didNotStart(`it did not answer for ${readyMs / 1000} s: ${reasonOf(error)}`);
    } finally {
      giveUp.abort();
    }
  }

  async function keepAlive(): Promise<void> {
    let pause = backoff.first;
    while (!stopping.signal.aborted) {
      const since = performance.now();
      const how = await current.ended;
      if (stopping.signal.aborted) return;
      if (performance.now() - since > backoff.forgottenAfter) pause = backoff.first;
      log.warn({ server: name, how, restartInMs: pause, logFile }, `${name} has ended and is started again`);
      while (!(await restarted(pause))) pause = Math.min(pause * 2, backoff.longest);
      pause = Math.min(pause * 2, backoff.longest);
    }
  }

  /** Whether there is nothing more to try: the server serves again, or it is not wanted any more. */
  async function restarted(pause: number): Promise<boolean> {
    try {
      await sleep(pause, undefined, { signal: stopping.signal });
      current = await launch();
      // Between the last probe and this line `stop()` may have stopped the server before this one.
      if (stopping.signal.aborted) await current.stop();
      else log.info({ server: name, serverPid: await current.serverPid }, `${name} serves again`);
      return true;
    } catch (error) {
      if (stopping.signal.aborted) return true;
      log.error({ server: name, error: reasonOf(error) }, `${name} could not be started again yet`);
      return false;
    }
  }
}

/** Asks until the server says yes. The pause is between two questions, it is not the answer. */
async function untilReady(server: ServerDefinition, signal: AbortSignal): Promise<void> {
  for (let last: unknown; ;) {
    try {
      return await server.probe(AbortSignal.any([signal, AbortSignal.timeout(probeMs)]));
    } catch (error) {
      last = error;
    }
    if (signal.aborted) throw last;
    await sleep(50);
  }
}
