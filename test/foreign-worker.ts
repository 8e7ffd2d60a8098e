import { Context } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from './stack.ts';
import { quietenWorkers } from './temporal-runtime.ts';

const workflowsPath = fileURLToPath(new URL('./fixtures/foreign.ts', import.meta.url));

quietenWorkers();

/** An activity under way, as its worker holds it. */
export interface ForeignActivity {
  word: string;
  beat(...details: unknown[]): void;
  /** What Temporal knows it by, to send what no SDK would. */
  taskToken: Uint8Array;
  end(): void;
}

export interface ForeignWorker extends AsyncDisposable {
  /** The next activity that it was given. */
  next(): Promise<ForeignActivity>;
}

/** A plain Temporal worker, as anybody writes it: without our kit, our queues, our bus. */
export async function startForeignWorker(stack: Stack, taskQueue: string): Promise<ForeignWorker> {
  const { address, namespace } = stack.settings.temporal;
  const given: ForeignActivity[] = [];
  const arrivals = new EventTarget();
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowsPath,
    maxHeartbeatThrottleInterval: 100, // by default one beat in 24 s would get through
    activities: {
      async work(word: string) {
        const context = Context.current();
        const ended = new AbortController();
        const beat = (...details: unknown[]) => context.heartbeat(details.length === 1 ? details[0] : details);
        given.push({ word, beat, taskToken: context.info.taskToken, end: () => ended.abort() });
        arrivals.dispatchEvent(new Event('given'));
        const signal = AbortSignal.any([ended.signal, context.cancellationSignal]);
        if (!signal.aborted) await once(signal, 'abort');
        return `did ${word}`;
      },
    },
  });
  const running = worker.run();
  return {
    async next() {
      while (given.length === 0) await once(arrivals, 'given');
      return given.shift()!;
    },
    async [Symbol.asyncDispose]() {
      for (const { end } of given) end();
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
