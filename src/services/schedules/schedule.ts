import type { Label } from '../../../workers/kit/wire/label.ts';
import type { RunKey } from '../runs/run-id.ts';
import type { ScheduleSpec } from './spec.ts';

/** What happens when it is time and an earlier run still goes on. */
export const overlaps = ['SKIP', 'BUFFER_ONE', 'BUFFER_ALL', 'CANCEL_OTHER', 'TERMINATE_OTHER', 'ALLOW_ALL'] as const;
export type Overlap = (typeof overlaps)[number];

/** What each does, for people. */
export const overlapTexts: Readonly<Record<Overlap, string>> = {
  SKIP: 'The time passes without a run.',
  BUFFER_ONE: 'One run waits for the end of the earlier one; further times pass.',
  BUFFER_ALL: 'Every run waits for the end of those before it.',
  CANCEL_OTHER: 'The earlier run is cancelled, and the new one starts once it has ended.',
  TERMINATE_OTHER: 'The earlier run is ended at once, and the new one starts.',
  ALLOW_ALL: 'Runs go on side by side.',
};

/** Labels that begin so are our own, and not shown as labels. */
export const ownLabels = 'tempograph.';

/** Before the names of schedules that are there only to be asked when they would be due. */
export const throwawayPrefix = 'tempograph-preview-';

/** Of a schedule that a file declares. */
export interface Declared {
  /** The file, by the name that it gives itself. */
  owner: string;
  /** What the file says of it, as a hash; null once somebody has changed it by other means. */
  applied: string | null;
}

/** What a schedule starts. */
export interface ScheduleAction {
  /** Temporal workflow type. */
  workflow: string;
  taskQueue: string;
  /** The workflow's input, as the caller sent it. */
  input: unknown;
}

/** How a schedule goes about it. */
interface SchedulePolicies {
  overlap: Overlap;
  /** Seconds: what was due while the server was away is done if it is not longer ago than this. */
  catchUpWindow: number;
  pauseOnFailure: boolean;
  /** How many more runs it starts by itself; null: no end. */
  remainingActions: number | null;
}

/** What the server lists of a schedule. */
interface ScheduleRow {
  /** Its name, too: what it is called, it is known by. */
  id: string;
  name: string;
  /** The workflow it starts. */
  workflow: string;
  spec: ScheduleSpec;
  paused: boolean;
  note: string;
  labels: Label[];
  /** Null: people made it. */
  declared: Declared | null;
  createdBy: string | null;
  /** The next times, soonest first, jitter included: up to 5 in lists, else up to 10. */
  next: Date[];
  /** The runs it has started last, newest first: up to 5 in lists, else up to 10. */
  recent: ScheduledRun[];
}

/** Everything about a schedule that people choose. */
export type ScheduleDefinition = SchedulePolicies &
  Pick<ScheduleRow, 'spec' | 'paused' | 'note' | 'labels' | 'declared'> & { action: ScheduleAction };

/** What only a look at the single schedule tells. */
export interface ScheduleDetails extends ScheduleRow, SchedulePolicies {
  action: ScheduleAction;
  /** Another one after every change. */
  revision: string;
  counts: ScheduleCounts;
  createdAt: Date | null;
  updatedAt: Date | null;
}

/** A schedule as the API hands it around: as it was listed, and the rest when it is asked for. */
export interface Schedule extends ScheduleRow {
  /** Null when it was deleted meanwhile. */
  details(): Promise<ScheduleDetails | null>;
}

export interface ScheduleCounts {
  /** Runs it has started. */
  started: number;
  /** Times that were let pass as an earlier run still went on. */
  skippedByOverlap: number;
  /** Times that were too long ago when the server came back. */
  missed: number;
}

/** A run that a schedule has started. */
export interface ScheduledRun {
  /** When it was due; it may have started later. */
  scheduledAt: Date | null;
  startedAt: Date | null;
  key: RunKey;
}
