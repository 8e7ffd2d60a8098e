import { availableParallelism } from 'node:os';
import { abortReason } from '../abort-reason.ts';
import { moduleUrl } from '../module-url.ts';
import type { Grey } from '../geo/grey.ts';
import { createThreadPool, type Task } from '../thread-pool.ts';
import { usualRules, type Rules } from './acceptance.ts';
import type { Attempt, DetectorName, Registered } from './registered.ts';
import type { RegistrationJob, RegistrationMessage } from './registration-messages.ts';

/** The most that a picture may have: AKAZE takes some 250 bytes of memory for each pixel of the larger one. */
export const maxRegistrationPixels = 4_200_000;

interface Options extends Partial<Rules> {
  /** In the order in which they are tried, until one is accepted. */
  detectors?: readonly DetectorName[];
  /** Hears of each try. */
  onAttempt?: (attempt: Attempt) => void;
}

export type Registration = ReturnType<typeof createRegistration>;

/**
 * Finds pictures in others, on threads of their own: as many at a time as there are cores, each with an OpenCV that takes 150
 * to 600 MB, and is ended after a minute without work.
 */
export function createRegistration({ threads = availableParallelism() }: { threads?: number } = {}) {
  const pool = createThreadPool<RegistrationJob, RegistrationMessage>({
    module: moduleUrl('./registration-thread', import.meta.url),
    name: 'registration',
    limit: threads,
    transfer: () => [], // both pictures are tried again with the next detector
    isLast: () => true,
    idleMs: 60_000,
  });

  function run(job: RegistrationJob, signal?: AbortSignal): Promise<RegistrationMessage> {
    return new Promise((resolve, reject) => {
      const settled = () => signal?.removeEventListener('abort', abort);
      const task: Task<RegistrationJob, RegistrationMessage> = {
        begin: () => job,
        onMessage: (message) => (settled(), resolve(message)),
        onCrash: (error) => (settled(), reject(error)),
      };
      const abort = () => {
        pool.withdraw(task); // one that has begun ends by itself, within seconds, and nobody listens
        reject(abortReason(signal!));
      };
      signal?.addEventListener('abort', abort, { once: true });
      pool.submit(task);
    });
  }

  return {
    /**
     * How the query lies in the reference: ORB first, AKAZE where that finds nothing; null when neither is to be trusted. It
     * works best when neither has more than three times the detail of the other. Throws the signal's reason.
     */
    async register(
      query: Grey,
      reference: Grey,
      { detectors = ['ORB', 'AKAZE'], onAttempt, ...rules }: Options = {},
      signal?: AbortSignal,
    ): Promise<Registered | null> {
      for (const { data, width, height } of [query, reference]) {
        if (width * height > maxRegistrationPixels || data.length !== width * height)
          throw new RangeError(`A picture to register has at most ${maxRegistrationPixels} pixels of one byte.`);
      }
      for (const detector of detectors) {
        signal?.throwIfAborted();
        const message = await run({ query, reference, detector, rules: { ...usualRules, ...rules } }, signal);
        if (message.type === 'failed') throw new Error(`OpenCV: ${message.message}`);
        onAttempt?.(message.attempt);
        if (message.registered) return message.registered;
      }
      return null;
    },
  };
}

/** Of this process, whatever workflows use it: no more threads than there are cores. Starts none before it is used. */
export const sharedRegistration = createRegistration();
