import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { moduleUrl } from '../../src/platform/module-url.ts';
import { reasonOf } from './clock.ts';
import type { Levels } from './levels.ts';
import { movable, type OnRows, type Pixels } from './pixels.ts';
import { startModule } from './start-module.ts';
import type { ToneMessage } from './tone-messages.ts';
import type { ToneSettings } from './tone.ts';

interface ToneOptions {
  signal: AbortSignal;
  onRows: OnRows;
}

const limit = availableParallelism();
const idle: Worker[] = [];
const queue: (() => void)[] = [];
let threads = 0;

/**
 * Runs `applyTone` on a thread of its own, as many at a time as there are cores; others wait their turn. Threads are
 * kept for the next image.
 *
 * Throws the signal's reason as soon as it is aborted, and whatever breaks the thread; either way only this job is hit.
 */
export async function toneOnThread(
  pixels: Pixels,
  settings: ToneSettings,
  { signal, onRows }: ToneOptions,
): Promise<{ pixels: Pixels; levels: Levels | null }> {
  const thread = await takeThread(signal);
  let reusable = false;
  try {
    const result = await new Promise<{ pixels: Pixels; levels: Levels | null }>((resolve, reject) => {
      const abort = () => reject(reasonOf(signal));
      signal.addEventListener('abort', abort, { once: true });
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`The tone thread ended with code ${code}.`)));
      thread.on('message', (message: ToneMessage) => {
        if (message.type === 'progress') return onRows(message.done, message.total);
        signal.removeEventListener('abort', abort);
        resolve(message);
      });
      if (signal.aborted) return abort();
      const copy = { ...pixels, data: new Uint8Array(pixels.data) }; // memory that libvips allocated cannot be moved
      thread.postMessage({ pixels: copy, settings }, movable(copy));
    });
    reusable = true;
    return result;
  } finally {
    // One by one: without arguments it would also remove the listeners by which the thread itself receives.
    for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
    giveBack(thread, reusable);
  }
}

async function takeThread(signal: AbortSignal): Promise<Worker> {
  signal.throwIfAborted();
  if (idle.length === 0 && threads >= limit) await turn(signal);
  const thread = idle.pop() ?? startThread();
  thread.ref();
  return thread;
}

/** Waits until a thread has become free, or may be started. */
function turn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      queue.splice(queue.indexOf(go), 1);
      reject(reasonOf(signal));
    };
    queue.push(go);
    signal.addEventListener('abort', leave, { once: true });
  });
}

function giveBack(thread: Worker, reusable: boolean): void {
  if (reusable) {
    thread.unref(); // an idle thread does not keep the process alive
    idle.push(thread);
  } else {
    threads--;
    thread.on('error', () => undefined); // it is being ended; nobody asks why any more
    void thread.terminate();
  }
  queue.shift()?.();
}

function startThread(): Worker {
  threads++;
  return startModule(moduleUrl('./tone-thread', import.meta.url));
}
