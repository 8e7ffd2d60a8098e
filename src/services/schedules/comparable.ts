import { encodeLabel } from '../../../workers/kit/wire/label.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { specFromTemporal } from './spec-from-temporal.ts';
import { specToTemporal } from './spec-to-temporal.ts';
import type { ScheduleSpec } from './spec.ts';

/** What a file says of a schedule; what it leaves out is nobody's business. */
export type Said = Omit<ScheduleDefinition, 'remainingActions' | 'declared' | 'paused' | 'note'> &
  Partial<Pick<ScheduleDefinition, 'paused' | 'note'>>;

/** A value that is written the same way whether it comes from a file or from the server. */
export type Comparable = Readonly<Record<string, unknown>>;

/** What lists show of it. */
export const comparableRow = ({ spec, labels, paused, note }: Pick<Said, 'spec' | 'labels' | 'paused' | 'note'>) => ({
  spec: comparableSpec(spec),
  labels: labels.map(encodeLabel).toSorted(),
  paused,
  note,
});

/** All of it. */
export const comparable = ({ action, overlap, catchUpWindow, pauseOnFailure, ...row }: Said): Comparable => ({
  action: { [action.workflow]: action.input },
  taskQueue: action.taskQueue,
  ...comparableRow(row),
  overlap,
  catchUpWindow,
  pauseOnFailure,
});

/** As the server would say it again, but for cron expressions, whose text it keeps as it is. */
function comparableSpec(spec: ScheduleSpec) {
  const { calendars, exclusions, intervals, startAt, endAt, ...rest } = specFromTemporal(specToTemporal(spec));
  return {
    ...rest,
    cron: spec.cron,
    calendars,
    exclusions,
    intervals,
    startAt: startAt?.toISOString() ?? null,
    endAt: endAt?.toISOString() ?? null,
  };
}
