export const findingStates = ['OK', 'WARNING', 'FAILED', 'SKIPPED'] as const;
type FindingState = (typeof findingStates)[number];

/** What one check says. */
export interface Finding {
  name: string;
  state: FindingState;
  /** In words, with its unit. */
  measured: string;
  /** The one thing to do; null: nothing. */
  todo: string | null;
}

/** The same of a check that has one thing to say, which is called as the check is. */
export type Found = Omit<Finding, 'name'> & { name?: string };

/** One thing to look at. What it throws is a finding, too. */
export interface Check {
  name: string;
  /** What to do when it cannot be made at all, which is when it throws or is late. */
  todo: string;
  /** Another check: while that one fails, this one has nothing to say. */
  needs?: string;
  /** Default: that of the doctor. */
  deadlineMs?: number;
  /** Loads what it needs, which keeps this process busy, before anything is measured. */
  load?(): Promise<unknown>;
  run(signal: AbortSignal): Promise<Found | Found[]>;
}

export const ok = (measured: string): Found => ({ state: 'OK', measured, todo: null });
export const warning = (measured: string, todo: string): Found => ({ state: 'WARNING', measured, todo });
export const failed = (measured: string, todo: string): Found => ({ state: 'FAILED', measured, todo });
/** There is nothing to look at. */
export const skipped = (measured: string): Found => ({ state: 'SKIPPED', measured, todo: null });
