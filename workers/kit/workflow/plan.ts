import type { RunCounts } from '../wire/memo.ts';

/** How a planned part has ended. */
export type Outcome = 'done' | 'skipped' | 'failed';

/** The parts a step consists of, such as the items of a batch. */
export interface Plan {
  readonly counts: Readonly<RunCounts>;
  /** One more part is over. */
  count(outcome: Outcome): void;
  /** Makes the newest counts visible. Needed only where a run goes on, or ends, before all parts are over. */
  save(): void;
}

/** Every change of a memo is an event in the history, so a plan of many parts is saved about this many times. */
const saves = 100;

/** Counts the parts of a plan and saves the counts whenever another hundredth is over. */
export function createPlan(earlier: RunCounts, save: (counts: RunCounts) => void): Plan {
  const counts = { ...earlier };
  let saved = counts.done + counts.failed;
  const saveNow = () => {
    saved = counts.done + counts.failed;
    save({ ...counts });
  };
  saveNow();
  return {
    counts,
    count(outcome) {
      if (outcome === 'failed') counts.failed++;
      else counts.done++;
      if (outcome === 'skipped') counts.skipped++;
      const over = counts.done + counts.failed;
      if (over - saved >= counts.total / saves || over === counts.total) saveNow();
    },
    save() {
      if (counts.done + counts.failed !== saved) saveNow();
    },
  };
}
