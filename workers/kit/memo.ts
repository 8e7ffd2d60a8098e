/** The memo that every run carries, so that lists can show progress without asking for each run's history. */
export const memoKey = 'tempograph';

export interface RunMemo {
  /** First execution run id: the same for the whole chain of a run. */
  first: string;
  /** The step the run is in. */
  step?: string;
}

/** Header that carries the first execution run id to every activity and child. */
export const runHeader = 'tempograph-run';
