import { MessageChannel, type MessagePort, type TransferListItem, type Worker } from 'node:worker_threads';
import { startModule } from './start-module.ts';
import type { Task } from './thread-pool.ts';

/** What the thread gets: a job, and where its answers go. */
export interface Sent<Job> {
  job: Job;
  port: MessagePort;
}

interface Options<Job, Message> {
  /** What runs in the thread: it answers each job with any number of messages, of which one is the last. */
  module: URL;
  /** For errors: `video`. */
  name: string;
  /** What is moved to the thread instead of copied. */
  transfer: (job: Job) => TransferListItem[];
  isLast: (message: Message) => boolean;
  /** After so long without a task the thread is ended. */
  idleMs: number;
}

interface Thread {
  worker: Worker;
  /** Tells each of its tasks that it has ended under it. */
  crashes: Set<(error: Error) => void>;
  idle?: NodeJS.Timeout | undefined;
}

/**
 * Megabytes of memory for what is new. Buffers lie outside of it, and are only given back when it is looked through, or when there
 * are so many that all of the heap is: seldom the first with V8's own 48 MB, and often the second. A worker of the image has less
 * still, as `deploy/entrypoint.sh` says.
 */
const maxYoungGenerationSizeMb = 8;

/** One thread for any number of tasks at a time, which mostly wait for others. It is started when there is something to do. */
export function createSharedThread<Job, Message>(options: Options<Job, Message>) {
  const { module, name, transfer, isLast, idleMs } = options;
  let current: Thread | null = null;

  function start(): Thread {
    const thread: Thread = {
      worker: startModule(module, undefined, { resourceLimits: { maxYoungGenerationSizeMb } }),
      crashes: new Set(),
    };
    let failure: Error | null = null;
    thread.worker.on('error', (error) => (failure = error instanceof Error ? error : new Error(String(error))));
    thread.worker.on('exit', (code) => {
      clearTimeout(thread.idle);
      if (current === thread) current = null;
      for (const crash of thread.crashes) crash(failure ?? new Error(`The ${name} thread ended with code ${code}.`));
    });
    return thread;
  }

  function leave(thread: Thread, crash: (error: Error) => void): void {
    thread.crashes.delete(crash);
    if (thread.crashes.size > 0) return;
    thread.worker.unref(); // an idle thread does not keep the process alive
    thread.idle = setTimeout(() => {
      current = null; // first, so that it gets no task any more
      void thread.worker.terminate();
    }, idleMs).unref();
  }

  return {
    submit({ begin, onMessage, onCrash }: Task<Job, Message>): void {
      const thread = (current ??= start());
      clearTimeout(thread.idle);
      thread.worker.ref();
      const { port1, port2 } = new MessageChannel();
      const crash = (error: Error) => {
        port1.close();
        onCrash(error);
      };
      thread.crashes.add(crash);
      port1.on('message', (message: Message) => {
        if (isLast(message)) {
          port1.close();
          leave(thread, crash);
        }
        onMessage(message);
      });
      const job = begin();
      thread.worker.postMessage({ job, port: port2 } satisfies Sent<Job>, [port2, ...transfer(job)]);
    },
  };
}
