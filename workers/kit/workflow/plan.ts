import type { RunCounts } from '../wire/memo.ts';

/** How a planned part has ended. */
export type Outcome = 'done' | 'skipped' | 'failed';

/** What is said of a plan besides how many parts it has. */
export interface PlanOptions {
  /** What an execution before this one had counted. */
  earlier?: RunCounts | undefined;
  /**
   * What the parts are, in the plural, where the activities of the step report the same: `'frames'`. What they have done is then
   * added to what was counted, frame by frame; without it, each of them is one part.
   */
  unit?: string;
}

/** The parts a step consists of, such as the items of a batch. */
export interface Plan {
  readonly counts: Readonly<RunCounts>;
  /** One more part is over, or so many of them. */
  count(outcome: Outcome, parts?: number): void;
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
    count(outcome, parts = 1) {
      if (outcome === 'failed') counts.failed += parts;
      else counts.done += parts;
      if (outcome === 'skipped') counts.skipped += parts;
      const over = counts.done + counts.failed;
      if (over > saved && (over - saved >= counts.total / saves || over === counts.total)) saveNow();
    },
    save() {
      if (counts.done + counts.failed !== saved) saveNow();
    },
  };
}
