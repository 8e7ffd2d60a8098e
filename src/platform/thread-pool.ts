import type { TransferListItem, Worker } from 'node:worker_threads';
import { startModule } from './start-module.ts';

/** A job as the pool sees it. */
export interface Task<Job, Message> {
  /** Called when it has got a thread; returns what to send there. */
  begin: () => Job;
  onMessage: (message: Message) => void;
  /** Its thread has ended under it. */
  onCrash: (error: Error) => void;
}

interface Options<Job, Message> {
  /** What runs in each thread: it answers each message with any number of its own, of which one is the last. */
  module: URL;
  /** For errors: `image`. */
  name: string;
  /** Threads at a time; further tasks wait their turn. */
  limit: number;
  /** What is moved to the thread instead of copied. */
  transfer: (job: Job) => TransferListItem[];
  isLast: (message: Message) => boolean;
  /** After so long without a task a thread is ended. Left out: never, as it must not be where native code may be at work. */
  idleMs?: number;
}

interface Thread<Job, Message> {
  worker: Worker;
  task: Task<Job, Message> | null;
  idle?: NodeJS.Timeout | undefined;
}

/** Runs tasks on threads of their own, which are kept for the next one and never ended under a task. */
export function createThreadPool<Job, Message>(options: Options<Job, Message>) {
  const { module, name, limit, transfer, isLast, idleMs } = options;
  type Slot = Thread<Job, Message>;
  const free: Slot[] = [];
  const queue: Task<Job, Message>[] = [];
  let threads = 0;

  function submit(task: Task<Job, Message>): void {
    const thread = free.pop() ?? (threads < limit ? startThread() : null);
    if (thread) assign(thread, task);
    else queue.push(task);
  }

  function assign(thread: Slot, task: Task<Job, Message>): void {
    clearTimeout(thread.idle);
    thread.task = task;
    thread.worker.ref();
    const job = task.begin();
    thread.worker.postMessage(job, transfer(job));
  }

  function release(thread: Slot): void {
    thread.task = null;
    const next = queue.shift();
    if (next) return assign(thread, next);
    thread.worker.unref(); // an idle thread does not keep the process alive
    free.push(thread);
    if (idleMs === undefined) return;
    thread.idle = setTimeout(() => {
      free.splice(free.indexOf(thread), 1); // first, so that it gets no task any more
      void thread.worker.terminate();
    }, idleMs).unref();
  }

  function startThread(): Slot {
    threads++;
    const thread: Slot = { worker: startModule(module), task: null };
    let failure: Error | null = null;
    thread.worker.on('message', (message: Message) => {
      const { task } = thread;
      if (isLast(message)) release(thread);
      task?.onMessage(message);
    });
    thread.worker.on('error', (error) => (failure = error instanceof Error ? error : new Error(String(error))));
    thread.worker.on('exit', (code) => {
      threads--;
      clearTimeout(thread.idle);
      const place = free.indexOf(thread);
      if (place >= 0) free.splice(place, 1);
      const next = queue.shift();
      if (next) submit(next);
      thread.task?.onCrash(failure ?? new Error(`The ${name} thread ended with code ${code}.`));
    });
    return thread;
  }

  return {
    /** Runs a task, at once or when it is its turn. */
    submit,
    /** Takes a task back that still waits, and says whether it did. One that has begun keeps its thread until it has really ended. */
    withdraw(task: Task<Job, Message>): boolean {
      const place = queue.indexOf(task);
      if (place >= 0) queue.splice(place, 1);
      return place >= 0;
    },
  };
}
