import type { Log } from './log.ts';
import { reasonOf } from './reason-of.ts';
import { sleep } from './sleep.ts';

const usualPace = { firstPauseMs: 250, longestPauseMs: 5000, toldEveryMs: 10 * 60_000 };

interface Patience {
  /** What is waited for, as the log has it: `the database`. */
  name: string;
  log: Log;
  signal: AbortSignal;
  /** What no waiting will mend: it is thrown at once. */
  isFinal?: (error: unknown) => boolean;
  /** Told what is wrong at present, and null when nothing is any more. */
  onTrouble?: (reason: string | null) => void;
  pace?: typeof usualPace;
}

/**
 * Tries until it works, for ever, as a process may be started long before what it needs. The log has what is wrong when that
 * changes, and then rarely. Rejects with the signal's reason when that is aborted.
 */
export async function keepTrying<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { name, log, signal, isFinal = () => false, onTrouble, pace = usualPace } = patience;
  let told = { gist: '', at: -Infinity };
  for (let pause = pace.firstPauseMs; ; pause = Math.min(pause * 2, pace.longestPauseMs)) {
    signal.throwIfAborted();
    try {
      const result = await attempt();
      if (told.gist) log.info({ server: name }, 'a server is there now');
      onTrouble?.(null);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (isFinal(error)) throw error;
      const reason = reasonOf(error);
      onTrouble?.(reason);
      if (gist(reason) !== told.gist || performance.now() - told.at > pace.toldEveryMs) {
        told = { gist: gist(reason), at: performance.now() };
        log.warn({ server: name, reason }, 'a server that is needed is not there: waiting for it');
      }
      await sleep(pause, signal);
    }
  }
}

/** Some say how long they have waited, which is never the same. */
const gist = (reason: string) => reason.replace(/\d+/g, '');
