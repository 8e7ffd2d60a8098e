import { sleep } from '../../platform/sleep.ts';
import type { AwayError } from './failures.ts';

/**
 * Waits between attempts, longer each time, and no two clients in step. `lasts` is how long an API may be away, from the
 * first attempt that failed on.
 */
export function createPatience(lasts: number, signal: AbortSignal, onTrouble: (reason: string) => void) {
  let since: number | null = null;
  let attempt = 0;
  return {
    /** Resolves when it is time to try again; to false when that is not worth it any more. */
    async again({ message, pauseMs }: AwayError): Promise<boolean> {
      const now = performance.now();
      if (since === null) onTrouble(message);
      since ??= now;
      const pause = Math.max(pauseMs, Math.min(2000, 250 * 2 ** attempt++) * (0.5 + Math.random() / 2));
      if (now + pause - since > lasts) return false;
      await sleep(pause, signal);
      signal.throwIfAborted();
      return true;
    },
    /** It is there (again). */
    over(): void {
      since = null;
      attempt = 0;
    },
  };
}
