/** Memory that the main thread and the thread of a job share: raised once, it stops the job at its next step. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

export const createStopFlag = (): StopFlag => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
export const raise = (flag: StopFlag): void => void Atomics.store(flag, 0, 1);
export const isRaised = (flag: StopFlag): boolean => Atomics.load(flag, 0) === 1;

/** One enhancement's time, as its thread sees it. */
export interface Clock {
  /** Whole seconds until nobody waits any more, at least 1, as sharp counts them. */
  secondsLeft(): number;
  /** To call between steps. Whoever raised the flag knows why, so the error says no more. */
  throwIfStopped(): void;
}

export function startClock(maxSeconds: number, flag: StopFlag): Clock {
  const end = performance.now() + maxSeconds * 1000;
  return {
    secondsLeft: () => Math.max(1, Math.ceil((end - performance.now()) / 1000)),
    throwIfStopped: () => {
      if (isRaised(flag)) throw new DOMException('The enhancement was stopped.', 'AbortError');
    },
  };
}
