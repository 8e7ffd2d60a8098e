import type { RunSnapshot } from '../runs/snapshot.ts';
import { isClosed } from '../runs/status.ts';
import { createEta } from './eta.ts';
import type { PastDurations } from './past-durations.ts';

/**
 * How long one watched run will still take: at the rate seen, once that is honest, and until then as long as runs of its
 * workflow usually take. Null for what waits, and for what takes longer than usual.
 */
export function createEstimate(past: PastDurations, hasContract: (workflow: string) => boolean) {
  const rate = createEta();
  return {
    /** Seconds; to call with every state. Answers at once, with what is known by now. */
    of(run: RunSnapshot, now = Date.now()): number | null {
      const seen = rate.observe(run.progress.percent);
      if (isClosed(run.status)) return null;
      const usual = past.of(run.workflow);
      const stands = run.waiting !== null && run.waiting.type !== 'ChildrenWaiting';
      if (stands || run.status === 'PAUSED') return null;
      // Without a contract the percent is that of what runs now, and says nothing of what comes after it.
      if (seen !== null && hasContract(run.workflow)) return seen;
      if (usual === null || !run.begunAt) return null;
      const left = usual - (now - run.begunAt.getTime());
      return left > 0 ? Math.ceil(left / 1000) : null;
    },
  };
}
