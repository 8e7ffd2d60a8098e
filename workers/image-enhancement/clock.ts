import { ImageRejected } from './rejection.ts';

/** One enhancement's time: when it must stop, and why. */
export interface Clock extends Disposable {
  /** Aborted when the caller gives up or the time is over; its reason is what to throw. */
  signal: AbortSignal;
  /** Whole seconds left, at least 1, as sharp counts them. */
  secondsLeft(): number;
}

export function startClock(maxSeconds: number, caller?: AbortSignal): Clock {
  const end = performance.now() + maxSeconds * 1000;
  const own = new AbortController();
  const timer = setTimeout(() => {
    own.abort(new ImageRejected('IMAGE_TOO_LARGE', `Enhancing the image took longer than ${maxSeconds} seconds.`));
  }, maxSeconds * 1000);
  return {
    signal: caller ? AbortSignal.any([caller, own.signal]) : own.signal,
    secondsLeft: () => Math.max(1, Math.ceil((end - performance.now()) / 1000)),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Why a signal was aborted, as something to throw. */
export const reasonOf = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new Error('Aborted.', { cause: reason });

/** Waits for work that cannot be stopped, but no longer than the signal allows; then throws the signal's reason. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true, signal: stop.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop.abort();
  }
}
