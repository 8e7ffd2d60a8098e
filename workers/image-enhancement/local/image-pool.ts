import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import 'sharp'; // on glibc its library has to be loaded by the main thread first, or it is unloaded with a thread
import { moduleUrl } from '../../../src/platform/module-url.ts';
import type { ImageJob, ImageMessage } from './image-messages.ts';
import { startModule } from '../../../src/platform/start-module.ts';

/** A job as the pool sees it. */
export interface Task {
  /** Called when it has got a thread; returns what to send there. */
  begin: () => ImageJob;
  onMessage: (message: ImageMessage) => void;
  /** Its thread has ended under it. */
  onCrash: (error: Error) => void;
}

interface Thread {
  worker: Worker;
  task: Task | null;
}

const limit = availableParallelism();
const free: Thread[] = [];
const queue: Task[] = [];
let threads = 0;

/**
 * Runs a task on a thread of its own, as many at a time as there are cores; others wait their turn. Threads are kept
 * for the next image, and never terminated: libvips may be at work in them.
 */
export function submit(task: Task): void {
  const thread = free.pop() ?? (threads < limit ? startThread() : null);
  if (thread) assign(thread, task);
  else queue.push(task);
}

/** Takes a task back that still waits. One that has begun keeps its thread until it has really ended. */
export function withdraw(task: Task): void {
  const place = queue.indexOf(task);
  if (place >= 0) queue.splice(place, 1);
}

function assign(thread: Thread, task: Task): void {
  thread.task = task;
  thread.worker.ref();
  const job = task.begin();
  thread.worker.postMessage(job, [job.bytes.buffer]);
}

function release(thread: Thread): void {
  thread.task = null;
  const next = queue.shift();
  if (next) return assign(thread, next);
  thread.worker.unref(); // an idle thread does not keep the process alive
  free.push(thread);
}

function startThread(): Thread {
  threads++;
  const thread: Thread = { worker: startModule(moduleUrl('./image-thread', import.meta.url)), task: null };
  let failure: Error | null = null;
  thread.worker.on('message', (message: ImageMessage) => {
    const { task } = thread;
    if (message.type !== 'progress') release(thread);
    task?.onMessage(message);
  });
  thread.worker.on('error', (error) => (failure = error instanceof Error ? error : new Error(String(error))));
  thread.worker.on('exit', (code) => {
    threads--;
    const place = free.indexOf(thread);
    if (place >= 0) free.splice(place, 1);
    const next = queue.shift();
    if (next) submit(next);
    thread.task?.onCrash(failure ?? new Error(`The image thread ended with code ${code}.`));
  });
  return thread;
}
